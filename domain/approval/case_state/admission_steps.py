"""From application to acceptance."""

from domain.approval import events as e
from domain.approval import material_events as m
from domain.approval.case_state.phases import Phase
from domain.approval.case_state.state import Case, Gaps, closed, day_of, to
from domain.shared import folding
from domain.shared.act import Act


def _submitted(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.ApplicationSubmitted)
    return {
        "phase": Phase.SUBMITTED if case.phase is Phase.NONE else case.phase,
        "case_number": event.case_number,
        "item_code": event.item_code,
        "item_version": event.item_version,
        "profile": event.profile,
        "survey_required": event.survey_required,
        "applicant": event.applicant,
        "stated_due": event.stated_due or case.stated_due,
        "purpose": event.purpose,
        "permit_id": event.permit_id,
        "territory": event.territory or case.territory,
    }


def _received(case: Case, act: Act) -> folding.Changes:
    day = case.received_on or day_of(act)
    return {"phase": to(case, Phase.RECEIVED), "received_on": day, "notice_from": day}


def _noticed(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.SupplementNoticed)
    return {
        "phase": to(case, Phase.SUPPLEMENTING),
        "notice_from": None,  # told in time: acceptance is no longer deemed
        "noticed_on": case.noticed_on or day_of(act),
        "applicant_days": event.applicant_days,
    }


def _resubmitted(case: Case, _act: Act) -> folding.Changes:
    return {"phase": to(case, Phase.RECEIVED)}


def _accepted(case: Case, act: Act) -> folding.Changes:
    event = act.event
    if case.accepted_on:
        return {}
    assert isinstance(event, e.CaseAccepted | e.CaseDeemedAccepted | m.AcceptedWithGaps)
    stated = event.stated_due if isinstance(event, e.CaseAccepted) else None
    return {
        "phase": to(case, Phase.ACCEPTED),
        "accepted_on": day_of(act),
        "legal_days": event.legal_days,
        "committed_days": event.committed_days,
        "stated_due": stated or case.stated_due,
    }


def _accepted_with_gaps(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, m.AcceptedWithGaps)
    gaps = case.gaps or Gaps(day_of(act), event.gap_days, event.gaps)
    return {**_accepted(case, act), "gaps": gaps}


def _gap_supplied(case: Case, act: Act) -> folding.Changes:
    event, gaps = act.event, case.gaps
    assert isinstance(event, m.GapMaterialSupplied)
    if gaps is None:
        return {}
    missing = tuple(one for one in gaps.missing if one != event.name)
    return {"gaps": Gaps(gaps.since, gaps.days, missing)}


ADMISSION: folding.Steps = {
    e.ApplicationSubmitted: _submitted,
    e.MaterialsReceived: _received,
    e.NotRequiredTold: closed,
    e.AcceptanceRefused: closed,
    e.SupplementNoticed: _noticed,
    e.MaterialsResubmitted: _resubmitted,
    e.ApplicationLapsed: closed,
    e.CaseAccepted: _accepted,
    e.CaseDeemedAccepted: _accepted,
    m.AcceptedWithGaps: _accepted_with_gaps,
    m.GapMaterialSupplied: _gap_supplied,
    m.GapExpired: closed,
}
