"""A follower: one tail of the log, the live projections of one group, one transaction a page.

Rows and the follower's position commit together, so each event has its effect exactly once. The
commit is not waited for on disk (`synchronous_commit = off`): what a crash takes back is computed
again from the log, position included.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import orjson
import psycopg

from projections import generations, health
from projections.context import Context
from projections.groups import Group
from projections.page import apply_page
from projections.projection import Projection
from projections.reader import Recorded, Unreadable, read_page
from projections.rebuild import rebuild
from projections.session import Behind, Direct, Together
from projections.telling import Teller
from projections.turn import Turn
from projections.waiters import Waiters

PAGE = 1000
GROWTH = 5
"""How much larger a page is while there is a backlog: a row that several acts of the page touch is
folded through and written once."""
APPLICATION_NAME = "shenguan-follower"  # as pg_stat_activity shows it
_STATEMENTS = 1000
"""Kept prepared: every projection has a few, and one that is pushed out is planned each time."""
_SOON = 0.2  # seconds between looks for the follower's row
_POLL = 1.0  # seconds between looks at the log when no notification comes
_TROUBLE = (psycopg.OperationalError, psycopg.InterfaceError)
_TAKE = """
SELECT position, stopped_at,
       (SELECT jsonb_agg(jsonb_build_array(name, version, generation))::text FROM proj.registry)
  FROM ops.follower WHERE name = %s FOR UPDATE"""
_MOVE = """UPDATE ops.follower SET position = %s, moved_at = clock_timestamp(), stopped_at = %s,
                  stopped_because = %s WHERE name = %s"""


class Follower:
    """Follows the log for one group. `run` in a thread or process of its own; everything else is
    for callers that drive it by hand. Two of one group on one database are safe: the follower's row
    is locked.
    """

    def __init__(
        self,
        url: str,
        group: Group,
        *,
        waiters: Waiters | None = None,
        page_size: int = PAGE,
        growth: int = GROWTH,
        told: Callable[[], None] | None = None,
    ) -> None:
        """`told`: called whenever the group's channel is told, but without the way through the
        database."""
        self.waiters = waiters or Waiters()
        self.trouble = ""
        """Why there is no connection at the moment; empty when there is."""
        self._url = url
        self.group = group
        self._kinds = {kind.name: kind for kind in group.projections}
        self._page_size = self._size = page_size
        self._large = page_size * growth
        self._taken = 0  # events of the page at work
        self._write: psycopg.Connection[Any] | None = None
        self._read: psycopg.Connection[Any] | None = None
        self._query: psycopg.Connection[Any] | None = None
        self._listen: psycopg.Connection[Any] | None = None
        self._live: dict[tuple[str, int, int], Projection] = {}
        self._context: Context | None = None
        self._ahead: tuple[int, Future[list[Recorded]]] | None = None
        self._reader = ThreadPoolExecutor(1, thread_name_prefix=f"{group.name}-read")
        self._teller = Teller(url, group.channel) if group.at_once else None
        self._told, self._untold = told, True
        self._writer = ThreadPoolExecutor(1, thread_name_prefix=f"{group.name}-write")

    def run(self, stop: threading.Event) -> None:
        """Follow until `stop` is set. Loses connections and finds them again; stands still, and
        says so in `status`, before an event that it cannot apply."""
        pause = 0.05
        while not stop.is_set():
            try:
                if self.prepare():
                    self._follow(stop)
                else:
                    stop.wait(_SOON)
            except _TROUBLE as error:
                self.trouble = f"{type(error).__name__}: {error}".strip()
                self.disconnect()
                stop.wait(pause)
                pause = min(pause * 2, 2.0)
            else:
                pause = 0.05
        self.close()

    def prepare(self) -> bool:
        """Connect, and bring every declared projection to its declared version. False while the
        projector, who had every projection once, has not handed over (`generations.ensure`)."""
        self.connect()
        assert self._write
        if health.status(self._write, self.group.name) is None:
            return False
        known = generations.live(self._write)
        if any(
            name not in known or known[name].version != kind.version
            for name, kind in self._kinds.items()
        ):
            rebuild(self._url, list(self._kinds.values()), only_stale=True)
            self._forget()
        return True

    def catch_up(self) -> int:
        """Take in everything recorded by now; the number of events."""
        if not self.prepare():
            return 0
        done = 0
        while taken := self.step():
            done += taken
        if self._teller:
            self._teller.settle()
        return done

    def step(self) -> int:
        """Take in one page; 0 when there is none, or when stopped before a poison event."""
        self.connect()
        assert self._write
        try:
            return self._page()
        except _TROUBLE:
            self._forget()
            raise
        except Unreadable as error:
            self._forget()
            self._stop_at(error.position, str(error))
            return 0
        except Exception:  # noqa: BLE001 - whatever an event does, the follower must say so
            large = self._taken > self._page_size
            self._forget()
            if large:
                return self.step()  # up to the poison event in pages of the usual size
            self._isolate()
            return 0

    def _page(self) -> int:
        assert self._write
        assert self._query
        after = self._context.position if self._context and not self._ahead else None
        with Turn(self._write, self.group.name, after=after, limit=self._size) as turn:
            if turn.stopped:
                return 0
            position = turn.position
            page = self._next(turn)
            self._taken = len(page)
            if not page:
                self._reached(position, concerns=self._untold)
                return 0
            context = self._institution(position)
            self._look_ahead(page)
            projections = self._projections(turn.live)
            changes, small = Context.changes(page), len(page) < self.group.small
            if changes:  # of every row that rests on them
                apply_page(page, projections, Direct(self._write), context)
            elif not small:
                with Behind(self._query, self._write, self._writer) as session:
                    apply_page(page, projections, session, context)
            reached, concerns = page[-1].position, self._concerns(page)
            with self._write.pipeline():
                if small and not changes:
                    apply_page(page, projections, Together(self._write), context)
                turn.end(reached, self.group.channel if concerns and not self._teller else None)
        self._reached(reached, concerns=concerns)
        return len(page)

    def _reached(self, position: int, *, concerns: bool) -> None:
        """Tell whoever the transaction itself has not told."""
        self.waiters.advance(position)
        if concerns:
            self._untold = False
            if self._told:
                self._told()
            if self._teller:
                self._teller.tell(position)

    def _concerns(self, page: Sequence[Recorded]) -> bool:
        """Whether anybody waits for this page: for a position, or for rows that it may bring."""
        only = self.group.tells_only
        return only is None or any(event.type in only for event in page)

    def _next(self, turn: Turn) -> list[Recorded]:
        position = turn.position
        if (asked := turn.page()) is not None:
            return asked
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            page = ahead[1].result()
            if ahead[0] == position and page:
                return page
        assert self._read
        return read_page(self._read, position, self._size)

    def _look_ahead(self, page: list[Recorded]) -> None:
        """Read the next page while this one is written, if there is a backlog."""
        behind = len(page) >= self._page_size and self._read is not None
        self._size = self._large if behind else self._page_size
        if behind:
            after = page[-1].position
            self._ahead = after, self._reader.submit(read_page, self._read, after, self._size)

    def _institution(self, position: int) -> Context:
        assert self._read
        if self._context is None or self._context.position != position:
            for projection in self._live.values():
                projection.reset()
            self._context = Context.at(self._read, position)
        return self._context

    def _projections(self, live: str | None) -> list[Projection]:
        """Instances for the live generations, with what they remember from earlier pages."""
        found = {}
        for name, version, generation in orjson.loads(live or "[]"):
            key = (name, version, generation)
            kind = self._kinds.get(name)
            if kind is not None and kind.version == version:
                suffix = generations.suffix(version, generation)
                found[key] = self._live.get(key) or kind(suffix)
        self._live = found
        return [found[key] for name in self._kinds for key in found if key[0] == name]

    def _isolate(self) -> None:
        """Take in what precedes the poison event, one by one, then stand before it."""
        assert self._write
        assert self._read
        with self._write.transaction(), self._write.cursor() as cur:
            row = cur.execute(_TAKE, (self.group.name,)).fetchone()
            if row is None:
                return
            position, poison, because = row[0], None, None
            context, session = self._institution(position), Direct(self._write)
            for event in read_page(self._read, position, self._page_size):
                try:
                    with self._write.transaction():
                        apply_page([event], self._projections(row[2]), session, context)
                except _TROUBLE:
                    raise
                except Exception as error:  # noqa: BLE001 - whatever it is, it stands in the status
                    poison = event.position
                    because = f"{event.type}: {type(error).__name__}: {error}"[:2000]
                    break
                position = event.position
            cur.execute(_MOVE, (position, poison, because, self.group.name))
        self._forget()
        self.waiters.advance(position)

    def _stop_at(self, position: int, because: str) -> None:
        """Stand before an event that cannot even be read."""
        assert self._write
        self._write.execute(
            """UPDATE ops.follower SET stopped_at = %s, stopped_because = %s
                WHERE name = %s AND position = %s""",
            (position, because[:2000], self.group.name, position - 1),
        )

    def status(self) -> health.FollowerStatus | None:
        """Position, head, and the poison event if it stands before one."""
        self.connect()
        assert self._write
        return health.status(self._write, self.group.name)

    def skip(self, position: int, *, by: str, reason: str, post: str | None = None) -> None:
        """Pass the poison event at `position`; a logged act (see `health.skip`)."""
        self.connect()
        assert self._write
        health.skip(self._write, self.group.name, position, by=by, reason=reason, post=post)
        self._forget()

    def rebuild(self, *names: str) -> None:
        """Compute the named projections (default: all) again beside the live ones, and switch.
        Other groups' names are passed over."""
        if self.prepare():
            rebuild(self._url, [k for k in self._kinds.values() if not names or k.name in names])

    def _follow(self, stop: threading.Event) -> None:
        assert self._listen
        self._listen.execute("LISTEN ledger")
        self.trouble = ""
        while not stop.is_set():
            if self.step() >= self._page_size:
                continue
            until = time.monotonic() + _POLL
            while not stop.is_set() and time.monotonic() < until:
                if self._news():
                    break

    def _news(self) -> bool:
        """Wait a little to be told of an event that no page has brought yet."""
        assert self._listen
        reached = self._context.position if self._context else -1
        told = self._listen.notifies(timeout=0.1, stop_after=1)
        return any(int(one.payload) > reached for one in list(told))

    def connect(self) -> None:
        """Open what is not open."""
        if self._write is None or self._write.closed:
            self._write = self._opened()
            self._write.execute("SET synchronous_commit = off")
            self._write.prepared_max = _STATEMENTS
            generations.ensure(self._write, hands_over=self.group.name == generations.PROJECTOR)
            self._forget()
        if self._read is None or self._read.closed:
            self._read = self._opened()
        if self._query is None or self._query.closed:
            self._query = self._opened()
        if self._listen is None or self._listen.closed:
            self._listen = self._opened()

    def _opened(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self._url, autocommit=True, application_name=APPLICATION_NAME)

    def disconnect(self) -> None:
        """Drop connections and everything that was known only through them."""
        self._forget()
        for connection in (self._write, self._read, self._query, self._listen):
            if connection is not None:
                connection.close()
        self._write = self._read = self._query = self._listen = None

    def close(self) -> None:
        """Disconnect for good."""
        self.disconnect()
        self._reader.shutdown(wait=False)
        self._writer.shutdown(wait=False)
        if self._teller:
            self._teller.close()

    def _forget(self) -> None:
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            ahead[1].exception()  # the connection is free again when it has ended
        self._live, self._context, self._size = {}, None, self._page_size
        self._untold = True
        self._taken = 0
