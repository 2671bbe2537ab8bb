"""What each act makes of the penalty procedure: the fold of its acts, given in any order."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from domain.approval.remedy_events import AppealOutcome
from domain.shared.act import Act
from domain.shared.event import DomainEvent
from domain.supervision import penalty_events as p
from domain.supervision.penalty_state import Penalty, PenaltyPhase
from domain.timing.days import shanghai_date

_RANK = list(PenaltyPhase)
Step = Callable[[Penalty, Any, Act], Mapping[str, Any]]


def _to(penalty: Penalty, phase: PenaltyPhase) -> PenaltyPhase:
    """A history told late never moves a procedure back."""
    return max(penalty.phase, phase, key=_RANK.index)


def _at_work(penalty: Penalty, act: Act) -> frozenset[str]:
    return penalty.investigators | {act.meta.actor.person_id}


def _filed(penalty: Penalty, event: p.PenaltyFiled, act: Act) -> Mapping[str, Any]:
    return {
        "phase": _to(penalty, PenaltyPhase.FILED),
        "filed_on": shanghai_date(act.meta.occurred_at),
        "decide_days": event.decide_days,
        "investigators": _at_work(penalty, act),
    }


def _noticed(penalty: Penalty, event: p.PenaltyNoticed, act: Act) -> Mapping[str, Any]:
    return {
        "phase": _to(penalty, PenaltyPhase.NOTICED),
        "notice": event,
        "noticed_on": shanghai_date(act.meta.occurred_at),
        "investigators": _at_work(penalty, act),
        "defence_heard": False,
        "hearing_requested": False,
        "hearing": None,
        "hearing_held": False,
        "reviewed": None,
    }


def _decided(penalty: Penalty, event: p.PenaltyDecided, act: Act) -> Mapping[str, Any]:
    on = act.meta.effective_date or shanghai_date(act.meta.occurred_at)
    return {
        "phase": _to(penalty, PenaltyPhase.DECIDED),
        "decision": event,
        "decided_on": on,
    }


def _declined(penalty: Penalty, _event: p.PenaltyNotImposed, act: Act) -> Mapping[str, Any]:
    on = shanghai_date(act.meta.occurred_at)
    return {"phase": _to(penalty, PenaltyPhase.DECLINED), "decided_on": on}


def _withdrawn(penalty: Penalty, _event: p.PenaltyWithdrawn, act: Act) -> Mapping[str, Any]:
    on = shanghai_date(act.meta.occurred_at)
    return {"phase": _to(penalty, PenaltyPhase.WITHDRAWN), "withdrawn_on": on}


def _reviewed(penalty: Penalty, event: p.PenaltyReviewed, act: Act) -> Mapping[str, Any]:
    over = {"contested": False}
    if event.outcome is not AppealOutcome.REVOKED:
        return over
    on = penalty.withdrawn_on or shanghai_date(act.meta.occurred_at)
    return {**over, "phase": _to(penalty, PenaltyPhase.WITHDRAWN), "withdrawn_on": on}


STEPS: Mapping[type[DomainEvent], Step] = {
    p.PenaltyFiled: _filed,
    p.PenaltyPeriodExtended: lambda s, e, _: {"decide_days": s.decide_days + e.days},
    p.PenaltyNoticed: _noticed,
    p.DefenceHeard: lambda s, _, act: {
        "defence_heard": True, "investigators": _at_work(s, act),
    },
    p.PenaltyHearingRequested: lambda *_: {"hearing_requested": True},
    p.PenaltyHearingNoticed: lambda _, e, __: {"hearing": e},
    p.PenaltyHearingHeld: lambda *_: {"hearing_held": True},
    p.LegalReviewed: lambda _, e, __: {"reviewed": e.agreed},
    p.PenaltyDecided: _decided,
    p.PenaltyNotImposed: _declined,
    p.PenaltyDelivered: lambda _, __, act: {"delivered_on": shanghai_date(act.meta.occurred_at)},
    p.LateFineAdded: lambda s, e, _: {"late_cents": s.late_cents + e.amount_cents},
    p.PenaltyPaid: lambda s, e, _: {"paid_cents": s.paid_cents + e.amount_cents},
    p.EnforcementRequested: lambda *_: {"enforcement": True},
    p.PenaltyContested: lambda *_: {"contested": True},
    p.PenaltyReviewed: _reviewed,
    p.PenaltyWithdrawn: _withdrawn,
    p.PenaltyPublished: lambda _, __, act: {"published_on": shanghai_date(act.meta.occurred_at)},
    p.PenaltyPublicityEnded: lambda *_: {"publicity_ended": True},
}  # fmt: skip


def advance(penalty: Penalty, act: Act) -> Penalty:
    """The procedure with one more act; itself where the act is none of it."""
    step = STEPS.get(type(act.event))
    return replace(penalty, **step(penalty, act.event, act)) if step else penalty
