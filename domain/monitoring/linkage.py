"""联动与承诺规则: not pushed, not answered, not verified (domain.md §6, L-01, L-02, C-01)."""

import datetime as dt
from collections.abc import Iterator

from domain.approval.events import PermitGranted
from domain.commitment import events as promise
from domain.monitoring.duties import Duty, DutyView, Step
from domain.monitoring.findings import Severity
from domain.monitoring.owing import done, first, late_from, warned_from
from domain.monitoring.watched import (
    ON_GRANT,
    OUTCOMES,
    PERMIT_OUTCOMES,
    PUSHED,
    REFUSED,
    Seen,
)
from domain.registry.linkage import ClaimModel
from domain.registry.standards import Function
from domain.supervision import dispute_events as dispute
from domain.supervision import events as task
from domain.supervision.events import PushReason
from domain.timing.calendar import WorkCalendar
from domain.timing.days import WorkingDays, end_of

PUSH_DAYS = WorkingDays(1)  # [D] domain.md §6, L-01
PLAN_DAYS = WorkingDays(10)  # [D] L-02
VERIFY_WARN = WorkingDays(5)  # [D] C-01
VERIFY_RED = WorkingDays(10)  # [D] C-01

_ADDRESSING = frozenset({PUSHED, task.TaskRerouted.TYPE, dispute.ResponsibilityRuled.TYPE})
_PLANNING = frozenset(
    event.TYPE
    for event in (
        task.SupervisionPlanned, task.NoOnSiteNeeded, task.SupervisionResultRecorded,
        task.TaskReturned, task.TaskMooted,
    )
)  # fmt: skip
_CLAIMING = _PLANNING | {task.TaskClaimed.TYPE}
_SIGNING = _CLAIMING | {task.TaskSigned.TYPE}
"""A deemed claim answers nothing: it is what happens because nobody answered (domain.md §2.5)."""
_VERIFYING = frozenset(
    event.TYPE
    for event in (
        promise.CommitmentWithdrawn, promise.CommitmentVerified, promise.CommitmentBreachFound,
        promise.CorrectionVerified, promise.CommitmentBreached,
    )
)  # fmt: skip


def not_pushed(view: DutyView) -> Iterator[Duty]:
    """未推送/推送对象有误: an outcome was not pushed within a working day to the organisation
    that answers for supervising it on its effective date, or was pushed to another."""
    acts = view.facts.sorted()
    if view.facts.of_case:
        for kind, reason in OUTCOMES.items():
            if (outcome := first(acts, (kind,))) is not None:
                yield from _told(view, [outcome], _pushes(acts, kind, reason))
    elif view.facts.of_permit:
        for reason in dict.fromkeys(PERMIT_OUTCOMES.values()):
            outcomes = [one for one in acts if PERMIT_OUTCOMES.get(one.type) is reason]
            yield from _told(view, outcomes, [one for one in acts if _says(one, reason)])


def _pushes(acts: list[Seen], kind: str, reason: PushReason) -> list[Seen]:
    """The pushes of one outcome of a case; that of a grant may say what the grant was about."""
    found = [one for one in acts if _says(one, reason)]
    if found or kind != PermitGranted.TYPE:
        return found
    return [one for one in acts if _says(one, *ON_GRANT)]


def _says(act: Seen, *reasons: PushReason) -> bool:
    return act.type == PUSHED and act.data.get("reason") in reasons


def _told(view: DutyView, outcomes: list[Seen], pushes: list[Seen]) -> Iterator[Duty]:
    """What outcomes of one reason oblige to: the first of them to the first push, and so on."""
    item, acts = view.facts.stated("itemCode"), view.facts.sorted()
    territory = view.facts.stated("territory")
    gaps = [one.position for one in acts if one.type == REFUSED]
    right: set[str | None] = set()
    for number, outcome in enumerate(outcomes):
        supervisor, *others = (
            view.responsible(
                outcome.data.get("itemCode") or item or "", function, outcome.day, territory
            )
            for function in (Function.SUPERVISE, Function.ENFORCE)
        )
        since = late_from(view.calendar, _known_on(outcome, view.calendar), PUSH_DAYS)
        right |= {supervisor, *others}
        yield _push(outcome, supervisor, pushes, since, gaps, number)
        for other in others:
            if other is not None and other != supervisor:
                yield _push(outcome, other, pushes, since, gaps, number)
    for push in pushes if outcomes else ():
        if push.data.get("recipient") not in right:
            step = Step(Severity.YELLOW, push.at, "WRONG_ORGANISATION")
            evidence = (outcomes[0].position, push.position)
            yield Duty("L-01", (step,), evidence, push.data.get("recipient"))


