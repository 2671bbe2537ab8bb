"""告知承诺: what has become of a commitment, folded from acts in any order (domain.md §3.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.commitment import events as e
from domain.shared import folding
from domain.shared.act import Act
from domain.shared.subject import SubjectRef
from domain.timing.days import SHANGHAI


class CommitmentPhase(StrEnum):
    """承诺状态."""

    NONE = "NONE"
    OFFERED = "OFFERED"
    SIGNED = "SIGNED"
    IN_FORCE = "IN_FORCE"
    CORRECTING = "CORRECTING"
    FULFILLED = "FULFILLED"
    FULFILLED_LATE = "FULFILLED_LATE"
    BREACHED = "BREACHED"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(folding.History):
    """State of one commitment. `in_force_from`: day of the decision; days are working days."""

    phase: CommitmentPhase = CommitmentPhase.NONE
    case_id: UUID | None = None
    case_number: str | None = None
    item_code: str | None = None
    text_digest: str | None = None
    applicant: SubjectRef | None = None
    in_force_from: date | None = None
    verify_days: int | None = None
    verifier: str | None = None
    breach_found_on: date | None = None
    correction_days: int | None = None


def _day(act: Act) -> date:
    return act.meta.effective_date or act.meta.occurred_at.astimezone(SHANGHAI).date()


def _offered(_state: Commitment, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.CommitmentOffered)
    return {
        "phase": CommitmentPhase.OFFERED,
        "case_id": event.case_id,
        "case_number": event.case_number,
        "item_code": event.item_code,
        "text_digest": event.text_digest,
    }


def _signed(_state: Commitment, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.CommitmentSigned)
    return {
        "phase": CommitmentPhase.SIGNED,
        "case_id": event.case_id,
        "case_number": event.case_number,
        "item_code": event.item_code,
        "text_digest": event.text_digest,
        "applicant": event.applicant,
    }


def _in_force(_state: Commitment, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.CommitmentTookEffect)
    return {
        "phase": CommitmentPhase.IN_FORCE,
        "case_id": event.case_id,
        "case_number": event.case_number,
        "item_code": event.item_code,
        "in_force_from": _day(act),
        "verify_days": event.verify_days,
        "verifier": event.verifier,
    }


def _breach_found(_state: Commitment, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.CommitmentBreachFound)
    return {
        "phase": CommitmentPhase.CORRECTING,
        "breach_found_on": _day(act),
        "correction_days": event.correction_days,
    }


def _to(phase: CommitmentPhase) -> folding.Step:
    def step(_state: Commitment, _act: Act) -> folding.Changes:
        return {"phase": phase}

    return step


STEPS: folding.Steps = {
    e.CommitmentOffered: _offered,
    e.CommitmentSigned: _signed,
    e.CommitmentWithdrawn: _to(CommitmentPhase.CLOSED),
    e.CommitmentTookEffect: _in_force,
    e.CommitmentVerified: _to(CommitmentPhase.FULFILLED),
    e.CommitmentBreachFound: _breach_found,
    e.CorrectionVerified: _to(CommitmentPhase.FULFILLED_LATE),
    e.CommitmentBreached: _to(CommitmentPhase.BREACHED),
}


def evolve(state: Commitment, act: Act) -> Commitment:
    """The commitment with one more act. Never refuses."""
    return folding.evolve(state, act, STEPS, Commitment())


def fold(acts: Iterable[Act]) -> Commitment:
    """The commitment after all of its acts, given in any order."""
    return folding.fold(acts, STEPS, Commitment())
