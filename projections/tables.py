"""Bulk writes of a page: one COPY a table, because a statement a row is what makes readers slow.

The lines of COPY's text format are put together here: per value that is a fraction of what the
driver's own row writer costs, and it is most of what a projector does.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, LiteralString
from uuid import UUID

from domain.timing.units import CalendarDays, WorkingDays, WorkingHours
from projections.copy_text import FIELD, NULL
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
    lines = [
        FIELD.join([v if v.__class__ is str else text[v.__class__](v) for v in row])  # type: ignore[misc]
        for row in rows
    ]
    copy_lines(session, table, columns, lines)


def copy_lines(
    session: Session,
    table: LiteralString,
    columns: Sequence[LiteralString],
    lines: Sequence[str],
) -> None:
    """Append rows given as text: values between `FIELD`s in the form PostgreSQL reads, `NULL` for
    none. Nothing needs to be escaped."""
    if lines:
        session.copy(table, columns, lines)


def replace_rows(
    session: Session,
    table: LiteralString,
    columns: Sequence[LiteralString],
    rows: Sequence[Sequence[object]],
    existing: Sequence[object],
    *,
    key: LiteralString = "uuid",
) -> None:
    """Write rows whose key is the first column, of type `key`; `existing` are the keys that are
    there already."""
    delete_rows(session, table, columns[0], existing, key=key)
    if rows:
        copy_rows(session, table, columns, rows)


def delete_rows(
    session: Session,
    table: LiteralString,
    column: LiteralString,
    values: Sequence[object],
    *,
    key: LiteralString = "uuid",
) -> None:
    """Remove the rows whose `column`, of type `key`, is one of `values`."""
    if values:
        # One text, because the driver spends longer on a list than the server on reading it.
        text = _TEXT
        listed = text_array([v if v.__class__ is str else text[v.__class__](v) for v in values])  # type: ignore[misc]
        session.run(f"DELETE FROM {table} WHERE {column} = ANY(%s::{key}[])", (listed,))


def text_array(values: Iterable[str]) -> str:
    """A PostgreSQL array literal of texts."""
    values = list(values)
    if not values:
        return "{}"
    body = FIELD.join(values)
    if "\\" in body or '"' in body:
        body = body.replace("\\", "\\\\").replace('"', '\\"')
    return '{"' + body.replace(FIELD, '","') + '"}'


def or_none(at: datetime) -> datetime | None:
    """An instant as readers see it."""
    return None if at >= NEVER else at


_TEXT: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: NULL,
    int: int.__repr__,
    WorkingDays: int.__repr__,
    WorkingHours: int.__repr__,
    CalendarDays: int.__repr__,
    bool: lambda value: "t" if value else "f",
    bytes: lambda value: "\\x" + value.hex(),
    UUID: lambda value: f"{value.int:032x}",
    date: date.isoformat,
    datetime: datetime.isoformat,
}
