"""踏勘: a survey ordered by a case, worked in a stream of its own (domain.md §3.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.approval import commands as c
from domain.approval.events import SurveyConcluded, SurveyConducted
from domain.approval.stages import Stage, check_separation
from domain.shared import folding
from domain.shared.act import Act, Actor
from domain.shared.command import Command
from domain.shared.errors import Forbidden, Refused
from domain.shared.event import DomainEvent
from domain.timing.days import SHANGHAI

if TYPE_CHECKING:
    from domain.approval.case_state import Case

LEAST_STAFF = 2  # 许可§34


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(folding.History):
    """State of one survey. `passed` is None until it is concluded."""

    case_id: UUID | None = None
    staff: tuple[str, ...] = ()
    conducted_on: date | None = None
    concluded_on: date | None = None
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """`case` is the case that should have ordered `survey_id`."""

    survey_id: UUID
    actor: Actor
    case: "Case"


def _day(act: Act) -> date:
    return act.meta.occurred_at.astimezone(SHANGHAI).date()


def _conducted(_survey: Survey, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, SurveyConducted)
    return {"case_id": event.case_id, "staff": event.staff, "conducted_on": _day(act)}


def _concluded(_survey: Survey, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, SurveyConcluded)
    return {"case_id": event.case_id, "passed": event.passed, "concluded_on": _day(act)}


STEPS: folding.Steps = {SurveyConducted: _conducted, SurveyConcluded: _concluded}


def evolve(survey: Survey, act: Act) -> Survey:
    """The survey with one more act. Never refuses."""
    return folding.evolve(survey, act, STEPS, Survey())


def fold(acts: Iterable[Act]) -> Survey:
    """The survey after all of its acts, given in any order."""
    return folding.fold(acts, STEPS, Survey())


def decide(survey: Survey, command: Command, facts: SurveyFacts) -> tuple[DomainEvent, ...]:
    """The events of a survey command.

    Raises:
        Refused, Forbidden: see the codes below.
    """
    if facts.survey_id not in facts.case.surveys:
        raise Refused(
            "survey-not-ordered", "该办件未派出此踏勘", "the case has not ordered this survey"
        )
    if facts.case.ended_by or facts.case.outcome:
        raise Refused("survey-case-decided", "办件已决定或已结束", "the case is decided or ended")
    if isinstance(command, c.ConductSurvey):
        return (_conduct(survey, command, facts),)
    if isinstance(command, c.ConcludeSurvey):
        return (_conclude(survey, command, facts),)
    raise AssertionError(f"not a survey command: {command.NAME}")


def _conduct(survey: Survey, command: c.ConductSurvey, facts: SurveyFacts) -> SurveyConducted:
    if survey.conducted_on:
        raise Refused("survey-already-conducted", "已踏勘", "the survey has been conducted")
    if len(set(command.staff)) < LEAST_STAFF:
        raise Refused(
            "survey-fewer-than-two",
            "踏勘应当由两名以上工作人员进行(行政许可法第三十四条)",
            "a survey needs two or more surveyors (Licensing Law, article 34)",
        )
    if facts.actor.person_id not in command.staff:
        raise Forbidden(
            "survey-recorder-not-on-site",
            "记录人须为到场踏勘人员",
            "only a surveyor who was on site may record the survey",
        )
    for person in command.staff:
        check_separation(facts.case.profile, facts.case.hands, Stage.SURVEY, person)
    return SurveyConducted(case_id=command.case_id, staff=command.staff, mode=command.mode)


def _conclude(survey: Survey, command: c.ConcludeSurvey, facts: SurveyFacts) -> SurveyConcluded:
    if survey.conducted_on is None or survey.case_id is None:
        raise Refused("survey-not-conducted", "尚未踏勘", "the survey has not been conducted")
    if survey.concluded_on:
        raise Refused("survey-already-concluded", "已出结论", "the survey has been concluded")
    if facts.actor.person_id not in survey.staff:
        raise Forbidden(
            "survey-recorder-not-on-site",
            "结论须由到场踏勘人员作出",
            "only a surveyor who was on site may conclude the survey",
        )
    return SurveyConcluded(
        case_id=survey.case_id,
        passed=command.passed,
        findings=command.findings,
        report=command.report,
    )
