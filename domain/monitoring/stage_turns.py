"""环节: when each stage of a case began and ended, and how long the item version allows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.approval import events as case
from domain.approval import handler_events as handler
from domain.approval import material_events as material
from domain.monitoring.findings import Severity
from domain.monitoring.owing import CLOSING, DECIDING, first, following
from domain.monitoring.special_duties import procedures
from domain.monitoring.watched import Seen, Watched
from domain.registry.standards import Function
from domain.timing.days import WorkingDays
from domain.timing.facts import ProcedureKind, ProcedureSpan
from domain.timing.limits import ONE_TIME_NOTICE, ONLINE_PRE_ACCEPTANCE, RESUBMISSION

YELLOW_AT = 2  # [D] domain.md §6, T-06: times the limit
Limits = Sequence[tuple[Function, int]]
"""What an item version allows its stages, in working days."""
_ACCEPTED = (case.CaseAccepted.TYPE, material.AcceptedWithGaps.TYPE, case.CaseDeemedAccepted.TYPE)
_RESUBMITTED, _ASKED = case.MaterialsResubmitted.TYPE, handler.PreReviewRequested.TYPE
_ANSWERED = frozenset({case.SupplementNoticed.TYPE, *_ACCEPTED})
_PRE_REVIEWED = frozenset({handler.PreReviewAnswered.TYPE})
_RETURNED, _REVIEWED = case.ReturnedForReview.TYPE, case.ReviewCompleted.TYPE
_OVER = CLOSING | DECIDING
STAGES: dict[Function, tuple[frozenset[str], frozenset[str]]] = {
    Function.ACCEPT: (frozenset({case.MaterialsReceived.TYPE, _RESUBMITTED}), _ANSWERED),
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


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a stage: what is reached after how many days, and which act ended it."""

    name: str
    start: Seen
    limits: tuple[tuple[Severity, WorkingDays], ...]
    end: Seen | None


def turns(facts: Watched, limits: Limits) -> Iterator[Turn]:
    """Every turn that has a limit: acceptance after a complete resubmission and the answer to an
    online pre-review always, the stages as the item version says."""
    resubmitted = ((Severity.HINT, RESUBMISSION.days), (Severity.YELLOW, ONE_TIME_NOTICE.days))
    yield from _waiting(facts, RESUBMISSION.code, _RESUBMITTED, _ANSWERED, resubmitted)
    asked = ((Severity.HINT, ONLINE_PRE_ACCEPTANCE.days),)  # it has no effect in law
    yield from _waiting(facts, ONLINE_PRE_ACCEPTANCE.code, _ASKED, _PRE_REVIEWED, asked)
    for stage, days in limits:
        begins, ends = STAGES.get(stage, (frozenset(), frozenset()))
        reached = (
            (Severity.HINT, WorkingDays(days)), (Severity.YELLOW, WorkingDays(days * YELLOW_AT)),
        )  # fmt: skip
        over = CLOSING if stage is Function.CERTIFY else _OVER
        for start in facts.sorted():
            if start.type in begins:
                yield Turn(stage.value, start, reached, _end(facts, start, ends | over))


def spans(facts: Watched) -> tuple[ProcedureSpan, ...]:
    """The special procedures of a case, which stop its stages."""
    acts = [one for one in facts.sorted() if one.type in _SPECIAL or one.type in _OVER]
    return tuple(
        ProcedureSpan(
            kind=ProcedureKind(start.data["procedure"]),
            started=start.day,
            ended=end.day if end else None,
            noticed=None,
        )
        for start, end in procedures(acts)
    )


def _waiting(
    facts: Watched,
    name: str,
    begins: str,
    ends: frozenset[str],
    limits: tuple[tuple[Severity, WorkingDays], ...],
) -> Iterator[Turn]:
    for start in facts.sorted():
        if start.type == begins:
            end = first(following(facts.sorted(), start), ends | _OVER)
            yield Turn(name, start, limits, end)


def _end(facts: Watched, start: Seen, ends: frozenset[str]) -> Seen | None:
    survey = start.data.get("surveyId")
    rest = following(facts.sorted(), start)
    return first((one for one in rest if survey in (None, one.data.get("survey", survey))), ends)
