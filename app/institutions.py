"""The institution of each region, kept in memory and read on from the log.

A process sees its own changes at once and others' within `max_age`; a guard that would refuse
asks for a fresh reading first, so nobody is refused for a stale picture.
"""

import threading
import time
from dataclasses import dataclass
from typing import LiteralString, cast

from eventsourcing.persistence import StoredEvent

from adapters.ledger.database import LogInfo
from adapters.ledger.store import ActStore
from app.calendar_file import zone_named
from domain.registry.institution import Institution
from domain.shared.act import Act
from domain.shared.errors import Conflict, NotFound
from projections.institution_events import OF_INSTITUTION

_NEWER: LiteralString = f"""
SELECT position, stream, version, type, state FROM ledger.event
 WHERE log = %s AND position > %s AND {OF_INSTITUTION}
 ORDER BY position"""


@dataclass(slots=True)
class _Held:
    institution: Institution
    position: int
    read_at: float


class Institutions:
    """Blocking; safe to share between threads.

    Args:
        max_age: seconds for which a picture is used without asking the log again.
    """

    def __init__(self, store: ActStore, *, max_age: float = 1.0) -> None:
        self._store = store
        self._max_age = max_age
        self._held: dict[str, _Held] = {}
        self._lock = threading.Lock()

    def find(self, region: str, *, fresh: bool = False) -> Institution | None:
        """The institution of a region, None where no log is open."""
        held = self._held.get(region)
        if held and not fresh and time.monotonic() - held.read_at < self._max_age:
            return held.institution
        log = self._store.log(region)
        return self._read(log) if log else None

    def of(self, region: str, *, fresh: bool = False) -> Institution:
        """As `find`.

        Raises:
            NotFound: no log is open for the region.
        """
        found = self.find(region, fresh=fresh)
        if found is None:
            raise NotFound("jurisdiction-unknown", "辖区未设立", "no log is open for this region")
        return found

    def remembered(self, region: str) -> Institution | None:
        """A picture young enough to use without any reading; None if there is none."""
        held = self._held.get(region)
        if held and time.monotonic() - held.read_at < self._max_age:
            return held.institution
        return None

    def _read(self, log: LogInfo) -> Institution:
        with self._lock:
            asked = time.monotonic()
            held = self._held.get(log.region)
            if held is None:
                held = _Held(Institution.empty(log.region, zone_named), 0, asked)
            with self._store.database.reading() as connection:
                rows = connection.execute(_NEWER, [log.id, held.position]).fetchall()
            if rows:
                decode = self._store.mapper.to_domain_event
                held.institution = held.institution.fold(
                    cast(Act, decode(StoredEvent(stream, version, kind, bytes(state))))
                    for _, stream, version, kind, state in rows
                )
                held.position = rows[-1][0]
                _same_kind(log, held.institution)
            held.read_at = asked
            self._held[log.region] = held
            return held.institution


def _same_kind(log: LogInfo, institution: Institution) -> None:
    """The genesis is under the Merkle root, the row that opened the log is not: where a superuser
    has made one of a simulated log a real one, nobody works on it any more."""
    if institution.jurisdiction and institution.simulated != log.simulated:
        raise Conflict(
            "simulated-for-ever",
            "日志登记与其创世记录不符（模拟/真实），不可使用",
            "the log's row and its genesis disagree on whether it is simulated; it is not used",
        )
