"""环节超时: a stage takes longer than the item allows it, or acceptance waits (T-06).

A hint at the limit, a yellow card at twice the limit [D]; the total may still be in time.
"""

from collections.abc import Iterator

from domain.approval import events as case
from domain.approval import handler_events as handler
from domain.approval import material_events as material
from domain.monitoring.duties import Duty, DutyView, Step
from domain.monitoring.findings import Severity
from domain.monitoring.owing import CLOSING, DECIDING, done, first, following, late_from
from domain.monitoring.special_duties import procedures
from domain.monitoring.watched import Seen
from domain.registry.standards import Function
from domain.timing.days import WorkingDays, end_of
from domain.timing.facts import ProcedureKind, ProcedureSpan
from domain.timing.limits import ONE_TIME_NOTICE, ONLINE_PRE_ACCEPTANCE, RESUBMISSION
from domain.timing.stages import stage_due

YELLOW_AT = 2  # [D] domain.md §6, T-06: times the limit
_ACCEPTED = (case.CaseAccepted.TYPE, material.AcceptedWithGaps.TYPE, case.CaseDeemedAccepted.TYPE)
_RESUBMITTED = case.MaterialsResubmitted.TYPE
_ANSWERED = {case.SupplementNoticed.TYPE, *_ACCEPTED}
_RETURNED, _REVIEWED = case.ReturnedForReview.TYPE, case.ReviewCompleted.TYPE
_OVER = CLOSING | DECIDING
STAGES: dict[Function, tuple[frozenset[str], frozenset[str]]] = {
    Function.ACCEPT: (
        frozenset({case.MaterialsReceived.TYPE, _RESUBMITTED}),
        frozenset(_ANSWERED),
    ),
    Function.REVIEW: (frozenset({*_ACCEPTED, _RETURNED}), frozenset({_REVIEWED})),
    Function.SURVEY: (
        frozenset({case.SurveyOrdered.TYPE}),
        frozenset({case.SurveyConcluded.TYPE}),
    ),
    Function.DECIDE: (frozenset({_REVIEWED}), frozenset({_RETURNED})),
    Function.CERTIFY: (
        frozenset({case.PermitGranted.TYPE}),
        frozenset({case.CertificateMade.TYPE, case.ResultDelivered.TYPE}),
    ),
}
"""What begins and what ends a stage, beside the decision and the end of the case."""
_SPECIAL = (case.SpecialProcedureStarted.TYPE, case.SpecialProcedureEnded.TYPE)


def stage_overtime(view: DutyView) -> Iterator[Duty]:
    """环节超时: a stage has taken longer than the item version allows, or twice as long."""
    if not view.facts.worked_here:
        return
    yield from _waiting(view, _RESUBMITTED, _ANSWERED)
    yield from _waiting(view, handler.PreReviewRequested.TYPE, {handler.PreReviewAnswered.TYPE})
    if view.standard is None or not view.standard.stage_limits:
        return
    spans = _spans(view)
    for limit in view.standard.stage_limits:
        begins, ends = STAGES.get(limit.stage, (frozenset(), frozenset()))
        for start in view.of(*begins):
            found = _stage(view, start, limit.stage, limit.days, ends, spans)
            if found is not None:
                yield found


def _stage(
    view: DutyView,
    start: Seen,
    stage: Function,
    days: int,
    ends: frozenset[str],
    spans: tuple[ProcedureSpan, ...],
) -> Duty | None:
    over = CLOSING if stage is Function.CERTIFY else _OVER
    end = done(_end(view, start, ends | over))
    steps = []
    for severity, times in ((Severity.HINT, 1), (Severity.YELLOW, YELLOW_AT)):
        due = stage_due(view.calendar, start.day, WorkingDays(days * times), spans)
        if due is not None:
            since = end_of(due.date, view.calendar.zone)
            steps.append(Step(severity, since, stage.value, end))
    return Duty("T-06", tuple(steps), (start.position,), start.org) if steps else None


def _end(view: DutyView, start: Seen, ends: frozenset[str]) -> Seen | None:
    survey = start.data.get("surveyId")
    rest = following(view.acts, start)
    return first((one for one in rest if survey in (None, one.data.get("survey", survey))), ends)


def _waiting(view: DutyView, begins: str, ends: set[str]) -> Iterator[Duty]:
    """Acceptance after a complete resubmission, and the answer to an online pre-review."""
    for start in view.of(begins):
        end = done(first(following(view.acts, start), ends | _OVER))
        if begins == _RESUBMITTED:
            limits = ((Severity.HINT, RESUBMISSION), (Severity.YELLOW, ONE_TIME_NOTICE))
        else:
            limits = ((Severity.HINT, ONLINE_PRE_ACCEPTANCE),)  # it has no effect in law
        steps = tuple(
            Step(severity, late_from(view.calendar, start.day, limit.days), limits[0][1].code, end)
            for severity, limit in limits
        )
        yield Duty("T-06", steps, (start.position,), start.org)


def _spans(view: DutyView) -> tuple[ProcedureSpan, ...]:
    pairs = procedures(view.of(*_SPECIAL, *_OVER))
    return tuple(
        ProcedureSpan(
            kind=ProcedureKind(start.data["procedure"]),
            started=start.day,
            ended=end.day if end else None,
            noticed=None,
        )
        for start, end in pairs
    )
