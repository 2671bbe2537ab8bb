"""卷宗: what the acts of one case tell a regulator of what was asked, found and decided (R3)."""

from typing import Any

from domain.approval import events as e
from domain.approval import opinion_events as o
from domain.approval.case_state import Case, Outcome
from domain.approval.material_events import GapMaterialSupplied
from domain.approval.recorded import last_said, said
from domain.approval.ruling_events import FilingRecorded
from domain.shared.subject import Material


def application(case: Case) -> dict[str, Any]:
    """申请: the applicant by a pseudonymous id alone, each material as it was last handed in."""
    submitted = last_said(case, e.ApplicationSubmitted)
    applicant = case.applicant
    return {
        "case_number": case.case_number,
        "item_code": case.item_code,
        "item_version": case.item_version,
        "purpose": case.purpose,
        "territory": submitted.event.territory if submitted else None,
        "applicant": applicant.subject_id if applicant else None,
        "applicant_kind": applicant.kind if applicant else None,
        "received_on": case.received_on,
        "accepted_on": case.accepted_on,
        "materials": [
            {"name": one.name, "digest": one.digest, "number": one.number}
            for one in _materials(case)
        ],
    }


def _materials(case: Case) -> list[Material]:
    held: dict[str, Material] = {}
    for one in said(case, e.MaterialsReceived, e.MaterialsResubmitted):
        held |= {material.name: material for material in one.event.materials}
    for one in said(case, GapMaterialSupplied):
        held[one.event.name] = Material(name=one.event.name, digest=one.event.digest)
    return list(held.values())


def review(case: Case) -> dict[str, Any] | None:
    """审查: the last conclusion, condition by condition."""
    found = last_said(case, e.ReviewCompleted)
    if found is None:
        return None
    return {
        "at": found.at,
        "proposal": found.event.proposal,
        "conditions": [
            {"condition": one.condition, "met": one.met, "note": one.note}
            for one in found.event.checklist
        ],
    }


def opinions(case: Case) -> list[dict[str, Any]]:
    """意见: of the former department and of regulators' reviewers, those that lapsed too."""
    found = said(case, o.SubstantiveOpinionGiven, o.ReviewerOpinionGiven, o.ReviewerOpinionLapsed)
    return [
        {
            "at": one.at,
            "kind": "SUBSTANTIVE"
            if isinstance(one.event, o.SubstantiveOpinionGiven)
            else "REVIEWER",
            "org": one.event.org,
            "agreed": getattr(one.event, "agreed", None),
            "opinion": getattr(one.event, "opinion", None),
        }
        for one in found
    ]


def decision(case: Case) -> dict[str, Any] | None:
    """决定: what was decided first; None before it."""
    found = said(case, e.PermitGranted, e.PermitRefused, FilingRecorded)
    if not found:
        return None
    event = found[0].event
    match event:
        case e.PermitGranted():
            outcome, number = Outcome.GRANTED, event.decision_number
        case e.PermitRefused():
            outcome, number = Outcome.REFUSED, event.decision_number
        case _:
            outcome, number = Outcome.FILED, event.filing_number
    return {
        "at": found[0].at,
        "outcome": outcome,
        "number": number,
        "valid_from": getattr(event, "valid_from", None),
        "valid_to": getattr(event, "valid_to", None),
        "conditions": list(getattr(event, "conditions", ())),
    }
