"""Group commit: one thread, one connection; a batch is whatever queued during the last commit.

Two round trips a batch: take the head lock and read every fact that a conflict could rest on, then
insert and commit; one when nobody else has written meanwhile (`foresight`). Safe with several
processes: positions come from the locked head row, never from a sequence. When the connection dies
at commit, the batch's fate is read back from the log (the leaf hash at its first position is unique
to it), so a writer is never told a lie.
"""

import contextlib
import time
from collections.abc import Callable
from datetime import datetime
from itertools import repeat
from threading import Lock, Thread
from typing import Any

import psycopg
import structlog

from adapters.ledger import packing as p
from adapters.ledger.batch import LedgerUnavailable, Request
from adapters.ledger.foresight import Foresight
from adapters.ledger.outcomes import complete
from adapters.ledger.plan import Facts, LogIdentity, LogState, Plan, make_plan
from adapters.ledger.proof.merkle import Frontier
from adapters.ledger.waiting import Waiting
from adapters.ledger.wire import Wire

log = structlog.get_logger(__name__)

_WRONG_GUESS = (psycopg.errors.UniqueViolation, psycopg.errors.RaiseException)


class Appender:
    """Collects concurrent writers' events and commits them together.

    Args:
        url: the application role's address of the database.
        now: the clock; only its own process's, so injected.
        identify: the fixed facts of a log by its id.
        patience: seconds to wait for a database that is gone before a writer is told so.
    """

    def __init__(
        self,
        url: str,
        *,
        now: Callable[[], datetime],
        identify: Callable[[int], LogIdentity],
        patience: float = 20.0,
    ) -> None:
        self._url = url
        self._now = now
        self._identify = identify
        self._patience = patience
        self.waiting = Waiting()
        self._wire: Wire | None = None
        self._foresight = Foresight()
        self._in_flight: Plan | None = None
        """What this attempt has sent."""
        self._unsure: list[Plan] = []
        """What earlier attempts at the batch have sent without hearing of it again. The server may
        still get any of them: a connection that we gave up is read by it all the same."""
        self._away = False
        """The last batch found no database: the next one tries once, it has waited long enough."""
        self._closed = False
        self._lock = Lock()
        self._thread = Thread(target=self._run, name="ledger-appender", daemon=True)
        self._thread.start()

    def submit(self, request: Request) -> None:
        """Queue a request; its `outcome` future is completed by the appender's thread.

        Raises:
            LedgerBusy: too much waits (back-pressure).
        """
        with self._lock:
            if self._closed:
                raise LedgerUnavailable("the log is closed")
            self.waiting.put(request)

    def close(self) -> None:
        """Serve what is queued, then stop."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self.waiting.end()
        self._thread.join()

    def _run(self) -> None:
        running = True
        while running:
            batch, running = self.waiting.take()
            if not batch:
                continue
            begun = time.monotonic()
            self._answer(batch)
            self.waiting.served(batch, time.monotonic() - begun)
            if self._away:
                # Batch after batch would wait for the same database, the last caller for minutes.
                rest = self.waiting.rest()
                _fail(rest, LedgerUnavailable("the database is away"))
                self.waiting.served(rest, 0)
        self._disconnect()

    def _answer(self, batch: list[Request]) -> None:
        """Serve a batch; whatever happens, each writer is told and this thread goes on."""
        try:
            self._serve(batch)
        except BaseException as error:
            self._disconnect()
            _fail(batch, error)
            log.exception("appender_failed")

    def _serve(self, batch: list[Request]) -> None:
        """Commit a batch, through lost connections, until `patience` is over."""
        deadline = time.monotonic() + (0 if self._away else self._patience)
        pause = 0.05
        self._unsure = []
        while True:
            try:
                wire = self._connect()
                plan = self._guess(wire, batch) or self._ask(wire, batch)
            except psycopg.Error as error:
                self._disconnect()
                if not isinstance(error, psycopg.OperationalError) and (
                    self._in_flight or not self._unsure
                ):
                    return self._serve_apart(batch, error)
                if self._in_flight:  # its fate is unknown until `_ask` has read it
                    self._unsure.append(self._in_flight)
                if isinstance(error, psycopg.errors.DiskFull):
                    return _fail(batch, LedgerUnavailable(f"the disk is full: {error}"))
                if time.monotonic() + pause > deadline:
                    self._away = True
                    return _fail(batch, LedgerUnavailable(f"the database is away: {error}"))
                time.sleep(pause)
                pause = min(pause * 2, 1.0)
            except Exception as error:  # what one writer handed over cannot even be sent
                if self._in_flight or self._unsure or len(batch) == 1:
                    raise
                self._disconnect()
                return self._serve_apart(batch, error)
            else:
                self._away = False
                return _tell(plan)

    def _ask(self, wire: Wire, batch: list[Request]) -> Plan:
        """Two round trips: lock and read, then write."""
        facts = self._lock_and_read(wire, batch)
        for lost in self._unsure:
            if _was_committed(wire, lost):
                # Read under the head lock, so a commit that was still on its way has ended by now.
                wire.run((b"rollback", ()))
                return lost
        plan = make_plan(batch, facts)
        if plan.empty:
            wire.run((b"rollback", ()))
        else:
            arguments = _arguments(plan, facts)
            self._in_flight = plan
            wire.run((b"append", arguments), (b"commit", ()))
        self._foresight.remember(facts, len(plan.rows), guessed=False)
        return plan

    def _guess(self, wire: Wire, batch: list[Request]) -> Plan | None:
        """One round trip instead of two, where nothing has to be asked; None if it did not hold."""
        facts = None if self._unsure else self._foresight.guess(batch, self._now())
        if facts is None:
            return None
        plan = make_plan(batch, facts)
        if plan.losers or not plan.rows:
            self._foresight.forget()
            return None
        arguments = _arguments(plan, facts)
        self._in_flight = plan
        try:
            # a statement of its own is a transaction of its own, committed before the sync returns
            wire.run((b"append", arguments))
        except _WRONG_GUESS:
            self._in_flight = None
            self._foresight.missed()
            return None
        self._foresight.remember(facts, len(plan.rows), guessed=True)
        return plan

    def _serve_apart(self, batch: list[Request], error: Exception) -> None:
        """One writer's bad data must not fail its neighbours: serve each alone."""
        if len(batch) == 1:
            return _fail(batch, error)
        for request in batch:
            self._answer([request])
        return None

    def _connect(self) -> Wire:
        """The connection for one attempt, which has sent nothing yet."""
        self._in_flight = None
        if self._wire is None:
            self._wire = Wire(self._url)
        return self._wire

    def _disconnect(self) -> None:
        self._foresight.forget()
        if self._wire is not None:
            with contextlib.suppress(psycopg.Error):
                self._wire.close()
            self._wire = None

    def _lock_and_read(self, wire: Wire, batch: list[Request]) -> Facts:
        """First round trip: BEGIN, head lock, log locks, and what conflicts could rest on."""
        logs = sorted({request.log for request in batch if request.events})
        streams = list({stream for request in batch for stream in request.streams()})
        claims = [claim.key for request in batch for claim in request.claims]
        applications = [r.tracking.application_name for r in batch if r.tracking]
        arguments = (p.int4s(logs), p.uuids(streams), p.byteas(claims), p.texts(applications))
        row = wire.run((b"begin", ()), (b"batch", arguments))[1]
        versions = zip(streams, p.integers(row[5]), strict=True)
        taken = zip(
            *(p.elements(row[6]), p.integers(row[7]), p.integers(row[8]), p.elements(row[9])),
            strict=True,
        )
        tracked = zip(p.elements(row[10]), p.integers(row[11]), strict=True)
        assert row[0] is not None
        return Facts(
            position=int.from_bytes(row[0], "big"),
            logs=self._log_states(row),
            versions={stream: version for stream, version in versions if version >= 0},
            claims={key: (position, count, digest) for key, position, count, digest in taken},
            tracked={name.decode(): number for name, number in tracked},
            now=self._now(),
        )

    def _log_states(self, row: list[bytes | None]) -> dict[int, LogState]:
        states: dict[int, LogState] = {}
        columns = (p.integers(row[1]), p.integers(row[2]), p.elements(row[3]), p.integers(row[4]))
        for identity, size, frontier, recorded in zip(*columns, strict=True):
            tree = Frontier.from_bytes(frontier) if size else Frontier()
            states[identity] = LogState(
                self._identify(identity), tree, p.from_unix_micros(recorded)
            )
        return states


