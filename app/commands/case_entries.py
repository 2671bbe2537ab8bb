"""Commands of a case from the opinions that its review rests on to what follows its decision."""

from app.commands.entry import (
    APPLICANTS,
    BUREAU,
    DECIDER,
    LEADER,
    OFFICE,
    OFFICER,
    REVIEWER,
    SYSTEM,
    WINDOW,
    Entry,
    of_case,
)
from domain.approval import aftermath_commands as after
from domain.approval import hearing_commands as hearing
from domain.approval import opinion_commands as opinion
from domain.registry.standards import Function
from domain.shared.act import Role

_REG_REVIEWER = frozenset({Role.REG_REVIEWER})
_CHAIRED = REVIEWER | DECIDER | LEADER
_RECORDERS = BUREAU | LEADER

REVIEW_ENTRIES: tuple[Entry, ...] = (
    of_case(hearing.NotifyInterestedParties, REVIEWER, Function.REVIEW),
    of_case(hearing.RequestHearing, APPLICANTS | WINDOW, Function.ACCEPT),
    of_case(hearing.NoticeHearing, REVIEWER, Function.REVIEW),
    of_case(hearing.HoldHearing, _CHAIRED, Function.REVIEW),
    of_case(opinion.RequestSubstantiveOpinion, REVIEWER, Function.REVIEW),
    of_case(opinion.GiveSubstantiveOpinion, OFFICER | REVIEWER | _REG_REVIEWER),
    of_case(opinion.RequestReviewerOpinion, REVIEWER, Function.REVIEW),
    of_case(opinion.GiveReviewerOpinion, _REG_REVIEWER),
    of_case(opinion.LapseReviewerOpinion, SYSTEM, internal=True),
    of_case(opinion.ConsultFeedback, BUREAU, Function.REVIEW),
    of_case(after.EscalateDecision, DECIDER, Function.DECIDE),
)
"""意见、听证、分级决定. An opinion is given by whom the guard finds to have been asked."""

AFTERMATH_ENTRIES: tuple[Entry, ...] = (
    of_case(after.DispatchResult, WINDOW, Function.ACCEPT),
    of_case(after.PublishNotice, BUREAU, Function.DECIDE),
    of_case(after.FileObjection, APPLICANTS | WINDOW, Function.ACCEPT),
    of_case(after.DecideObjection, DECIDER | LEADER, Function.DECIDE),
    of_case(after.FileAppeal, APPLICANTS | _RECORDERS, Function.DECIDE),
    of_case(after.DecideAppeal, _RECORDERS, Function.DECIDE),
    of_case(after.SampleCase, OFFICE, internal=True),
    of_case(after.RecordReviewFinding, OFFICE),
    of_case(after.ReferAccountability, OFFICE | LEADER | frozenset({Role.DISCIPLINE})),
)
"""送达、公示、救济、抽查、追责. A case is drawn by `POST /v1/samples`, which draws many at once."""