def _push(
    outcome: Seen,
    org: str | None,
    pushes: list[Seen],
    since: dt.datetime,
    gaps: list[int],
    number: int,
) -> Duty:
    note = "NOT_PUSHED" if org else "NO_RESPONSIBLE_ORGANISATION"
    reached = [one for one in pushes if org is not None and one.data.get("recipient") == org]
    step = Step(Severity.YELLOW, since, note, done(next(iter(reached[number:]), None)))
    return Duty("L-01", (step,), (outcome.position, *gaps), org)


def push_unanswered(view: DutyView) -> Iterator[Duty]:
    """未签收/未认领/未列入计划: a task was not signed for in one working day, not claimed in
    three (so deemed claimed), or not planned in ten."""
    if view.facts.of_case:
        return
    acts = view.facts.sorted()
    pushed = next((one for one in acts if one.type == PUSHED), None)
    if pushed is None or pushed.data.get("historic", False):
        return  # a task of an imported archive has no clocks (design.md, Followers)
    sign, claim = pushed.data.get("signDays", 1), pushed.data.get("claimDays", 3)
    limits = (
        (Severity.WARN, WorkingDays(sign), "UNSIGNED", _SIGNING),
        (Severity.YELLOW, WorkingDays(claim), "UNCLAIMED", _CLAIMING),
        (Severity.YELLOW, PLAN_DAYS, "NO_PLAN", _PLANNING),
    )
    if pushed.data.get("claimModel") == ClaimModel.DEEMED:
        limits = limits[2:]  # what is pushed there is claimed
    starts = [index for index, one in enumerate(acts) if one.type in _ADDRESSING]
    for start, end in zip(starts, [*starts[1:], len(acts)], strict=True):
        addressed, turn = acts[start], acts[start + 1 : end]
        # Whoever the task is routed to next owes the answer from then on.
        handed = acts[end] if end < len(acts) else None
        steps = tuple(
            Step(
                severity,
                late_from(view.calendar, addressed.day, days),
                note,
                done(first(turn, ending) or handed),
            )
            for severity, days, note, ending in limits
        )
        org = addressed.data.get("recipient") or addressed.data.get("org")
        yield Duty("L-02", steps, (addressed.position,), org)


def verification_overdue(view: DutyView) -> Iterator[Duty]:
    """承诺核查逾期: a commitment in force has five working days left unverified, its date has
    passed, or has passed by ten working days."""
    if view.facts.of_case:
        return
    acts = view.facts.sorted()
    effect = next((one for one in acts if one.type == promise.CommitmentTookEffect.TYPE), None)
    if effect is None:
        return
    calendar = view.calendar
    due = calendar.add_workdays(effect.day, WorkingDays(effect.data["verifyDays"])).date
    verified = done(first(acts, _VERIFYING))
    steps = (
        Step(Severity.WARN, warned_from(calendar, due, VERIFY_WARN), "DUE_SOON", verified),
        Step(Severity.YELLOW, end_of(due, calendar.zone), "OVERDUE", verified),
        Step(Severity.RED, late_from(calendar, due, VERIFY_RED), "LONG_OVERDUE", verified),
    )
    yield Duty("C-01", steps, (effect.position,), effect.data.get("verifier"))


def _known_on(outcome: Seen, calendar: WorkCalendar) -> dt.date:
    """A reported outcome can be pushed from the day of its report on; that it was reported late is
    D-01's business (docs/adr/0014)."""
    if outcome.native:
        return outcome.day
    return max(outcome.day, calendar.local_date(outcome.known))
