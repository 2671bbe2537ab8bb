"""A projection with one row a stream, folded from facts that the row carries along."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, LiteralString, TypeVar
from uuid import UUID

import psycopg

from projections.context import Context
from projections.memory import Memory
from projections.projection import Projection
from projections.reader import Recorded
from projections.tables import replace_rows

F = TypeVar("F")
_CHUNK = 5000


class Kept(Generic[F]):
    """The facts of one row in memory; `stored` once the table has it."""

    __slots__ = ("facts", "stored")

    def __init__(self, facts: F, *, stored: bool) -> None:
        self.facts = facts
        self.stored = stored


class Folding(Projection, Generic[F]):
    """One row for each key. Columns that follow from facts and calendar are computed when the page
    is written; when a calendar or an item's terms change, every row of the region is computed
    again, settled ones too (a wrong calendar makes wrong findings, domain.md §2.2).
    """

    columns: ClassVar[tuple[LiteralString, ...]]
    """Of the first table: the key, then `region` and `facts` among the others."""
    limit: ClassVar[int] = 20_000
    """Rows kept in memory between pages."""

    def __init__(self, suffix: LiteralString, *, whole: bool = False) -> None:
        super().__init__(suffix, whole=whole)
        self._memory: Memory[Kept[F]] = Memory(self.limit, whole=whole)

    @abstractmethod
    def key(self, event: Recorded) -> UUID:
        """Which row an event belongs to."""

    @abstractmethod
    def new(self, event: Recorded) -> F:
        """The facts before the first event of a row."""

    @abstractmethod
    def fold(self, facts: F, event: Recorded) -> None:
        """Change the facts by one event, in place."""

    @abstractmethod
    def row(self, key: UUID, facts: F, context: Context) -> Sequence[object] | None:
        """The row, in the order of `columns`; None while there is nothing to show."""

    @abstractmethod
    def load(self, text: str) -> F:
        """Facts from the column `facts`."""

    def written(
        self, rows: dict[UUID, Kept[F]], cur: psycopg.Cursor[Any], context: Context
    ) -> None:
        """Hook for further tables, after the rows of a page are written."""

    def reset(self) -> None:
        super().reset()
        self._memory = Memory(self.limit)

    def apply(self, page: Sequence[Recorded], cur: psycopg.Cursor[Any], context: Context) -> None:
        keys = [self.key(event) for event in page]
        memory, touched = self._memory, {}
        if missing := memory.missing(set(keys)):
            self._read(cur, "WHERE " + self.columns[0] + " = ANY(%s)", (missing,))
        for key, event in zip(keys, page, strict=True):
            kept = memory.get(key)
            if kept is None:
                kept = memory[key] = Kept(self.new(event), stored=False)
            self.fold(kept.facts, event)
            touched[key] = kept
        self._write(touched, cur, context)
        if context.changed_calendars or context.changed_items:
            self._again(touched, cur, context)
        memory.trim()

    def _again(self, done: dict[UUID, Kept[F]], cur: psycopg.Cursor[Any], context: Context) -> None:
        regions = context.changed_calendars | {region for region, _ in context.changed_items}
        found = cur.execute(
            f"SELECT {self.columns[0]} FROM {self.table(self.tables[0])} WHERE region = ANY(%s)",
            (sorted(regions),),
        ).fetchall()
        keys = [key for (key,) in found if key not in done]
        for start in range(0, len(keys), _CHUNK):
            chunk = keys[start : start + _CHUNK]
            if missing := self._memory.missing(chunk):
                self._read(cur, "WHERE " + self.columns[0] + " = ANY(%s)", (missing,))
            self._write({key: self._memory[key] for key in chunk}, cur, context)
            self._memory.trim()

    def _read(
        self, cur: psycopg.Cursor[Any], where: LiteralString, params: Sequence[object]
    ) -> None:
        table = self.table(self.tables[0])
        rows = cur.execute(f"SELECT {self.columns[0]}, facts FROM {table} {where}", params)
        for key, text in rows.fetchall():
            self._memory[key] = Kept(self.load(text), stored=True)

    def _write(self, rows: dict[UUID, Kept[F]], cur: psycopg.Cursor[Any], context: Context) -> None:
        existing = [key for key, kept in rows.items() if kept.stored]
        lines = []
        for key, kept in rows.items():
            line = self.row(key, kept.facts, context)
            if line is not None:
                lines.append(line)
                kept.stored = True
        replace_rows(cur, self.table(self.tables[0]), self.columns, lines, existing)
        self.written(rows, cur, context)
