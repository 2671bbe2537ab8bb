"""From review to the proposal for a decision."""

from domain.approval import events as e
from domain.approval.case_state.phases import Phase
from domain.approval.case_state.state import Case, Procedure, day_of, to
from domain.approval.ruling_events import InstantDecisionComputed
from domain.shared import folding
from domain.shared.act import Act


def _survey_ordered(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.SurveyOrdered)
    return {"surveys": (*case.surveys, event.survey_id)}


def _paused(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.SpecialProcedureStarted)
    started = Procedure(event.procedure, day_of(act), event.noticed_days, event.notice_served)
    return {"phase": to(case, Phase.PAUSED), "procedures": (*case.procedures, started)}


def _resumed(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.SpecialProcedureEnded)
    procedures = list(case.procedures)
    for index, one in enumerate(procedures):
        if one.procedure is event.procedure and one.ended is None:
            procedures[index] = Procedure(
                one.procedure, one.started, one.noticed_days, one.notice_served, day_of(act)
            )
            break
    phase = case.phase
    if phase is Phase.PAUSED and all(one.ended for one in procedures):
        phase = Phase.REVIEWING
    return {"phase": phase, "procedures": tuple(procedures)}


def _extended(case: Case, act: Act) -> folding.Changes:
    return {"extensions": (*case.extensions, (day_of(act), act.event))}


def _reviewed(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.ReviewCompleted)
    return {"phase": to(case, Phase.TO_DECIDE), "proposal": event.proposal}


def _computed(case: Case, act: Act) -> folding.Changes:
    """Rules that are met lead straight to the decision; else a person reviews."""
    event = act.event
    assert isinstance(event, InstantDecisionComputed)
    phase = to(case, Phase.TO_DECIDE) if event.passed else case.phase
    return {"phase": phase, "computed": event}


def _review_goes_on(case: Case, _act: Act) -> folding.Changes:
    return {"phase": to(case, Phase.REVIEWING)}


EXAMINATION: folding.Steps = {
    e.ReviewStarted: _review_goes_on,
    e.SurveyOrdered: _survey_ordered,
    e.SpecialProcedureStarted: _paused,
    e.SpecialProcedureEnded: _resumed,
    e.DeadlineExtended: _extended,
    e.ReviewCompleted: _reviewed,
    e.ReturnedForReview: _review_goes_on,
    InstantDecisionComputed: _computed,
}
