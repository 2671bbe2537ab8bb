"""Shapes of consultations, resolutions, changed standards, digests and meetings."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from app.api.contract.shapes import Count, Page, Position, Shape
from domain.consultation.consultation_state import ConsultationPhase
from domain.consultation.events import ConsultationKind, Level, Silence
from domain.consultation.rhythm_events import AgendaTopic, MeetingKind

ResolutionState = Literal["OPEN", "OVERDUE", "COMPLETED"]
ChangeState = Literal["OPEN", "ADOPTED", "DECLINED"]


class Consultation(Shape):
    """A consultation as listed."""

    consultation_id: UUID
    region: str
    item: str | None
    number: str
    kind: ConsultationKind
    topic: str
    lead: str
    proposer: str | None
    state: ConsultationPhase
    level: Level
    held_on: datetime | None
    open_resolutions: Count
    position: Position


class Resolution(Shape):
    """What `owner` owes by the end of `due`; `firstDue` is what was resolved."""

    consultation_id: UUID
    consultation_number: str
    region: str
    item: str | None
    number: int
    text: str
    owner: str
    due: date
    first_due: date
    completed_at: datetime | None
    state: ResolutionState


class GivenOpinion(Shape):
    """An opinion, or what silence counted as."""

    org: str
    agreed: bool | None
    opinion: str | None
    counted_as: Silence | None


class Dissenting(Shape):
    """Kept beside the resolutions."""

    org: str
    opinion: str


class OneConsultation(Consultation):
    """`asOfPosition`: what the view had read."""

    reason: str
    about: list[UUID]
    invited: list[str]
    agenda: list[str]
    materials: list[str]
    silence: Silence | None
    attended: list[str]
    opinions: list[GivenOpinion]
    minutes_number: str | None
    minutes: str | None
    dissent: list[Dissenting]
    resolutions: list[Resolution]
    as_of_position: Position


class ResolutionCounts(Shape):
    """By state, and by owner and state."""

    by_state: dict[str, Count]
    by_owner: dict[str, dict[str, Count]]


class Resolutions(Page[Resolution]):
    """A page, and how many there are."""

    counts: ResolutionCounts


class StandardChange(Shape):
    """A changed standard. `answer`: what was done with it, or why not."""

    change_id: UUID
    region: str
    number: str
    org: str
    addressee: str
    items: list[str]
    summary: str
    effective_on: date
    document: str | None
    state: ChangeState
    answer: str | None
    notified_at: datetime
    answered_at: datetime | None
    position: Position


class OneStandardChange(StandardChange):
    """`asOfPosition`: what the view had read."""

    as_of_position: Position


class Digest(Shape):
    """One organisation's working day, as the log stood at `countedAt`."""

    region: str
    org: str
    day: date
    pushed: Count
    unclaimed: Count
    claimed_today: Count
    unclaimed_this_month: Count
    counted_at: Count
    sent_at: datetime
    position: Position


class AgendaLine(Shape):
    """An open matter; `since`: from which day."""

    topic: AgendaTopic
    about: UUID
    number: str
    org: str | None
    since: date


class Meeting(Shape):
    """An agenda, as the log stood at `countedAt`, and what came of the meeting."""

    meeting_id: UUID
    kind: MeetingKind
    first: date
    counted_at: Count
    prepared_at: datetime
    lines: list[AgendaLine]
    omitted: Count
    held_at: datetime | None
    attended: list[str]
    settled: list[str]
    consultations: list[UUID]
    minutes: str | None


class BulletinLine(Shape):
    """One organisation's month."""

    org: str
    pushed: Count
    claimed: Count
    deemed: Count
    returned: Count
    fed_back: Count
    late: Count


class Bulletin(Shape):
    """One month, as the log stood at `countedAt`."""

    first: date
    counted_at: Count
    published_at: datetime
    lines: list[BulletinLine]


class AssessedMeasure(Shape):
    """`count` of `base` acts met it; points in hundredths, of at most `most`."""

    name: str
    count: Count
    base: Count
    points: int
    most: int


class Score(Shape):
    """Points in hundredths."""

    org: str
    points: int
    measures: list[AssessedMeasure]


class Assessment(Shape):
    """Frozen: as known at `countedAt`. `scheme`: version of measures and weights."""

    year: int
    scheme: str
    frozen_at: datetime
    counted_at: Count
    scores: list[Score]


class AssessedAct(Shape):
    """One act that a measure counted. `position`: of the push, or of the minutes."""

    measure: str
    org: str
    about: UUID
    number: str
    position: Position
    met: bool


class AssessedActs(Shape):
    """Everything that an assessment counted."""

    year: int
    scheme: str
    counted_at: Count
    acts: list[AssessedAct]
