"""Acts of the streams that are being worked, so that a command need not read them from the log.

A cache of the log, nothing else: what is not in it is loaded, and what a conflict shows to be old
is forgotten. Memory is bounded by the number of streams kept.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from adapters.ledger.store import ActStore
from domain.shared.act import Act

STREAMS = 6_000


class Memory:
    """Streams by last use. One thread.

    Args:
        empty: the log holds no other streams than those that pass through here, so a stream
            never seen needs no look at the database.
    """

    def __init__(self, store: ActStore, *, streams: int = STREAMS, empty: bool = True) -> None:
        self._store = store
        self._most = streams
        self._empty = empty
        self._held: OrderedDict[UUID, list[Act]] = OrderedDict()
        self._away: set[UUID] = set()

    def load(self, stream: UUID) -> list[Act]:
        """As `ActStore.load`."""
        held = self._held.get(stream)
        if held is not None:
            self._held.move_to_end(stream)
            return held
        if self._empty and stream not in self._away:
            return []
        self._away.discard(stream)
        return self._keep(stream, self._store.load(stream))

    def add(self, act: Act, version: int) -> Act:
        """An act that the log has taken as `version` of its stream."""
        if act.originator_version != version:
            act = replace(act, originator_version=version)
        held = self.load(act.originator_id)
        if not held or held[-1].originator_version < version:
            # a new list: folds that are under way keep theirs
            self._keep(act.originator_id, [*held, act])
        return act

    def forget(self, streams: Iterable[UUID]) -> None:
        """Another writer was faster: read these again."""
        for stream in streams:
            self._held.pop(stream, None)
            self._away.add(stream)

    def _keep(self, stream: UUID, acts: list[Act]) -> list[Act]:
        self._held[stream] = acts
        self._held.move_to_end(stream)
        while len(self._held) > self._most:
            self._away.add(self._held.popitem(last=False)[0])
        return acts
