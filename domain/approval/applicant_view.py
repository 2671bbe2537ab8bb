"""What an applicant is told of a case: what is still missing, why it stands still, whom to ask.

Nothing else of a case leaves this module: no remark of an officer, no other party (许可§5).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.approval import events as e
from domain.approval import handler_events as h
from domain.approval import material_events as m
from domain.approval.case_state import Case, Phase
from domain.registry.standards import Function, SpecialProcedure
from domain.shared.act import Act, Role
from domain.timing.calendar import WorkCalendar
from domain.timing.days import DueDate, WorkingDays


class LackKind(StrEnum):
    """缺什么: 补正材料, 容缺材料, 部门调取未果 or 预审所缺.

    What a department fetches is never asked of the applicant (谁主张、谁调取); it is shown because
    the case waits for it.
    """

    SUPPLEMENT = "SUPPLEMENT"
    GAP = "GAP"
    FETCH = "FETCH"
    PRE_REVIEW = "PRE_REVIEW"


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that is missing, told on `since`; `due`: last day, None where no period runs."""

    name: str
    kind: LackKind
    since: date
    due: DueDate | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """One special procedure that the case waits for; working days as they were told."""

    procedure: SpecialProcedure
    since: date
    noticed_days: int | None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask: an organisation and, where it is known, the post; never a person."""

    org: str | None
    post: str | None


_ENDS_SUPPLEMENT = (
    e.MaterialsResubmitted,
    e.CaseAccepted,
    m.AcceptedWithGaps,
    e.CaseDeemedAccepted,
)
_OVER = frozenset({Phase.DECIDED, Phase.CERTIFIED, Phase.CLOSED})
_DESK: dict[Phase, Function] = {
    Phase.ACCEPTED: Function.REVIEW,
    Phase.REVIEWING: Function.REVIEW,
    Phase.PAUSED: Function.REVIEW,
    Phase.TO_DECIDE: Function.DECIDE,
    Phase.DECIDED: Function.CERTIFY,
}
_STAFF = frozenset(Role) - {Role.APPLICANT, Role.AGENT, Role.SYSTEM, Role.SOURCE}


def lacking(case: Case, calendar: WorkCalendar) -> tuple[Lacking, ...]:
    """One list of everything that is missing; empty once the case is decided or over."""
    if case.phase in _OVER:
        return ()
    found: dict[LackKind, list[Lacking]] = {kind: [] for kind in LackKind}
    for act in case.acts:
        day = act.meta.effective_date or calendar.local_date(act.meta.occurred_at)
        match act.event:
            case h.PreReviewAnswered(missing=names):
                found[LackKind.PRE_REVIEW] = _all(names, LackKind.PRE_REVIEW, day)
            case e.MaterialsReceived():
                found[LackKind.PRE_REVIEW] = []
            case e.SupplementNoticed(missing=names, applicant_days=days):
                due = calendar.add_workdays(day, WorkingDays(days)) if days else None
                found[LackKind.SUPPLEMENT] = _all(names, LackKind.SUPPLEMENT, day, due)
            case m.MaterialFetchFailed(name=name):
                found[LackKind.FETCH] += _all((name,), LackKind.FETCH, day)
            case m.MaterialFetched(name=name):
                _remove(found[LackKind.FETCH], name)
            case m.GapMaterialSupplied(name=name):
                _remove(found[LackKind.GAP], name)
        if isinstance(act.event, _ENDS_SUPPLEMENT):
            found[LackKind.SUPPLEMENT] = []
        if isinstance(act.event, m.AcceptedWithGaps):
            due = calendar.add_workdays(day, WorkingDays(act.event.gap_days))
            found[LackKind.GAP] = _all(act.event.gaps, LackKind.GAP, day, due)
    return tuple(one for kind in LackKind for one in found[kind])


def _all(
    names: Iterable[str], kind: LackKind, day: date, due: DueDate | None = None
) -> list[Lacking]:
    return [Lacking(name, kind, day, due) for name in dict.fromkeys(names)]


def _remove(found: list[Lacking], name: str) -> None:
    found[:] = [one for one in found if one.name != name]


def pauses(case: Case) -> Iterator[Pause]:
    """The special procedures that run, where the case stands still for them."""
    if case.phase is Phase.PAUSED:
        for one in case.procedures:
            if one.ended is None:
                yield Pause(one.procedure, one.started, one.noticed_days)


def desk(phase: Phase) -> Function:
    """Whose turn it is: the function that acts next; the window's where nobody else's."""
    return _DESK.get(phase, Function.ACCEPT)


def contact(case: Case, answering: str | None) -> Contact:
    """Whom to ask: the first handler where one is named (首办负责), else the post of `answering`
    (the organisation whose turn it is) that acted last; else whoever acted last."""
    staff = [act for act in case.acts if act.meta.actor.role in _STAFF and act.meta.actor.org]
    post = _first_handler_post(case.acts)
    if answering is None:
        last = staff[-1].meta.actor if staff else None
        return Contact(last.org if last else None, post or (last.post if last else None))
    own = [act for act in staff if act.meta.actor.org == answering]
    return Contact(answering, post or (own[-1].meta.actor.post if own else None))


def _first_handler_post(acts: Iterable[Act]) -> str | None:
    post = None
    for act in acts:
        if isinstance(act.event, h.FirstHandlerAssigned):
            post = act.event.post
        elif isinstance(act.event, h.HandedOver):
            post = act.event.to_post
    return post
