"""From the decision to the end of a case."""

from domain.approval import events as e
from domain.approval.case_state.phases import Outcome, Phase
from domain.approval.case_state.state import Case, closed, day_of, to
from domain.approval.ruling_events import FilingRecorded
from domain.shared import folding
from domain.shared.act import Act


def _decided(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.PermitGranted | e.PermitRefused)
    granted = isinstance(event, e.PermitGranted)
    return {
        "phase": to(case, Phase.DECIDED),
        "outcome": Outcome.GRANTED if granted else Outcome.REFUSED,
        "decided_on": case.decided_on or day_of(act),
        "decision_number": event.decision_number,
    }


def _filed(case: Case, act: Act) -> folding.Changes:
    filed = {"outcome": Outcome.FILED, "decided_on": case.decided_on or day_of(act)}
    return {**filed, **closed(case, act)}


def _certified(case: Case, act: Act) -> folding.Changes:
    return {
        "phase": to(case, Phase.CERTIFIED),
        "certified_on": case.certified_on or day_of(act),
    }


def _delivered(case: Case, act: Act) -> folding.Changes:
    return {**closed(case, act), "delivered_on": case.delivered_on or day_of(act)}


def _to_supervision(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.HandedToSupervision)
    return {"handed_over": True, "territory": case.territory or event.territory}


DECISION: folding.Steps = {
    e.PermitGranted: _decided,
    e.PermitRefused: _decided,
    FilingRecorded: _filed,
    e.CertificateMade: _certified,
    e.ResultDelivered: _delivered,
    e.ApplicationWithdrawn: closed,
    e.CaseTerminated: closed,
    e.HandedToSupervision: _to_supervision,
    e.CaseEndedAtSource: closed,
}
