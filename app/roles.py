"""One active holder per worker role, hot standbys beside it: a session lock in the database."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

import psycopg
import structlog

from adapters.ledger.bounded import bounded

log = structlog.get_logger(__name__)

Run = Callable[[threading.Event], None]
_CHECK = 1.0  # seconds between looks at the lock


@dataclass(frozen=True, slots=True)
class Role:
    """A name, and what its holder does until told to stop."""

    name: str
    run: Run


def lock_number(name: str) -> int:
    """The advisory lock of a role: 63 bits of its name's digest."""
    return int.from_bytes(sha256(f"shenguan/role/{name}".encode()).digest()[:8], "big") >> 1


class Holder:
    """Holds a role for as long as the lock's session lives; waits for it otherwise."""

    def __init__(self, url: str, role: Role) -> None:
        self.role = role
        self.active = False
        self._url = url

    def run(self, stop: threading.Event) -> None:
        """Wait for the lock, run the role, give way when the session is lost; until `stop`."""
        while not stop.is_set():
            try:
                with bounded(self._url) as session:
                    if self._wait(session, stop):
                        self._hold(session, stop)
            except psycopg.OperationalError:
                stop.wait(_CHECK)

    def _wait(self, session: psycopg.Connection, stop: threading.Event) -> bool:
        while not stop.is_set():
            row = session.execute(
                "SELECT pg_try_advisory_lock(%s)", [lock_number(self.role.name)]
            ).fetchone()
            if row and row[0]:
                return True
            stop.wait(_CHECK)
        return False

    def _hold(self, session: psycopg.Connection, stop: threading.Event) -> None:
        give_way = threading.Event()
        thread = threading.Thread(
            target=self._guarded, args=(give_way,), name=f"role-{self.role.name}", daemon=True
        )
        log.info("role_taken", role=self.role.name)
        self.active = True
        thread.start()
        try:
            while not stop.is_set() and thread.is_alive():
                session.execute("SELECT 1")
                stop.wait(_CHECK)
        finally:
            give_way.set()
            thread.join()
            self.active = False
            log.info("role_given_up", role=self.role.name)

    def _guarded(self, give_way: threading.Event) -> None:
        try:
            self.role.run(give_way)
        except Exception:
            log.exception("role_failed", role=self.role.name)
            give_way.wait(_CHECK)
