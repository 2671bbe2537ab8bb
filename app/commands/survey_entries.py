"""The commands of a survey. Roles and the reasons for them: docs/adr/0018."""

from app.commands.entry import LEADER, LIAISON, OFFICE, OFFICER, SURVEYOR, SYSTEM, Aggregate, Entry
from domain.approval import commands as c
from domain.approval import joint_survey_commands as j
from domain.approval import survey_commands as s
from domain.registry.standards import Function
from domain.shared.act import Role
from domain.shared.command import Command

INVITEES = LIAISON | OFFICER | SURVEYOR | LEADER | {Role.REG_REVIEWER}
OBSERVERS = LIAISON | OFFICER | {Role.OBSERVER}
VISITORS = OFFICE | {Role.DISCIPLINE}


def _section(command: type[Command], roles: frozenset[Role]) -> Entry:
    """By the organisation that answers for surveying the item."""
    return Entry("surveys", command, Aggregate.SURVEY, roles, Function.SURVEY)


def _other(command: type[Command], roles: frozenset[Role]) -> Entry:
    """By whoever was invited, or watches."""
    return Entry("surveys", command, Aggregate.SURVEY, roles)


def _policy(command: type[Command]) -> Entry:
    return Entry("surveys", command, Aggregate.SURVEY, SYSTEM, internal=True)


SURVEYS: tuple[Entry, ...] = (
    _section(s.AssignSurveyors, LEADER),
    _section(s.EntrustSurvey, LEADER),
    _section(s.MergeSurveys, LEADER),
    _policy(s.JoinMerge),
    _policy(s.ShareConduct),
    _section(s.FileSurveyBefore, SURVEYOR | LEADER),
    _section(j.NotifySurvey, SURVEYOR | LEADER),
    _other(j.AttendSurvey, INVITEES),
    _other(j.ExcuseSurvey, INVITEES),
    _policy(j.DeemAgreed),
    _other(j.GiveSurveyOpinion, INVITEES),
    _section(j.InviteObserver, SURVEYOR | LEADER),
    _other(j.AttendAsObserver, OBSERVERS),
    _other(j.RemarkAsObserver, OBSERVERS),
    _section(c.ConductSurvey, SURVEYOR),
    _section(c.ConcludeSurvey, SURVEYOR),
    _section(s.FileSurveyAfter, SURVEYOR | LEADER),
    _other(s.RecordReturnVisit, VISITORS),
)
