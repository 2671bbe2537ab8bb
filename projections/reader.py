"""The tail of the log: pages of recorded acts in the order of their positions."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
import psycopg

from domain.catalogue import by_type
from domain.shared.act import EntryMode
from domain.shared.ids import event_id
from domain.timing.days import shanghai_date
from domain.upcasts import upcast

_NEWEST = {name: event.VERSION for name, event in by_type().items()}
_SELECT = """
SELECT position, stream::text, version, type, recorded_at, state
  FROM ledger.event WHERE position > %s AND position <= %s ORDER BY position LIMIT %s"""
_END = 2**62
_NATIVE = EntryMode.NATIVE.value
_WHOLE_SECONDS = len("2026-03-02T01:00:00Z")


known_uuid = lru_cache(maxsize=50_000)(UUID)
"""A UUID of its text; parsing one costs as much as the rest of an event's envelope."""


class Unreadable(Exception):
    """The stored event at `position` cannot be decoded."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(f"position {position}: {reason}")
        self.position = position
        self.reason = reason


class Recorded:
    """One event of the log, decoded but not validated: the log accepted it when it was written.

    `meta` and `data` are the stored envelope and payload in the newest shape, camelCase, with
    nothing where a field was None. `stream_text` is a UUID in canonical form and `occurred` a UTC
    instant as `domain.monitoring.facts.stamp` writes it: most of what a projection does with
    either is comparing it and writing it out. `recorded_at` and `occurred_at` are UTC.
    """

    __slots__ = (
        "data", "meta", "native", "occurred", "position", "recorded_at", "stream_text", "type",
        "version",
    )  # fmt: skip

    def __init__(
        self,
        position: int,
        stream_text: str,
        version: int,
        kind: str,
        recorded_at: datetime,
        meta: dict[str, Any],
        data: dict[str, Any],
    ) -> None:
        self.position = position
        self.stream_text = stream_text
        self.version = version
        self.type = kind
        self.recorded_at = recorded_at
        self.meta = meta
        self.data = data
        self.occurred = _stamped(meta["occurredAt"])
        self.native = meta.get("entryMode", _NATIVE) == _NATIVE
        """Worked here, as against reported or entered afterwards."""

    @property
    def stream(self) -> UUID:
        """The stream as an identifier."""
        return known_uuid(self.stream_text)

    @property
    def event_id(self) -> UUID:
        """uuid5 of stream and version; derived, never stored."""
        return event_id(self.stream, self.version)

    @property
    def region(self) -> str:
        """The jurisdiction, six digits of GB/T 2260."""
        return self.meta["region"]

    @property
    def occurred_at(self) -> datetime:
        """When it happened, by its own account."""
        return datetime.fromisoformat(self.occurred)

    @property
    def legal_day(self) -> str:
        """The date from which it counts: its effective date, else the local date (ISO)."""
        stated = self.meta.get("effectiveDate")
        if stated:
            return stated
        at = self.occurred
        # East of Greenwich by eight hours: before 16:00 UTC it is the same day in both.
        return at[:10] if at[11:13] < "16" else shanghai_date(self.occurred_at).isoformat()


def _stamped(text: str) -> str:
    """The stored form of a UTC instant with its microseconds and offset written out."""
    if len(text) == _WHOLE_SECONDS and text[-1] == "Z":
        return text[:-1] + ".000000+00:00"
    return datetime.fromisoformat(text).astimezone(UTC).isoformat(timespec="microseconds")


def read_page(
    connection: psycopg.Connection[Any], after: int, limit: int = 1000, through: int = _END
) -> list[Recorded]:
    """At most `limit` events after position `after`, none beyond `through`, without a gap.

    Raises:
        Unreadable: the first of them cannot be decoded. A later one only ends the page before it.
    """
    return decoded(asked(connection, after, limit, through), after)


def asked(
    connection: psycopg.Connection[Any], after: int, limit: int, through: int = _END
) -> psycopg.Cursor[Any]:
    """The same, still as the log has it; in a pipeline it is not waited for."""
    return connection.execute(_SELECT, (after, through, limit), prepare=True, binary=True)


def decoded(rows: Iterable[Sequence[Any]], after: int) -> list[Recorded]:
    """What was asked for; raises Unreadable as `read_page`."""
    page: list[Recorded] = []
    expected, newest, loads = after, _NEWEST, orjson.loads
    for position, stream, version, kind, recorded_at, state in rows:
        expected += 1
        try:
            if position != expected:
                raise ValueError(f"expected position {expected}: the log has a gap")
            stored = loads(state)
            data, meta, shape = stored["data"], stored["meta"], stored["v"]
            if shape != newest.get(kind, shape):
                data = upcast(kind, shape, data)
            page.append(Recorded(position, stream, version, kind, recorded_at, meta, data))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            if page:
                return page
            raise Unreadable(position, f"{type(error).__name__}: {error}") from error
    return page
