"""What is known of one case; how it gets there is in the steps beside this."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.approval import events as e
from domain.approval.case_state.phases import Outcome, Phase, onwards
from domain.approval.handler_events import PriorityDeclared
from domain.approval.pre_approval_events import PreApprovalOpined
from domain.approval.ruling_events import InstantDecisionComputed
from domain.approval.stages import Hand
from domain.registry.standards import FlowProfile
from domain.shared import folding
from domain.shared.act import Act
from domain.shared.subject import SubjectRef
from domain.timing.days import SHANGHAI


@dataclass(frozen=True, slots=True)
class Procedure:
    """One special procedure, (started, ended] in dates; `ended` None while open."""

    procedure: e.SpecialProcedure
    started: date
    noticed_days: int | None
    notice_served: bool
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Gaps:
    """容缺: what may follow until `days` working days after `since`; `missing` is still open."""

    since: date
    days: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreApproval:
    """预审批: the last opinion in advance, and which of its preconditions have been met since."""

    opinion: PreApprovalOpined
    met: frozenset[str] = frozenset()
    converted: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """Preconditions still to be met."""
        return tuple(one for one in self.opinion.preconditions if one not in self.met)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(folding.History):
    """State of one case. Dates are Asia/Shanghai; `accepted_on` is the effective date."""

    phase: Phase = Phase.NONE
    case_number: str | None = None
    item_code: str | None = None
    item_version: int | None = None
    profile: FlowProfile | None = None
    survey_required: bool = False
    applicant: SubjectRef | None = None
    purpose: e.CasePurpose = e.CasePurpose.NEW
    permit_id: UUID | None = None  # that a change, renewal or cancellation is about
    territory: str | None = None
    received_on: date | None = None
    notice_from: date | None = None  # start of the running notice clock
    noticed_on: date | None = None
    applicant_days: int | None = None
    accepted_on: date | None = None
    legal_days: int | None = None
    committed_days: int | None = None
    stated_due: datetime | None = None
    gaps: Gaps | None = None
    procedures: tuple[Procedure, ...] = ()
    extensions: tuple[tuple[date, e.DeadlineExtended], ...] = ()
    surveys: tuple[UUID, ...] = ()
    proposal: e.Proposal | None = None
    computed: InstantDecisionComputed | None = None
    outcome: Outcome | None = None
    decided_on: date | None = None
    decision_number: str | None = None
    certified_on: date | None = None
    delivered_on: date | None = None
    ended_by: str | None = None  # type of the event that closed it
    handed_over: bool = False  # to supervision
    first_handler: str | None = None  # person who answers for the case (首办负责)
    agent: str | None = None  # staff agent who acts for the applicant (代办)
    pre_review_open: bool = False
    pre_approval: PreApproval | None = None
    visits: int = 0
    priority: PriorityDeclared | None = None
    hands: frozenset[Hand] = frozenset()


Move = Callable[[Case, Act], folding.Changes]


def day_of(act: Act) -> date:
    """The date from which an act counts."""
    return act.meta.effective_date or act.meta.occurred_at.astimezone(SHANGHAI).date()


def to(case: Case, phase: Phase) -> Phase:
    """The phase after a move to `phase`; never back into an earlier part of the life."""
    return onwards(case.phase, phase)


def closed(case: Case, act: Act) -> folding.Changes:
    """The case has ended; what ended it first stands."""
    return {"phase": Phase.CLOSED, "ended_by": case.ended_by or act.event.TYPE}
