"""Shapes of what the read models show: cases, trails, clocks, findings, tasks, commitments."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.api.contract.shapes import (
    Count,
    Hash,
    Inclusion,
    Light,
    Page,
    Position,
    Severity,
    Shape,
)


class Case(Shape):
    """A case as the monitoring view has it; `…Remaining` in working days, negative: overdue."""

    case_id: UUID
    region: str
    item: str | None
    case_number: str | None
    native: bool
    phase: str
    step: str | None
    outcome: str | None
    submitted_at: datetime | None
    received_at: datetime | None
    accepted_on: date | None
    accepted_at: datetime | None
    decided_at: datetime | None
    ended_at: datetime | None
    closed: bool
    legal_due: date | None
    committed_due: date | None
    stated_due: datetime | None
    notice_due: date | None
    warn_from: datetime | None
    provisional: bool
    paused_since: date | None
    disputed: bool
    judged_at: datetime | None
    next_due: datetime | None
    calendar_version: str | None
    position: Position
    light: Light
    paused: bool
    legal_remaining: int | None
    committed_remaining: int | None
    notice_remaining: int | None


class OneCase(Case):
    """`asOfPosition`: what the view had read."""

    as_of_position: Position


class Act(Shape):
    """One act of a trail; `inclusion` with `proof=true` alone."""

    position: Position
    case_id: UUID
    stream: UUID
    version: Annotated[int, Field(ge=1)]
    region: str
    item: str | None
    type: str
    occurred_at: datetime
    recorded_at: datetime
    person: str | None
    role: str | None
    post: str | None
    org: str | None
    entry_mode: Literal["NATIVE", "IMPORTED", "BACKFILLED"]
    source_system: str | None
    out_of_order: bool
    log: str
    log_index: Count
    leaf_hash: Hash
    late: bool
    title: str
    event_id: UUID
    inclusion: Inclusion = Field(default=None)  # ty: ignore[invalid-assignment] - absent, not null


class LightCounts(Shape):
    """How many cases show each light; the names of the lights are fixed."""

    GREEN: Count = Field(alias="GREEN")
    WARN: Count = Field(alias="WARN")
    YELLOW: Count = Field(alias="YELLOW")
    RED: Count = Field(alias="RED")


class CountedLights(Shape):
    """Counts, and what the view had read."""

    counts: LightCounts
    position: Position


class Monitoring(Page[Case]):
    """A page of cases with the counts of all that match."""

    counts: LightCounts


class StatedDeadlines(Shape):
    """Ended cases against the deadlines that their sources state."""

    ended: Count
    late: Count
    in_time: Count
    without_deadline: Count
    not_ended: Count


class MonitoringCounts(Shape):
    """Lights of open cases, findings by rule and severity, stated deadlines kept or missed."""

    lights: LightCounts
    findings: dict[str, dict[str, Count]]
    stated_deadlines: StatedDeadlines
    position: Position


class Reached(Shape):
    """A severity that a finding reached; members may be added."""

    model_config = ConfigDict(extra="allow")

    severity: Severity


class RaisedFinding(Shape):
    """What a rule found. `evidence` are positions in the log, `steps` the severities reached one
    after the other; members may be added."""

    model_config = ConfigDict(extra="allow")

    rule: str
    severity: Severity
    since: datetime
    evidence: list[Position]
    person: str | None
    post: str | None
    note: str
    steps: list[Reached]


class RuleFinding(RaisedFinding):
    """A finding in a list, with its case and its legal article."""

    case_id: UUID | None
    region: str
    item: str | None
    case_number: str | None
    title: str
    title_en: str
    law: str


class Rule(Shape):
    """A rule with its legal article; members may be added."""

    model_config = ConfigDict(extra="allow")

    id: str
    title: str
    title_en: str
    law: str


class Rules(Shape):
    """All of them."""

    items: list[Rule]


class Explained(Shape):
    """Why a due date is what it is: in words, and as facts."""

    due: date
    provisional: bool
    lines: list[str]
    facts: dict[str, Any]


class FurtherClock(Explained):
    """One clock among several of its kind: a stage, a special procedure; `doneAt` null: it runs."""

    name: str
    done_at: datetime | None


class Clocks(Shape):
    """The clocks of a case; null where one does not run."""

    case_id: UUID
    legal: Explained | None
    committed: Explained | None
    notice: Explained | None
    stated: Explained | None
    delivery: Explained | None
    publicity: Explained | None
    stages: list[FurtherClock]
    procedures: list[FurtherClock]
    findings: list[RaisedFinding]
    position: Position


class Task(Shape):
    """A supervision task; hours are clock hours, days working days. `lead`: who leads where two
    organisations were told; `interimOrg`: who answers while it is argued who should."""

    task_id: UUID
    task_number: str
    case_id: UUID
    case_number: str
    item: str
    region: str
    recipient: str
    function: str
    reason: str
    priority: Literal["URGENT", "NORMAL", "LOW"]
    historic: bool
    state: str
    deemed: bool
    returns: Count
    pushed_at: datetime
    person: str | None
    sign_due: date | None
    claim_due: date | None
    planned_date: date | None
    next_due: datetime | None
    provisional: bool
    finding: str | None
    commitment_id: UUID | None
    territory: str | None
    lead: str | None
    claim_model: Literal["DEEMED", "EXPLICIT", "EXPLICIT_WITH_FALLBACK"] | None
    interim_org: str | None
    interim_basis: Literal["SUPERVISES", "ENFORCES", "POLICY", "LAST_RECIPIENT"] | None
    dispute_level: Literal["NEGOTIATION", "STAFFING_OFFICE", "GOVERNMENT"] | None
    disputed_at: datetime | None
    ruling_number: str | None
    position: Position
    sign_hours_left: float | None
    sign_days_left: int | None
    claim_hours_left: float | None
    claim_days_left: int | None


class OneTask(Task):
    """`asOfPosition`: what the view had read."""

    as_of_position: Position


class TaskCounts(Shape):
    """Tasks by state."""

    by_state: dict[str, Count]
    unclaimed: Count
    overdue: Count
    historic: Count


class CountedTasks(Shape):
    """Counts, and what the view had read."""

    counts: TaskCounts
    position: Position


class Tasks(Page[Task]):
    """A page of tasks with the counts of the whole inbox."""

    counts: TaskCounts


class Commitment(Shape):
    """A commitment that must be verified."""

    commitment_id: UUID
    case_id: UUID
    case_number: str | None
    item: str | None
    region: str
    verifier: str | None
    state: str
    signed_at: datetime | None
    effective_on: date | None
    due_on: date | None
    due_from: datetime | None
    provisional: bool
    position: Position


class DueCommitment(Commitment):
    """`remaining` working days; 0: today, negative: overdue."""

    remaining: int
    bucket: Literal["OVERDUE", "TODAY", "NEXT"]


class OneCommitment(Commitment):
    """`asOfPosition`: what the view had read."""

    as_of_position: Position


class Urgency(Shape):
    """How many are due when."""

    overdue: Count
    today: Count
    next: Count


class CommitmentCounts(Shape):
    """By the organisation that verifies, by item, by state."""

    by_verifier: dict[str, Urgency]
    by_item: dict[str, Urgency]
    by_state: dict[str, Count]


class Commitments(Page[DueCommitment]):
    """A page of commitments with counts."""

    counts: CommitmentCounts


class Feed(Shape):
    """The last number and hash of one organisation's feed."""

    region: str
    recipient: str
    seq: Count
    hash: Hash


class CalendarFacts(Shape):
    """Which calendar counted, and for which dates holidays are published."""

    calendar_version: str
    known_from: date
    known_to: date


class NamedDay(Shape):
    """A day that differs from its week."""

    date: date
    name: str
    working: bool


class Calendar(CalendarFacts):
    """Every day that differs."""

    region: str
    days: list[NamedDay]


class Added(CalendarFacts):
    """The day on which a period of working days ends."""

    start: date
    working_days: Count
    due: date
    provisional: bool
    explanation: list[str] | None


class Between(CalendarFacts):
    """Working days between two dates."""

    start: date
    end: date
    working_days: int
    provisional: bool
