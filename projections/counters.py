"""Counts kept by the page, so that no reader has to look at every row.

A counter table is its projection's table grouped by what counts ask for: one row a *group*, `n`
rows in it. A group holds every column that says who may see a row (region, item and the whole set
of organisations), so the one scope filter chooses groups as it chooses rows and nothing is counted
twice; and it holds the instants that matter, so nothing needs to be written when time passes.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, LiteralString

import orjson

from projections.session import Session

Group = tuple[Any, ...]
"""Values of a counter's columns: None, str, date, aware datetime, bool, or for an array a sorted
tuple of str."""
Column = tuple[LiteralString, LiteralString]
"""Name and SQL type."""


class Counter:
    """One table of groups, changed by the net difference of a page in one statement."""

    def __init__(self, table: LiteralString, columns: Iterable[Column]) -> None:
        self.columns = tuple(columns)
        self._table = table
        self._change: dict[Group, int] = {}
        self._names = tuple(name for name, _ in self.columns)
        names = ", ".join(name for name, _ in self.columns)
        given = ", ".join(f"given.{name}" for name, _ in self.columns)
        types = ", ".join(f"{name} {kind}" for name, kind in self.columns)
        self.ddl: LiteralString = f"""CREATE UNLOGGED TABLE {table} (
            key text PRIMARY KEY, {types}, n bigint NOT NULL) WITH (fillfactor = 50)"""
        self._merge: LiteralString = f"""
MERGE INTO {table} AS kept
USING json_to_recordset(%s::json) AS given (key text, {types}, n bigint) ON kept.key = given.key
 WHEN MATCHED AND kept.n + given.n = 0 THEN DELETE
 WHEN MATCHED THEN UPDATE SET n = kept.n + given.n
 WHEN NOT MATCHED THEN INSERT (key, {names}, n) VALUES (given.key, {given}, given.n)"""

    def add(self, group: Group, rows: int) -> None:
        """So many rows more (or, negative, fewer) in a group."""
        self._change[group] = self._change.get(group, 0) + rows

    def write(self, session: Session) -> None:
        """Bring the table up to date."""
        changed = {group: n for group, n in self._change.items() if n}
        self._change = {}
        if changed:
            lines = [self._line(group, n) for group, n in changed.items()]
            session.run(self._merge, (orjson.dumps(lines).decode(),))

    def _line(self, group: Group, n: int) -> dict[str, Any]:
        values = [v.astimezone(UTC) if v.__class__ is datetime else v for v in group]
        # The key is text, because a key of several columns would have to do without their NULLs.
        key = orjson.dumps(values).decode()
        return {"key": key, **dict(zip(self._names, values, strict=True)), "n": n}


def group_of(values: Iterable[Any]) -> Group:
    """A group from columns as the driver reads them: arrays become sorted tuples."""
    return tuple(tuple(sorted(v)) if isinstance(v, list) else v for v in values)


def day_of(at: datetime) -> datetime:
    """The first instant of its day (UTC): what a counter knows of instants that hardly repeat."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
