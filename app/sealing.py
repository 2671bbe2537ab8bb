"""The sealer's loop: signs each log's newest head, or says why it does not."""

import threading
import time

import psycopg
import structlog

from adapters.ledger.database import LedgerDatabase
from adapters.ledger.proof.sealer import Refused, Sealer
from app.bootstrap import SealerFactory

log = structlog.get_logger(__name__)

_PAUSE = 0.2


class Sealing:
    """One sealer a log; new logs are found as they are opened."""

    def __init__(self, database: LedgerDatabase, make: SealerFactory) -> None:
        self._database = database
        self._make = make
        self._sealers: dict[str, Sealer] = {}
        self._refused: set[str] = set()

    def run(self, stop: threading.Event) -> None:
        """Step every sealer about five times a second until `stop` is set."""
        while not stop.is_set():
            try:
                for info in self._database.logs():
                    if info.origin not in self._sealers:
                        self._sealers[info.origin] = self._make(info)
                    self._step(info.origin)
            except psycopg.OperationalError as error:
                log.warning("sealer_waits", error=str(error).strip())
                stop.wait(1.0)
            stop.wait(_PAUSE)

    def _step(self, origin: str) -> None:
        outcome = self._sealers[origin].step(time.time())
        if isinstance(outcome, Refused):
            if origin not in self._refused:
                log.critical("sealer_refuses", log=origin, report=outcome.report.as_json())
            self._refused.add(origin)
        elif outcome is not None:
            self._refused.discard(origin)
