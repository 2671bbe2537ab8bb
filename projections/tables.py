"""Bulk writes of a page: one COPY a table, because a statement a row is what makes readers slow.

The lines of COPY's text format are put together here: per value that is a fraction of what the
driver's own row writer costs, and it is most of what a projector does.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, LiteralString
from uuid import UUID

from projections.session import Session

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Sorts after every due instant; shown as None. (The driver cannot read 'infinity'.)"""


def copy_rows(
    session: Session,
    table: LiteralString,
    columns: Sequence[LiteralString],
    rows: Iterable[Sequence[object]],
) -> None:
    """Append rows; values in the order of `columns`: None, str, int, bool, bytes, UUID, date or
    aware datetime. Arrays are given as literals (`text_array`)."""
    text = _TEXT
    body = _ROW.join(
        [
            _FIELD.join([v if v.__class__ is str else text[v.__class__](v) for v in row])  # type: ignore[misc]
            for row in rows
        ]
    )
    if body:
        session.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN", _escaped(body) + "\n")


def replace_rows(
    session: Session,
    table: LiteralString,
    columns: Sequence[LiteralString],
    rows: Sequence[Sequence[object]],
    existing: Sequence[object],
) -> None:
    """Write rows whose key is the first column; `existing` are the keys that are there already."""
    if existing:
        session.run(f"DELETE FROM {table} WHERE {columns[0]} = ANY(%s)", (list(existing),))
    if rows:
        copy_rows(session, table, columns, rows)


def text_array(values: Iterable[str]) -> str:
    """A PostgreSQL array literal of texts."""
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def or_none(at: datetime) -> datetime | None:
    """An instant as readers see it."""
    return None if at >= NEVER else at


def _escaped(body: str) -> str:
    """COPY's text format, escaped for the whole page at once. The separators are control characters
    that no identifier may hold (`domain.shared.event.Code`) and that JSON writes as \\u00xx."""
    body = body.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    body = body.replace("\t", "\\t").replace(_FIELD, "\t").replace(_ROW, "\n")
    return body.replace(_NULL, "\\N")


_FIELD, _ROW, _NULL = "\x1f", "\x1e", "\x1d"
_TEXT: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: _NULL,
    int: int.__repr__,
    bool: lambda value: "t" if value else "f",
    bytes: lambda value: "\\x" + value.hex(),
    UUID: lambda value: f"{value.int:032x}",
    date: date.isoformat,
    datetime: datetime.isoformat,
}
