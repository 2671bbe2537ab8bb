"""What each act makes of a permit: the fold of its acts, given in any order (domain.md §3.2)."""

from collections.abc import Iterable
from datetime import date, timedelta

from domain.permit import events as e
from domain.permit.permit_state import Ending, Permit
from domain.shared import folding
from domain.shared.act import Act
from domain.shared.event import DomainEvent
from domain.timing.days import SHANGHAI


def _day(act: Act) -> date:
    return act.meta.effective_date or act.meta.occurred_at.astimezone(SHANGHAI).date()


def _issued(_permit: Permit, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.PermitIssued)
    return {
        "permit_number": event.permit_number,
        "case_id": event.case_id,
        "case_number": event.case_number or act.meta.case_number,
        "item_code": act.meta.item_code,
        "item_version": act.meta.item_version,
        "holder": event.holder,
        "valid_from": event.valid_from,
        "valid_to": event.valid_to,
        "term_from": event.valid_from,
        "decision_number": event.decision_number,
    }


def _changed(permit: Permit, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.PermitChanged)
    return {"holder": event.holder or permit.holder}


def _applied(_permit: Permit, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.RenewalApplied)
    return {"renewal": event.by_case, "renewal_late": event.late}


_SETTLED = {"renewal": None, "renewal_late": False}


def _renewed(permit: Permit, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.PermitRenewed)
    if event.by_case and event.by_case == permit.deemed_by:  # the decision on a term already begun
        return {**_SETTLED, "deemed_by": None, "valid_to": event.valid_to}
    return {**_SETTLED, "deemed_by": None, **_next_term(permit, event.valid_to)}


def _deemed(permit: Permit, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.PermitDeemedRenewed)
    return {**_SETTLED, "deemed_by": permit.renewal, **_next_term(permit, event.valid_to)}


def _next_term(permit: Permit, valid_to: date | None) -> folding.Changes:
    started = permit.valid_to + timedelta(days=1) if permit.valid_to else permit.term_from
    return {"valid_to": valid_to, "term_from": started}


def _settled(_permit: Permit, _act: Act) -> folding.Changes:
    return _SETTLED


def _suspended(_permit: Permit, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.PermitSuspended)
    return {"suspended": True, "suspended_until": event.until}


def _lifted(_permit: Permit, _act: Act) -> folding.Changes:
    return {"suspended": False, "suspended_until": None}


def _cancelled(permit: Permit, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.PermitCancelled)
    if permit.cancelled_on:
        return {}
    return {"cancelled_on": _day(act), "cancelled_for": event.ground}


def _ended(ending: Ending) -> folding.Step:
    def step(permit: Permit, act: Act) -> folding.Changes:
        if permit.ended_by:
            return {}
        return {"ended_by": ending, "ended_on": _day(act)}

    return step


ENDINGS: dict[type[DomainEvent], Ending] = {
    e.PermitAnnulled: Ending.ANNULLED,
    e.PermitWithdrawn: Ending.WITHDRAWN,
    e.PermitRevokedByPenalty: Ending.REVOKED,
    e.PermitExpired: Ending.EXPIRED,
}
"""What puts an end to a permit, by its event."""

STEPS: folding.Steps = {
    e.PermitIssued: _issued,
    e.PermitChanged: _changed,
    e.RenewalApplied: _applied,
    e.PermitRenewed: _renewed,
    e.RenewalRefused: _settled,
    e.RenewalEnded: _settled,
    e.PermitDeemedRenewed: _deemed,
    e.PermitSuspended: _suspended,
    e.SuspensionLifted: _lifted,
    e.PermitCancelled: _cancelled,
    **{event: _ended(ending) for event, ending in ENDINGS.items()},
}


def evolve(permit: Permit, act: Act) -> Permit:
    """The permit with one more act. Never refuses: history is history."""
    return folding.evolve(permit, act, STEPS, Permit())


def fold(acts: Iterable[Act]) -> Permit:
    """The permit after all of its acts, given in any order."""
    return folding.fold(acts, STEPS, Permit())
