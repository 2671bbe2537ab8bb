"""The policies' follower loop.

Exactly once: what an event causes carries a claim of (policy, position, part), so going over a
page again changes nothing; the position moves afterwards. An event that breaks a policy stops
that policy alone, visibly; what the database or the log withholds for a moment is tried again.
"""

import threading
from collections.abc import Sequence
from typing import Any

import psycopg
import structlog

from adapters.ledger.batch import ClaimTaken, LedgerUnavailable
from adapters.ledger.store import ActStore
from app.commands.handle import CommandHandler
from app.institutions import Institutions
from app.policies import tail
from app.policies.answers import driven, gap_act, issuing, misfit
from app.policies.policy import Cause, Desk, Gap, Intention, Policy
from app.policies.registry import POLICIES
from domain.registry.institution import Institution
from domain.shared.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unavailable

log = structlog.get_logger(__name__)

_TRANSIENT = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    LedgerUnavailable,
    Unavailable,
)
_POLL = 1.0  # seconds without a notification


class PolicyRunner:
    """Runs `policies` over the log of one database. One thread; `run` until `stop` is set."""

    def __init__(
        self,
        url: str,
        store: ActStore,
        institutions: Institutions,
        handler: CommandHandler,
        *,
        policies: Sequence[Policy] = POLICIES,
        page: int = tail.PAGE,
    ) -> None:
        self.trouble = ""
        """Why there is no progress at the moment; empty when there is."""
        self._url = url
        self._store = store
        self._institutions = institutions
        self._handler = handler
        self._policies = tuple(policies)
        self._page = page
        self._connection: psycopg.Connection[Any] | None = None

    def run(self, stop: threading.Event) -> None:
        """Follow until `stop` is set; reconnects by itself."""
        pause = 0.05
        while not stop.is_set():
            try:
                connection = self._connect()
                connection.execute("LISTEN ledger")
                while not stop.is_set():
                    if not self.step():
                        next(connection.notifies(timeout=_POLL, stop_after=1), None)
                    self.trouble, pause = "", 0.05
            except _TRANSIENT as error:
                self.trouble = f"{type(error).__name__}: {error}".strip()
                self.close()
                stop.wait(pause)
                pause = min(pause * 2, 2.0)
        self.close()

    def catch_up(self) -> int:
        """Answer everything recorded by now, what the answers cause included; events answered."""
        done = 0
        while answered := self.step():
            done += answered
        return done

    def step(self) -> int:
        """One page of each policy; 0 when nothing is left to answer."""
        connection = self._connect()
        return sum(self._advance(connection, policy) for policy in self._policies)

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._url, autocommit=True)
        return self._connection

    def _advance(self, connection: psycopg.Connection[Any], policy: Policy) -> int:
        place = tail.enter(connection, policy)
        if place.stopped_at is not None or place.position >= place.head:
            return 0
        rows = tail.ahead(connection, policy, place, self._page)
        for row in rows:
            try:
                self._answer(policy, tail.decode(row))
            except _TRANSIENT:
                raise
            except Conflict as error:
                if error.code == "version-conflict":  # somebody was faster: answer it again
                    raise Unavailable(error.code, error.zh, error.en) from error
                return _stand(connection, policy, row[0], error)
            except Exception as error:  # noqa: BLE001 - whatever it is, the follower must say so
                return _stand(connection, policy, row[0], error)
        through = rows[-1][0] if len(rows) == self._page else place.head
        tail.move(connection, policy, through)
        return len(rows)

    def _answer(self, policy: Policy, cause: Cause) -> None:
        # Facts of the institution may lie just before the cause in the log.
        institution = self._institutions.of(cause.region, fresh=True)
        for one in policy.react(cause, Desk(self._store, institution)):
            if isinstance(one, Gap):
                self._record_gap(policy, cause, one, institution)
            else:
                self._issue(policy, cause, one, institution)

    def _issue(
        self, policy: Policy, cause: Cause, one: Intention, institution: Institution
    ) -> None:
        how = issuing(policy, cause, one, institution)
        try:
            done = self._handler.handle_sync(one.command, **how)
        except (Refused, Forbidden):
            return  # the handler has put it into the trail
        except (Invalid, NotFound) as error:  # what sources report need not fit together
            self._record_gap(policy, cause, misfit(cause, one, error), institution, one.part)
            return
        if not done.replayed and (trace := cause.meta.get("correlationId")):
            log.info(
                "policy_answered",
                policy=policy.name,
                cause=cause.position,
                position=done.receipts[-1].position if done.receipts else None,
                trace_id=trace,
            )

    def _record_gap(
        self, policy: Policy, cause: Cause, gap: Gap, institution: Institution, part: str = ""
    ) -> None:
        act, claim = gap_act(policy, cause, gap, institution, self._handler.now(), part)
        at = driven(cause, institution)
        try:
            self._store.append([act], region=cause.region, claims=[claim], recorded_at=at)
        except ClaimTaken:
            return


def _stand(
    connection: psycopg.Connection[Any], policy: Policy, position: int, error: Exception
) -> int:
    """Stop this policy before an event that it cannot answer, visibly."""
    tail.move(connection, policy, position - 1)
    tail.stop(connection, policy, position, f"{type(error).__name__}: {error}")
    return 0
