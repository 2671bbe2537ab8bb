"""踏勘: what has become of a survey, folded from acts in any order (domain.md §3.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.approval import joint_survey_events as j
from domain.approval import survey_events as s
from domain.approval.events import SurveyConcluded, SurveyConducted
from domain.shared import folding
from domain.shared.act import Act
from domain.shared.event import DomainEvent
from domain.timing.days import SHANGHAI


class SurveyPhase(StrEnum):
    """踏勘状态: how far a survey has come; filing afterwards and remarks do not move it."""

    ORDERED = "ORDERED"
    ASSIGNED = "ASSIGNED"
    FILED = "FILED"
    NOTIFIED = "NOTIFIED"
    CONDUCTED = "CONDUCTED"
    CONCLUDED = "CONCLUDED"
    VISITED = "VISITED"


PHASE_OF: Mapping[type[DomainEvent], SurveyPhase] = {
    s.SurveyorsAssigned: SurveyPhase.ASSIGNED,
    s.SurveyFiledBefore: SurveyPhase.FILED,
    j.SurveyNotified: SurveyPhase.NOTIFIED,
    SurveyConducted: SurveyPhase.CONDUCTED,
    SurveyConcluded: SurveyPhase.CONCLUDED,
    s.ReturnVisitDone: SurveyPhase.VISITED,
}
"""The furthest one that a survey has reached is its state, whatever came in between."""


_ORDER = tuple(SurveyPhase)


class Attendance(StrEnum):
    """联合踏勘到场情况."""

    INVITED = "INVITED"
    ATTENDED = "ATTENDED"
    EXCUSED = "EXCUSED"
    DEFAULTED = "DEFAULTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(folding.History):
    """State of one survey. `staff` were on site, `assigned` were told to go; `passed` is None until
    it is concluded. `invited` and `opinions` are by organisation; of `observers` the value says
    whether they came.
    """

    case_id: UUID | None = None
    assigned: tuple[str, ...] = ()
    assigned_mode: str | None = None
    filed_before_on: date | None = None
    planned_on: date | None = None
    invited: Mapping[str, Attendance] = field(default_factory=dict)
    opinions: Mapping[str, bool] = field(default_factory=dict)
    observers: Mapping[str, bool] = field(default_factory=dict)
    entrusted_to: str | None = None
    members: tuple[s.MergedSurvey, ...] = ()
    merged_into: UUID | None = None
    staff: tuple[str, ...] = ()
    conducted_on: date | None = None
    filed_after_on: date | None = None
    concluded_on: date | None = None
    passed: bool | None = None
    visited_on: date | None = None

    @property
    def phase(self) -> SurveyPhase:
        """The furthest that it has come."""
        seen = [PHASE_OF[kind] for act in self.acts if (kind := type(act.event)) in PHASE_OF]
        return max(seen, key=_ORDER.index, default=SurveyPhase.ORDERED)


def _day(act: Act) -> date:
    return act.meta.occurred_at.astimezone(SHANGHAI).date()


def _changes(survey: Survey, act: Act) -> folding.Changes:
    match act.event:
        case s.SurveyorsAssigned() as event:
            planned = event.planned_on or survey.planned_on
            mode = event.mode.value
            return {"assigned": event.staff, "assigned_mode": mode, "planned_on": planned}
        case s.SurveyFiledBefore():
            return {"filed_before_on": survey.filed_before_on or _day(act)}
        case s.SurveyEntrusted() as event:
            return {"entrusted_to": event.addressee}
        case s.SurveyMergePlanned() as event:
            return {"members": (*survey.members, *event.members)}
        case s.SurveyMerged() as event:
            return {"merged_into": event.into}
        case SurveyConducted() as event:
            return {"staff": event.staff, "conducted_on": _day(act)}
        case s.SurveyFiledAfter():
            return {"filed_after_on": survey.filed_after_on or _day(act)}
        case SurveyConcluded() as event:
            return {"passed": event.passed, "concluded_on": _day(act)}
        case s.ReturnVisitDone():
            return {"visited_on": survey.visited_on or _day(act)}
    return _joint(survey, act.event)


def _joint(survey: Survey, event: DomainEvent) -> folding.Changes:
    match event:
        case j.SurveyNotified():
            known = {one: survey.invited.get(one, Attendance.INVITED) for one in event.invited}
            return {"invited": known, "planned_on": event.planned_on}
        case j.SurveyAttended():
            return {"invited": {**survey.invited, event.org: Attendance.ATTENDED}}
        case j.SurveyExcused():
            return {"invited": {**survey.invited, event.org: Attendance.EXCUSED}}
        case j.SurveyDefaulted():
            return {"invited": {**survey.invited, event.org: Attendance.DEFAULTED}}
        case j.SurveyOpinionGiven():
            return {"opinions": {**survey.opinions, event.org: event.agreed}}
        case j.ObserverInvited():
            come = survey.observers.get(event.addressee, False)
            return {"observers": {**survey.observers, event.addressee: come}}
        case j.ObserverAttended():
            return {"observers": {**survey.observers, event.org: True}}
    return {}


def _of_case(survey: Survey, act: Act) -> folding.Changes:
    stated: UUID | None = getattr(act.event, "case_id", None)
    return {"case_id": stated or survey.case_id, **_changes(survey, act)}


STEPS: folding.Steps = dict.fromkeys(
    (*s.EVENTS, *j.EVENTS, SurveyConducted, SurveyConcluded), _of_case
)


def evolve(survey: Survey, act: Act) -> Survey:
    """The survey with one more act. Never refuses."""
    return folding.evolve(survey, act, STEPS, Survey())


def fold(acts: Iterable[Act]) -> Survey:
    """The survey after all of its acts, given in any order."""
    return folding.fold(acts, STEPS, Survey())
