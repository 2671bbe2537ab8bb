"""踏勘: a survey ordered by a case, worked in a stream of its own (domain.md §3.1).

`decide(survey, command, facts) → events` may refuse; role, post and responsibility are judged
before it. What may be left out without a refusal, and is found instead: docs/adr/0018.
"""

from collections.abc import Callable
from typing import Any

from domain.approval import commands as c
from domain.approval import joint_survey, survey_conduct, survey_filing, survey_merging
from domain.approval import joint_survey_commands as jc
from domain.approval import survey_commands as sc
from domain.approval.survey_facts import Fellow, SurveyFacts
from domain.approval.survey_state import Attendance, Survey, SurveyPhase, evolve, fold
from domain.shared.command import Command
from domain.shared.errors import Refused
from domain.shared.event import DomainEvent

_GUARDS: dict[type[Command], Callable[[Survey, Any, SurveyFacts], DomainEvent]] = {
    sc.AssignSurveyors: survey_conduct.assign,
    sc.FileSurveyBefore: survey_filing.file_before,
    sc.EntrustSurvey: survey_merging.entrust,
    sc.MergeSurveys: survey_merging.merge,
    sc.JoinMerge: survey_merging.join,
    sc.ShareConduct: survey_merging.share,
    jc.NotifySurvey: joint_survey.notify,
    jc.AttendSurvey: joint_survey.attend,
    jc.ExcuseSurvey: joint_survey.excuse,
    jc.DeemAgreed: joint_survey.deem_agreed,
    jc.GiveSurveyOpinion: joint_survey.give_opinion,
    jc.InviteObserver: joint_survey.invite_observer,
    jc.AttendAsObserver: joint_survey.observe,
    jc.RemarkAsObserver: joint_survey.remark,
    c.ConductSurvey: survey_conduct.conduct,
    c.ConcludeSurvey: survey_conduct.conclude,
    sc.FileSurveyAfter: survey_filing.file_after,
    sc.RecordReturnVisit: survey_filing.visit,
}
_AFTER_THE_CASE = (sc.FileSurveyAfter, sc.RecordReturnVisit, jc.DeemAgreed, jc.RemarkAsObserver)
"""What is still owed, or may be said, when the case has been decided."""


def decide(survey: Survey, command: Command, facts: SurveyFacts) -> tuple[DomainEvent, ...]:
    """The events of a survey command.

    Raises:
        Refused, Forbidden: a guard forbids it in this state.
        Invalid: it names something that does not exist.
    """
    if facts.survey_id not in facts.case.surveys:
        raise Refused(
            "survey-not-ordered", "该办件未派出此踏勘", "the case has not ordered this survey"
        )
    ended = facts.case.ended_by or facts.case.outcome
    if ended and not isinstance(command, _AFTER_THE_CASE):
        raise Refused("survey-case-decided", "办件已决定或已结束", "the case is decided or ended")
    return (_GUARDS[type(command)](survey, command, facts),)


__all__ = [
    "Attendance",
    "Fellow",
    "Survey",
    "SurveyFacts",
    "SurveyPhase",
    "decide",
    "evolve",
    "fold",
]
