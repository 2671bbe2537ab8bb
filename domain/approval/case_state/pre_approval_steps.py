"""预审批: the opinion in advance; none of it moves the case on."""

from dataclasses import replace

from domain.approval import pre_approval_events as e
from domain.approval.case_state.state import Case, PreApproval
from domain.shared import folding
from domain.shared.act import Act


def _opined(_case: Case, act: Act) -> folding.Changes:
    assert isinstance(act.event, e.PreApprovalOpined)
    return {"pre_approval": PreApproval(act.event)}


def _met(case: Case, act: Act) -> folding.Changes:
    assert isinstance(act.event, e.PreconditionMet)
    given = case.pre_approval
    if given is None:
        return {}
    return {"pre_approval": replace(given, met=given.met | {act.event.name})}


def _converted(case: Case, _act: Act) -> folding.Changes:
    given = case.pre_approval
    return {"pre_approval": replace(given, converted=True)} if given else {}


PRE_APPROVAL: folding.Steps = {
    e.PreApprovalOpined: _opined,
    e.PreconditionMet: _met,
    e.PreApprovalConverted: _converted,
}
