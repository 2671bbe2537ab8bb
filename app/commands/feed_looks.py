"""What the rulings on receipts and packages look up: the feed as it went out, what was signed."""

from collections.abc import Callable, Sequence

import psycopg

from adapters.ledger.batch import UnknownLog
from adapters.ledger.database import LogInfo
from adapters.ledger.proof.checkpoint import Checkpoint
from adapters.ledger.proof.note import split_note
from adapters.ledger.reading import LogReader
from adapters.ledger.store import ActStore
from projections import feed_queries, subscription_queries
from projections.delivery_queries import Outgoing
from projections.feed_queries import FeedAt

DemoKey = Callable[[str, str], str | None]
"""(region, post) → the public nkey that a demo made for a post that registered none."""


def no_demo(region: str, post: str) -> str | None:
    """Outside a demo a post has the key that it registered, or none."""
    return None


class FeedLooks:
    """Blocking: call from a thread, as other reads of a command."""

    def __init__(self, store: ActStore, reader: LogReader, demo_key: DemoKey) -> None:
        self._store = store
        self._reader = reader
        self.demo_key = demo_key

    def log(self, region: str) -> LogInfo:
        """The region's log; raises UnknownLog."""
        found = self._store.log(region)
        if found is None:
            raise UnknownLog(region)
        return found

    def regions(self) -> list[str]:
        """All that have a log here."""
        return [log.region for log in self._store.database.logs()]

    def feed_at(self, region: str, org: str, seqs: Sequence[int]) -> FeedAt:
        """The feed at these numbers."""
        try:
            with self._store.database.reading() as connection:
                return feed_queries.feed_at(connection, region, org, seqs)
        except psycopg.errors.UndefinedTable:  # nothing has ever gone out
            return FeedAt(0, {})

    def stretch(self, region: str, org: str, first: int, last: int) -> list[Outgoing]:
        """Messages first to last, as far as there are any."""
        with self._store.database.reading() as connection:
            return feed_queries.stretch(connection, region, org, first - 1, last - first + 1)

    def subscriptions(self, region: str, org: str) -> int:
        """How many an organisation has that have not ended, as far as the view has come."""
        try:
            with self._store.database.reading() as connection:
                return subscription_queries.count(connection, region, org)
        except psycopg.errors.UndefinedTable:  # no projector has ever run
            return 0

    def signed_root(self, region: str, size: int) -> str | None:
        """The root (hex) that a checkpoint signed at this size states; None if there is none."""
        root = self._reader.signed_root(self.log(region), size)
        return root.hex() if root else None

    def signed_over(self, region: str, position: int) -> int | None:
        """Size of the newest signed checkpoint, if it covers the entry at this position."""
        log = self.log(region)
        note = self._reader.checkpoint(log)
        found = self._reader.entries_at(log, [position]).get(position)
        size = Checkpoint.parse(split_note(note)[0]).size if note else 0
        return size if found and found.index < size else None
