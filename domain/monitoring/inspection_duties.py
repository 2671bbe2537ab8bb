"""检查规则: late, not fed back, not public, by too few (L-04, L-05, C-03; T-08, P-13 of them).

What was not done is judged of what is worked here; who came is told by reports too.
"""

import datetime as dt
from collections.abc import Collection, Iterator

from domain.approval.remedy_events import AppealOutcome
from domain.monitoring.duties import Duty, DutyView, Step
from domain.monitoring.findings import Party, Rule, Severity
from domain.monitoring.owing import done, first, following, late_from
from domain.monitoring.watched import Seen
from domain.supervision import events as task
from domain.supervision import inspection_events as e
from domain.supervision import penalty_events as p
from domain.supervision.inspection_facts import LEAST_OFFICERS
from domain.supervision.inspection_steps import OUTCOMES
from domain.timing.days import WorkingDays, end_of
from domain.timing.limits import PUBLICITY

OVERDUE_RED = WorkingDays(10)  # [D] domain.md §6, L-04
FEEDBACK_WARN, FEEDBACK_DAYS = WorkingDays(1), WorkingDays(5)  # [D] L-05; 晋城§6
RECHECK_DAYS = WorkingDays(3)  # [D] C-03
RESULT_DAYS = WorkingDays(20)  # fact 22: 国发〔2019〕5号
WITHDRAWN_DAYS = WorkingDays(3)  # 处罚§48
_RESULTS = frozenset(
    event.TYPE
    for event in (
        e.InspectionCleared, e.CorrectionOrdered, e.Reinspected, e.InspectionTransferred,
        p.PenaltyDecided, p.PenaltyNotImposed,
    )
)  # fmt: skip
_OUTCOMES = frozenset(event.TYPE for event in OUTCOMES)
"""What must be fed back: every result, and what became of a penalty that was contested."""
_BEGUN = _OUTCOMES | {
    e.InspectionStarted.TYPE, e.InspectionRecorded.TYPE, e.InspectionCancelled.TYPE,
}  # fmt: skip
_TASK_ANSWERED = frozenset(
    event.TYPE
    for event in (
        task.SupervisionResultRecorded, task.NoOnSiteNeeded, task.TaskMooted, task.TaskReturned,
    )
)  # fmt: skip
_RESULT = task.SupervisionResultRecorded.TYPE
_TASK_FED = frozenset(event.TYPE for event in (task.FeedbackPushed, task.FeedbackAcknowledged))
_FED = frozenset({e.InspectionFeedbackPushed.TYPE, _RESULT})
"""The result of a task that an inspection answered takes its outcome along."""


def inspection_overdue(view: DutyView) -> Iterator[Duty]:
    """检查逾期: neither begun nor called off on the day that it, or a task, was planned for; ten
    working days later still not."""
    planned = first(view.acts, (task.SupervisionPlanned.TYPE,))
    if planned is not None:
        yield from _overdue(view, planned, planned, _TASK_ANSWERED)
    opened = first(view.acts, (e.InspectionPlanned.TYPE,))
    if opened is not None and opened.native:
        moved = view.of(e.InspectionRescheduled.TYPE)
        yield from _overdue(view, opened, moved[-1] if moved else opened, _BEGUN)


def _overdue(view: DutyView, planned: Seen, dated: Seen, ending: Collection[str]) -> Iterator[Duty]:
    if "plannedDate" not in dated.data:
        return
    due = dt.date.fromisoformat(dated.data["plannedDate"])
    end = done(first(following(view.acts, planned), ending))
    steps = (
        Step(Severity.YELLOW, end_of(due, view.calendar.zone), "OVERDUE", end),
        Step(Severity.RED, late_from(view.calendar, due, OVERDUE_RED), "LONG_OVERDUE", end),
    )
    yield Duty("L-04", steps, (planned.position,), planned.data.get("org") or planned.org)


def not_fed_back(view: DutyView) -> Iterator[Duty]:
    """处罚、检查结果未反馈: an outcome did not reach the approving side in one working day, then
    five."""
    for act in view.acts:
        ending = _feedback_of(act, view)
        if not (act.native and ending):
            continue
        end = done(first(following(view.acts, act), ending))
        steps = (
            Step(Severity.WARN, late_from(view.calendar, act.day, FEEDBACK_WARN), "DUE", end),
            Step(
                Severity.YELLOW, late_from(view.calendar, act.day, FEEDBACK_DAYS), "NOT_FED_BACK",
                end,
            ),
        )  # fmt: skip
        yield Duty("L-05", steps, (act.position,), act.org or _inspector(view))


