"""Commit in one round trip when nobody else has written: what we know is still true.

Whoever appends moves the head position. So if the position that `ledger.append` finds under its
lock is the one this appender left, every log size, tree and stream version that it remembers is
exact; what it does not remember (a claim, a stream it never saw) is guarded by unique indexes. A
wrong guess changes nothing: the transaction fails and the batch is served the long way.
"""

from datetime import datetime

from adapters.ledger.batch import Request
from adapters.ledger.plan import Facts, LogState
from domain.shared.act import NEXT_VERSION

REMEMBERED_STREAMS = 100_000
_OPENING = frozenset({0, 1, NEXT_VERSION})
"""Versions that a stream never seen is guessed to get: if it exists after all, the first of them is
taken, and the unique index says so."""
MAX_PAUSE = 256
"""Batches served the long way after misses in a row; doubles from 4."""


class Foresight:
    """The facts of the last commit, and whether guessing has paid lately."""

    def __init__(self) -> None:
        self._facts: Facts | None = None
        self._pause = 0
        self._penalty = 4

    def guess(self, batch: list[Request], now: datetime) -> Facts | None:
        """Facts for this batch without asking the database, or None if it has to be asked."""
        known = self._facts
        if known is None:
            return None
        if self._pause:
            self._pause -= 1
            return None
        if not all(_foreseeable(request, known) for request in batch):
            return None
        logs = {
            state.identity.id: LogState(state.identity, state.frontier, state.last_recorded_at)
            for state in known.logs.values()
        }
        return Facts(known.position, logs, known.versions, {}, {}, now)

    def remember(self, facts: Facts, appended: int, *, guessed: bool) -> None:
        """After a commit of `appended` events: what the next batch may rest on."""
        if guessed:
            self._penalty = 4
        versions = facts.versions if len(facts.versions) < REMEMBERED_STREAMS else {}
        known = self._facts
        if known is not None and not guessed and known.position == facts.position:
            # nobody wrote in between, so what was known of other logs and streams still holds
            versions = {**known.versions, **versions} if versions else {}
            facts.logs = {**known.logs, **facts.logs}
        self._facts = Facts(facts.position + appended, facts.logs, versions, {}, {}, facts.now)

    def forget(self) -> None:
        """Nothing is known any more (a new connection, a failed commit)."""
        self._facts = None

    def missed(self) -> None:
        """A guess was wrong: somebody else writes too, so guess less often."""
        self._facts = None
        self._pause = self._penalty
        self._penalty = min(self._penalty * 2, MAX_PAUSE)


def _foreseeable(request: Request, known: Facts) -> bool:
    """True if only unique indexes and remembered facts can speak against this request."""
    if request.expect or request.tracking or (request.events and request.log not in known.logs):
        return False
    versions = known.versions
    if len(request.keys) == 1:
        return request.events[0].originator_version in _OPENING or request.keys[0] in versions
    own: set[bytes] = set()
    for event, key in zip(request.events, request.keys, strict=True):
        if event.originator_version not in _OPENING and key not in own and key not in versions:
            return False
        own.add(key)
    return True
