"""办件状态: where a case is in its life, and what it came to."""

from enum import StrEnum


class Phase(StrEnum):
    """办件状态."""

    NONE = "NONE"
    SUBMITTED = "SUBMITTED"
    RECEIVED = "RECEIVED"
    SUPPLEMENTING = "SUPPLEMENTING"
    ACCEPTED = "ACCEPTED"
    REVIEWING = "REVIEWING"
    PAUSED = "PAUSED"
    TO_DECIDE = "TO_DECIDE"
    DECIDED = "DECIDED"
    CERTIFIED = "CERTIFIED"
    CLOSED = "CLOSED"


UNDECIDED = frozenset(Phase) - {Phase.NONE, Phase.DECIDED, Phase.CERTIFIED, Phase.CLOSED}
UNDER_WAY = frozenset({Phase.ACCEPTED, Phase.REVIEWING, Phase.PAUSED, Phase.TO_DECIDE})
"""Accepted and not decided."""

# An irregular history may hold, say, a receipt after the decision. It is recorded and found by
# monitoring; it never moves a case back into an earlier part of its life.
_BAND = dict.fromkeys(UNDER_WAY, 1) | {Phase.DECIDED: 2, Phase.CERTIFIED: 3, Phase.CLOSED: 4}


def onwards(now: Phase, phase: Phase) -> Phase:
    """`phase`, unless it belongs to an earlier part of a case's life than `now`."""
    return phase if _BAND.get(phase, 0) >= _BAND.get(now, 0) else now


class Outcome(StrEnum):
    """办理结果. FILED: a filing is on record, nothing was decided (备案)."""

    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    FILED = "FILED"