def _feedback_of(act: Seen, view: DutyView) -> frozenset[str]:
    """What tells the approving side of an act; empty where there is nothing to tell."""
    if act.type in _OUTCOMES:
        return _FED
    return _TASK_FED if act.type == _RESULT and not _of_inspection(view) else frozenset()


def _of_inspection(view: DutyView) -> bool:
    return any(one.type.startswith("inspection.") for one in view.acts)


def _inspector(view: DutyView) -> str | None:
    return next((one.org for one in view.acts if one.org), None)


def correction_overdue(view: DutyView) -> Iterator[Duty]:
    """改正逾期未复查: the period has ended, and nobody has looked again in three working days."""
    for order in view.of(e.CorrectionOrdered.TYPE):
        if not order.native or "correctBy" not in order.data:
            continue
        since = late_from(
            view.calendar, dt.date.fromisoformat(order.data["correctBy"]), RECHECK_DAYS
        )
        looked = first(
            following(view.acts, order), (e.Reinspected.TYPE, e.InspectionTransferred.TYPE)
        )
        step = Step(Severity.YELLOW, since, "NOT_REINSPECTED", done(looked))
        yield Duty("C-03", (step,), (order.position,), order.org)


def inspection_not_public(view: DutyView) -> Iterator[Duty]:
    """检查、处罚公示逾期: a result in twenty working days, a penalty in seven; and one that was
    withdrawn or annulled is out of publicity in three."""
    result = first(view.acts, _RESULTS)
    if result is not None and result.native:
        public = first(view.acts, (e.InspectionResultPublished.TYPE,))
        yield _publicity(view, result, RESULT_DAYS, "RESULT_NOT_PUBLISHED", public)
    decided = first(view.acts, (p.PenaltyDecided.TYPE,))
    published = first(view.acts, (p.PenaltyPublished.TYPE,))
    gone = next((one for one in view.acts if _void(one)), None)
    if decided is not None and decided.native:
        end = published or gone
        yield _publicity(view, decided, PUBLICITY.days, "PENALTY_NOT_PUBLISHED", end)
    if gone is not None and gone.native and published is not None:
        ended = first(view.acts, (p.PenaltyPublicityEnded.TYPE,))
        yield _publicity(view, gone, WITHDRAWN_DAYS, "STILL_PUBLIC", ended)


def _void(act: Seen) -> bool:
    annulled = act.data.get("outcome") == AppealOutcome.REVOKED
    return act.type == p.PenaltyWithdrawn.TYPE or (act.type == p.PenaltyReviewed.TYPE and annulled)


def _publicity(view: DutyView, act: Seen, days: WorkingDays, note: str, end: Seen | None) -> Duty:
    step = Step(Severity.YELLOW, late_from(view.calendar, act.day, days), note, done(end))
    return Duty("T-08", (step,), (act.position,), act.org)


def too_few_inspect(view: DutyView) -> Iterator[Duty]:
    """检查人员不足或无证: fewer than two came, or one without a licence where others have one or
    none was shown. A source that names nobody has not said how many there were."""
    for act in view.of(e.InspectionStarted.TYPE, e.Reinspected.TYPE):
        officers = act.data.get("officers", ())
        bare = [one for one in officers if not one.get("licence")]
        told = act.data.get("licencesShown") is False or len(bare) < len(officers)
        few = 0 < len({one["personId"] for one in officers}) < LEAST_OFFICERS
        for note, holds in (("FEWER_THAN_TWO", few), ("UNLICENSED", bool(bare) and told)):
            if holds:
                step = Step(Severity.RED, act.at, note)
                yield Duty("P-13", (step,), (act.position,), act.org or _inspector(view))


DUTY_RULES: tuple[Rule, ...] = (
    Rule(
        "L-04", "检查逾期", "inspection overdue", "许可§61, §77", (Severity.YELLOW, Severity.RED),
        (Party.LIAISON, Party.EFFICIENCY, Party.LEADER), inspection_overdue,
    ),
    Rule(
        "L-05", "处罚、检查结果未反馈", "penalty or finding not fed back", "浙江§33",
        (Severity.WARN, Severity.YELLOW), (Party.LIAISON, Party.EFFICIENCY), not_fed_back,
    ),
    Rule(
        "C-03", "改正逾期", "correction overdue", "处罚§28", (Severity.YELLOW,), (Party.LIAISON,),
        correction_overdue,
    ),
)  # fmt: skip
ALSO = (inspection_not_public, too_few_inspect)
"""T-08 and P-13 of an inspection, which have their lines among the rules of cases."""