def _tell(plan: Plan) -> None:
    traced: dict[str, list[int]] = {}
    for request, receipts in plan.winners:
        if request.origin.trace and receipts:
            traced.setdefault(request.origin.trace, []).append(receipts[-1].position)
    for trace, positions in traced.items():
        last, acts = positions[-1], len(positions)
        log.info("acts_recorded", trace_id=trace, acts=acts, first=positions[0], last=last)
    complete([(request, receipts, None) for request, receipts in plan.winners])
    complete([(request, None, error) for request, error in plan.losers])


def _fail(batch: list[Request], error: BaseException) -> None:
    complete([(request, None, error) for request in batch])


def _was_committed(wire: Wire, plan: Plan) -> bool:
    if not plan.rows:
        return False
    row = wire.run((b"leaf", (p.int8(plan.first_position),)))[0]
    return bool(row) and row[0] == plan.first_leaf


_PACKERS: tuple[Callable[[Any], bytes], ...] = (
    *(p.int4s, p.int8s, p.uuids, p.int4s, p.texts, p.instants, p.byteas, p.byteas),
)
"""One for each column of `plan.Row`."""


def _arguments(plan: Plan, facts: Facts) -> list[bytes]:
    touched = [state for state in facts.logs.values() if state.leaves]
    subtrees = [(state.identity.id, tree) for state in touched for tree in state.subtrees]
    columns = zip(*plan.rows, strict=True) if plan.rows else repeat((), len(_PACKERS))
    return [
        p.int8(plan.first_position),
        *(pack(column) for pack, column in zip(_PACKERS, columns, strict=True)),
        p.byteas([claim[0] for claim in plan.claims]),
        p.int8s([claim[1] for claim in plan.claims]),
        p.int4s([claim[2] for claim in plan.claims]),
        p.byteas([claim[3] for claim in plan.claims]),
        p.int4s([state.identity.id for state in touched]),
        p.int8s([state.frontier.size for state in touched]),
        p.byteas([state.frontier.to_bytes() for state in touched]),
        p.byteas([state.frontier.root() for state in touched]),
        p.instants([state.last_recorded_at for state in touched if state.last_recorded_at]),
        p.int4s([identity for identity, _ in subtrees]),
        p.int4s([tree.level for _, tree in subtrees]),
        p.int8s([tree.idx for _, tree in subtrees]),
        p.byteas([tree.hash for _, tree in subtrees]),
        p.texts([name for name, _ in plan.tracked]),
        p.int8s([number for _, number in plan.tracked]),
    ]
