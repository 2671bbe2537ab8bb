"""A projection with one row a stream, folded from facts that the row carries along."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, LiteralString, TypeVar
from uuid import UUID

from projections.context import Context
from projections.counters import Column, Counter, Group
from projections.memory import Memory
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session
from projections.tables import replace_rows

F = TypeVar("F")
_CHUNK = 5000
Groups = Sequence[tuple[str, Group]]
"""(Counter, group) of everything that counts about one row."""


class Kept(Generic[F]):
    """The facts of one row in memory, and the groups that it is counted in; `stored` once the
    table has it."""

    __slots__ = ("facts", "groups", "key", "stored")

    def __init__(self, key: UUID, facts: F, groups: Groups = (), *, stored: bool) -> None:
        self.key = key
        self.facts = facts
        self.groups = groups
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
    counted: ClassVar[Mapping[LiteralString, Sequence[Column]]] = {}
    """Counter tables, also named in `tables`, and their columns."""

    def __init__(self, suffix: LiteralString, *, whole: bool = False) -> None:
        super().__init__(suffix, whole=whole)
        self._memory: Memory[Kept[F]] = Memory(self.limit, whole=whole)
        self._counters: dict[str, Counter] = {
            name: Counter(self.table(name), columns) for name, columns in self.counted.items()
        }

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
    def row(self, key: UUID, facts: F, context: Context) -> Sequence[object]:
        """The row, in the order of `columns`."""

    @abstractmethod
    def load(self, text: str) -> F:
        """Facts from the column `facts`."""

    def groups(self, facts: F, row: Sequence[object]) -> Groups:
        """What the row is counted in from now on; called after `written`."""
        return ()

    def grouping(self) -> tuple[LiteralString, ...]:
        """Expressions on the first table (`own`) that `groups_stored` makes groups of."""
        return ()

    def groups_stored(self, values: Sequence[Any]) -> Groups:
        """The same for a row of the table, from the values of `grouping`."""
        return ()

    def counters(self) -> Iterable[LiteralString]:
        """CREATE statements of the counter tables, for `ddl`."""
        return [counter.ddl for counter in self._counters.values()]

    def written(self, rows: Sequence[Kept[F]], session: Session, context: Context) -> None:
        """Hook for further tables, after the rows of a page are written."""

    def reset(self) -> None:
        super().reset()
        self._memory = Memory(self.limit)

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        # By number: a UUID's hash and comparison are Python code, and this is the hot path.
        memory, touched = self._memory, {}
        keys = [self.key(event) for event in page]
        numbers = [key.int for key in keys]
        if missing := memory.missing(set(numbers)):
            self._read(session, [UUID(int=number) for number in missing])
        fold = self.fold
        for number, key, event in zip(numbers, keys, page, strict=True):
            kept = memory.get(number)
            if kept is None:
                kept = memory[number] = Kept(key, self.new(event), stored=False)
            fold(kept.facts, event)
            touched[number] = kept
        self._write(list(touched.values()), session, context)
        if context.changed_calendars or context.changed_items:
            self._again(touched, session, context)
        memory.trim()

    def _again(self, done: dict[int, Kept[F]], session: Session, context: Context) -> None:
        regions = context.changed_calendars | {region for region, _ in context.changed_items}
        found = session.read(
            f"SELECT {self.columns[0]} FROM {self.table(self.tables[0])} WHERE region = ANY(%s)",
            (sorted(regions),),
        )
        self._refresh([key for (key,) in found if key.int not in done], session, context)

    def _refresh(self, keys: Sequence[UUID], session: Session, context: Context) -> None:
        """Compute rows again that no event of the page has touched."""
        for start in range(0, len(keys), _CHUNK):
            chunk = keys[start : start + _CHUNK]
            if missing := self._memory.missing([key.int for key in chunk]):
                self._read(session, [UUID(int=number) for number in missing])
            self._write([self._memory[key.int] for key in chunk], session, context)
            self._memory.trim()

    def _read(self, session: Session, keys: list[UUID]) -> None:
        wanted = ", ".join((self.columns[0], "facts", *self.grouping()))
        rows = session.read(
            f"""SELECT {wanted} FROM {self.table(self.tables[0])} AS own
                 WHERE {self.columns[0]} = ANY(%s)""",
            (keys,),
        )
        for key, text, *values in rows:
            groups = self.groups_stored(values)
            self._memory[key.int] = Kept(key, self.load(text), groups, stored=True)

    def _write(self, rows: Sequence[Kept[F]], session: Session, context: Context) -> None:
        existing = [kept.key for kept in rows if kept.stored]
        lines = [self.row(kept.key, kept.facts, context) for kept in rows]
        for kept in rows:
            kept.stored = True
        replace_rows(session, self.table(self.tables[0]), self.columns, lines, existing)
        self.written(rows, session, context)
        if self._counters:
            self._count(rows, lines, session)

    def _count(
        self, rows: Sequence[Kept[F]], lines: Sequence[Sequence[object]], session: Session
    ) -> None:
        counters = self._counters
        for kept, line in zip(rows, lines, strict=True):
            groups = self.groups(kept.facts, line)
            if groups != kept.groups:
                for name, group in kept.groups:
                    counters[name].add(group, -1)
                for name, group in groups:
                    counters[name].add(group, 1)
                kept.groups = groups
        for counter in counters.values():
            counter.write(session)
