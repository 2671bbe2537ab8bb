"""What the guards of a case need besides its own history."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from domain.approval.case_state import Case
from domain.approval.survey import Survey
from domain.registry.events import ItemVersionPublished
from domain.registry.posts import Post
from domain.registry.standards import DecisionTier
from domain.shared.act import Actor
from domain.timing import facts as timing
from domain.timing.calendar import WorkCalendar
from domain.timing.days import WorkingDays

if TYPE_CHECKING:
    from domain.approval.consulting import Feedback

JOINT_DAYS = 45  # 许可§42(2): the limit of unified, joint or concentrated handling


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """`at` is when the act occurs; `item` the version that the case runs under; `tier` the highest
    that the actor's post may decide (分级决定).

    `post`: who holds a post on the day of the act. `green_channel`: codes of the published list,
    None where none is. `permit_known`: whether the permit that an application names exists here.
    `item_in_force`: version of the case's item that counts on the day of the act. `ahead`: cases
    that the law has decided before this one (`turns`), None where not known. `feedback`: what
    supervision noted on the applicant (`consulting`), None where not known. `registered`: whether
    there is such an organisation.
    """

    at: datetime
    actor: Actor
    calendar: WorkCalendar
    case_id: UUID
    item: ItemVersionPublished | None = None
    case_number: str | None = None
    surveys: Mapping[UUID, Survey] = field(default_factory=dict)
    tier: DecisionTier | None = None
    post: Callable[[str], Post | None] = lambda _: None
    green_channel: Collection[str] | None = None
    permit_known: bool = False
    item_in_force: int | None = None
    ahead: int | None = 0
    feedback: "Collection[Feedback] | None" = ()
    registered: Callable[[str], bool] = lambda _: True

    @property
    def on(self) -> date:
        """The date of the act."""
        return self.calendar.local_date(self.at)


def handling_of(legal_days: int | None) -> timing.Handling:
    """统一办理 is told by its limit of 45 days, until projects have streams of their own [D]."""
    return timing.Handling.JOINT if legal_days == JOINT_DAYS else timing.Handling.SINGLE


def times_of(case: Case) -> timing.CaseTimes | None:
    """The case as its clocks see it; None before acceptance."""
    if case.accepted_on is None:
        return None
    return timing.CaseTimes(
        start=case.accepted_on,
        legal=WorkingDays(case.legal_days) if case.legal_days else None,
        committed=WorkingDays(case.committed_days) if case.committed_days else None,
        handling=handling_of(case.legal_days),
        procedures=tuple(
            timing.ProcedureSpan(
                timing.ProcedureKind(one.procedure.value),
                one.started,
                one.ended,
                WorkingDays(one.noticed_days) if one.noticed_days else None,
                notice_served=one.notice_served,
            )
            for one in case.procedures
        ),
        extensions=tuple(
            timing.Extension(
                WorkingDays(event.days) if event.days else None,
                day,
                timing.Approver(event.approved_by.value) if event.approved_by else None,
                event.notice_served,
            )
            for day, event in case.extensions
        ),
    )
