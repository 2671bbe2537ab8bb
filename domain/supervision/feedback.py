"""监管反馈: what supervision has found on a subject and not settled (S1「反馈应用」; 浙江§33).

A task, an inspection or a commitment has at most one open finding at a time: what its last act that
says something left open. When a finding stops being open [D], the law does not say:

* a result of a task: a later result that is compliant, else after twelve months;
* failed checks: a clearance, a re-inspection that found them corrected, else after twelve months;
* an order to correct: a re-inspection that found it corrected; silence never ends it;
* a penalty procedure: no penalty; a penalty: withdrawn, paid in full, else after twelve months;
* a breach found: the correction verified; a confirmed breach: after three years (36号令).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.commitment import events as promise
from domain.supervision import events as task
from domain.supervision import inspection_events as check
from domain.supervision import penalty_events as penalty
from domain.supervision.inspection_terms import CheckOutcome, NoPenaltyGround


class Gist(StrEnum):
    """监管反馈内容: what is open."""

    NON_COMPLIANT = "NON_COMPLIANT"
    FAILED_CHECKS = "FAILED_CHECKS"
    CORRECTION_ORDERED = "CORRECTION_ORDERED"
    NOT_CORRECTED = "NOT_CORRECTED"
    TRANSFERRED = "TRANSFERRED"
    PENALTY_FILED = "PENALTY_FILED"
    PENALTY_DECIDED = "PENALTY_DECIDED"
    BREACH_FOUND = "BREACH_FOUND"
    BREACHED = "BREACHED"


YEAR = timedelta(days=365)
OPEN_FOR: dict[Gist, timedelta] = {
    Gist.NON_COMPLIANT: YEAR,
    Gist.FAILED_CHECKS: YEAR,
    Gist.TRANSFERRED: YEAR,
    Gist.PENALTY_DECIDED: YEAR,
    Gist.BREACHED: 3 * YEAR,
}
"""[D] How long a finding that nothing settles stays open; the others stay open until settled."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One act of supervision: `at` when it occurred, `known` when the log learned of it, `data` its
    payload as stored (camelCase), `order` its place among those of the same instant, `version` its
    number in its stream."""

    stream: UUID
    type: str
    at: datetime
    known: datetime
    position: int
    data: Mapping[str, Any]
    org: str | None = None
    order: int = 0
    version: int = 0

    @property
    def source(self) -> str:
        """The kind of its stream."""
        return self.type.partition(".")[0]


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """未了结的监管反馈: on `stream`, found by `org`; `known`: when the log learned of it. `source`:
    task, inspection or commitment."""

    stream: UUID
    gist: Gist
    at: datetime
    known: datetime
    position: int
    org: str | None = None
    source: str = ""


@dataclass(slots=True)
class _Open:
    """What is open on one stream: a demand to correct, and a penalty procedure beside it."""

    demand: OpenFinding | None = None
    penalty: OpenFinding | None = None
    owed: int | None = None

    def finding(self) -> OpenFinding | None:
        both = [one for one in (self.demand, self.penalty) if one]
        return max(both, key=lambda one: (one.at, one.position), default=None)


def open_finding(acts: Iterable[Noted], now: datetime) -> OpenFinding | None:
    """What the acts of one stream leave open at `now`, None if nothing."""
    state = _Open()
    for act in sorted(acts, key=lambda one: (one.at, one.order, one.position)):
        if act.at <= now:
            _step(state, act)
    for name in ("demand", "penalty"):
        found: OpenFinding | None = getattr(state, name)
        limit = OPEN_FOR.get(found.gist) if found else None
        if found and limit and now >= found.at + limit:
            setattr(state, name, None)
    return state.finding()


def _step(state: _Open, act: Noted) -> None:
    kind, data = act.type, act.data
    if kind in DEMANDS:
        state.demand = _found(act, DEMANDS[kind])
    elif kind in SETTLED:
        state.demand = None
    elif kind == task.SupervisionResultRecorded.TYPE:
        bad = data.get("finding") == task.Finding.NON_COMPLIANT
        state.demand = _found(act, Gist.NON_COMPLIANT) if bad else None
    elif kind == check.InspectionRecorded.TYPE:
        if any(one.get("outcome") == CheckOutcome.FAILED for one in data.get("items", ())):
            state.demand = _found(act, Gist.FAILED_CHECKS)
    elif kind == check.Reinspected.TYPE:
        state.demand = None if data.get("corrected") else _found(act, Gist.NOT_CORRECTED)
    elif kind == check.InspectionCancelled.TYPE:
        state.demand = state.penalty = None
    else:
        _penalty(state, act)


def _penalty(state: _Open, act: Noted) -> None:
    kind, data = act.type, act.data
    if kind == penalty.PenaltyFiled.TYPE:
        state.penalty = _found(act, Gist.PENALTY_FILED)
    elif kind == penalty.PenaltyDecided.TYPE:
        state.penalty = _found(act, Gist.PENALTY_DECIDED)
        state.owed = data.get("fineCents") if data.get("kinds") == ["FINE"] else None
    elif kind == penalty.PenaltyNotImposed.TYPE:
        state.penalty = None
        if data.get("ground") in _CLEARS:
            state.demand = None
    elif kind == penalty.PenaltyWithdrawn.TYPE:
        state.penalty = None
    elif state.owed is not None and kind == penalty.LateFineAdded.TYPE:
        state.owed += data.get("amountCents", 0)
    elif state.owed is not None and kind == penalty.PenaltyPaid.TYPE:
        state.owed -= data.get("amountCents", 0)
        if state.owed <= 0:
            state.penalty = None


def _found(act: Noted, gist: Gist) -> OpenFinding:
    return OpenFinding(act.stream, gist, act.at, act.known, act.position, act.org, act.source)


DEMANDS = {
    check.CorrectionOrdered.TYPE: Gist.CORRECTION_ORDERED,
    check.InspectionTransferred.TYPE: Gist.TRANSFERRED,
    promise.CommitmentBreachFound.TYPE: Gist.BREACH_FOUND,
    promise.CommitmentBreached.TYPE: Gist.BREACHED,
}
SETTLED = frozenset(
    one.TYPE
    for one in (
        check.InspectionCleared,
        promise.CorrectionVerified,
        promise.CommitmentVerified,
    )
)
_CLEARS = frozenset(
    {
        NoPenaltyGround.MINOR_AND_CORRECTED,
        NoPenaltyGround.FIRST_AND_CORRECTED,
        NoPenaltyGround.NOT_ESTABLISHED,
    }
)
"""Grounds of no penalty that also say that nothing is left to be corrected."""
