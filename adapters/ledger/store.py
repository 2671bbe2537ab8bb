"""Where the product loads and saves acts: the library's event store on this log."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import cast
from uuid import UUID

from eventsourcing.persistence import EventStore, StoredEvent

from adapters.ledger.batch import Claim, LedgerFull, LedgerUnavailable, Receipt
from adapters.ledger.database import LedgerDatabase, LogInfo
from adapters.ledger.factory import LedgerFactory
from adapters.ledger.mapper import ActMapper
from domain.shared.act import Act


class ActStore:
    """Loads the acts of a stream and appends new ones, blocking, as a future, or awaited.

    Writers' outcomes are `Receipt`s or one of `VersionConflict`, `ExpectationFailed`,
    `ClaimTaken`, `UnknownLog`, `LedgerUnavailable` (see `batch`).

    Args:
        room: whether the log's disk has room for more; without it `LedgerFull`.
    """

    def __init__(
        self, database: LedgerDatabase, *, room: Callable[[], bool] = lambda: True
    ) -> None:
        self._room = room
        factory = LedgerFactory({}, database)
        self.database = database
        self.mapper = factory.mapper(mapper_class=ActMapper)
        self.events: EventStore[UUID] = factory.event_store(mapper=self.mapper)

    def load(self, stream: UUID) -> list[Act]:
        """Every act of a stream, oldest first; empty where there is none."""
        return cast(list[Act], list(self.events.get(stream)))

    async def aload(self, stream: UUID) -> list[Act]:
        """`load` without blocking the event loop."""
        return await asyncio.to_thread(self.load, stream)

    def submit(
        self,
        acts: Sequence[Act],
        *,
        region: str,
        claims: Sequence[Claim] = (),
        expect: Mapping[UUID, int] | None = None,
        recorded_at: datetime | None = None,
    ) -> "Future[list[Receipt]]":
        """Queue acts for the log of `region`: all of them or none, contiguous.

        Args:
            claims: what may exist once (source and id, idempotency key, case number).
            expect: versions that other streams must still have (0: nothing there).
            recorded_at: honoured by simulated logs only.
        """
        stored = self._stored(acts)
        return self.database.submit(
            stored, log=region, claims=claims, expect=expect, recorded_at=recorded_at
        )

    def append(
        self,
        acts: Sequence[Act],
        *,
        region: str,
        claims: Sequence[Claim] = (),
        expect: Mapping[UUID, int] | None = None,
        recorded_at: datetime | None = None,
    ) -> list[Receipt]:
        """`submit` and wait."""
        future = self.submit(
            acts, region=region, claims=claims, expect=expect, recorded_at=recorded_at
        )
        return future.result()

    async def aappend(
        self,
        acts: Sequence[Act],
        *,
        region: str,
        claims: Sequence[Claim] = (),
        expect: Mapping[UUID, int] | None = None,
        recorded_at: datetime | None = None,
    ) -> list[Receipt]:
        """`submit` and await."""
        stored = self._stored(acts)
        return await self.database.asubmit(
            stored, log=region, claims=claims, expect=expect, recorded_at=recorded_at
        )

    def _stored(self, acts: Sequence[Act]) -> list[StoredEvent]:
        if not self._room():
            raise LedgerFull("the disk is nearly full: free some space")
        return [self.mapper.to_stored_event(act) for act in acts]

    def receipts(self, position: int, count: int) -> list[Receipt]:
        """The receipts that were given for `count` events from `position` on."""
        return self.database.receipts(position, count)

    def receipts_at(self, positions: Iterable[int]) -> list[Receipt]:
        """The receipts that were given at these positions, in order of position."""
        return self.database.receipts_at(positions)

    def log(self, region: str) -> LogInfo | None:
        """The log of a region, or None."""
        return self.database.log(region)

    def open_log(self, region: str, *, simulated: bool) -> LogInfo:
        """Open the log of a region, for ever simulated or real."""
        return self.database.open_log(region, simulated=simulated)


__all__ = ["ActStore", "Claim", "LedgerUnavailable", "LogInfo", "Receipt"]
