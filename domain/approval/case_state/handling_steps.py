"""Who handles the case and whom the applicant meets; none of it moves the case on."""

from domain.approval import handler_events as e
from domain.approval.case_state.state import Case
from domain.shared import folding
from domain.shared.act import Act


def _first_handler(_case: Case, act: Act) -> folding.Changes:
    assert isinstance(act.event, e.FirstHandlerAssigned)
    return {"first_handler": act.event.person}


def _handed_over(_case: Case, act: Act) -> folding.Changes:
    assert isinstance(act.event, e.HandedOver)
    return {"first_handler": act.event.to_person}


def _agent(_case: Case, act: Act) -> folding.Changes:
    assert isinstance(act.event, e.AgentAssigned)
    return {"agent": act.event.agent}


def _asked(_case: Case, _act: Act) -> folding.Changes:
    return {"pre_review_open": True}


def _answered(_case: Case, _act: Act) -> folding.Changes:
    return {"pre_review_open": False}


def _visited(case: Case, _act: Act) -> folding.Changes:
    return {"visits": case.visits + 1}


def _priority(_case: Case, act: Act) -> folding.Changes:
    return {"priority": act.event}


HANDLING: folding.Steps = {
    e.FirstHandlerAssigned: _first_handler,
    e.HandedOver: _handed_over,
    e.AgentAssigned: _agent,
    e.PreReviewRequested: _asked,
    e.PreReviewAnswered: _answered,
    e.VisitRecorded: _visited,
    e.PriorityDeclared: _priority,
}
