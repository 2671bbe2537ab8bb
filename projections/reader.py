"""The tail of the log: pages of recorded acts in the order of their positions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import psycopg

from domain.catalogue import by_type
from domain.shared.act import EntryMode
from domain.shared.ids import event_id
from domain.upcasts import upcast

_NEWEST = {name: event.VERSION for name, event in by_type().items()}
_SELECT = """
SELECT position, log, index, stream, version, type, recorded_at, leaf_hash, state
  FROM ledger.event WHERE position > %s AND position <= %s ORDER BY position LIMIT %s"""
_END = 2**62


class Unreadable(Exception):
    """The stored event at `position` cannot be decoded."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(f"position {position}: {reason}")
        self.position = position
        self.reason = reason


@dataclass(slots=True)
class Recorded:
    """One event of the log, decoded but not validated: the log accepted it when it was written.

    `meta` and `data` are the stored envelope and payload in the newest shape, camelCase, with
    nothing where a field was None. `recorded_at` and `occurred_at` are UTC.
    """

    position: int
    log: int
    index: int
    stream: UUID
    version: int
    type: str
    recorded_at: datetime
    leaf_hash: bytes
    meta: dict[str, Any]
    data: dict[str, Any]
    occurred_at: datetime

    @property
    def event_id(self) -> UUID:
        """uuid5 of stream and version; derived, never stored."""
        return event_id(self.stream, self.version)

    @property
    def region(self) -> str:
        """The jurisdiction, six digits of GB/T 2260."""
        return self.meta["region"]

    @property
    def native(self) -> bool:
        """Worked here, as against reported or entered afterwards."""
        return self.meta.get("entryMode", EntryMode.NATIVE) == EntryMode.NATIVE


def read_page(
    connection: psycopg.Connection[Any], after: int, limit: int = 1000, through: int = _END
) -> list[Recorded]:
    """At most `limit` events after position `after`, none beyond `through`, without a gap.

    Raises:
        Unreadable: the first of them cannot be decoded. A later one only ends the page before it.
    """
    rows = connection.execute(_SELECT, (after, through, limit), prepare=True, binary=True)
    page: list[Recorded] = []
    for row in rows:
        try:
            if row[0] != after + len(page) + 1:
                raise ValueError(f"expected position {after + len(page) + 1}: the log has a gap")
            page.append(_decode(*row))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            if page:
                return page
            raise Unreadable(row[0], f"{type(error).__name__}: {error}") from error
    return page


def _decode(
    position: int,
    log: int,
    index: int,
    stream: UUID,
    version: int,
    kind: str,
    recorded_at: datetime,
    leaf_hash: bytes,
    state: bytes,
) -> Recorded:
    stored = orjson.loads(state)
    data, meta, shape = stored["data"], stored["meta"], stored["v"]
    if shape != _NEWEST.get(kind, shape):
        data = upcast(kind, shape, data)
    return Recorded(
        position,
        log,
        index,
        stream,
        version,
        kind,
        recorded_at,
        leaf_hash,
        meta,
        data,
        datetime.fromisoformat(meta["occurredAt"]),
    )
