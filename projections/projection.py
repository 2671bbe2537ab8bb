"""What a projection is: one question, its tables, and how a page of the log changes them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import ClassVar, LiteralString

from projections.context import Context
from projections.reader import Recorded
from projections.session import Session


class Projection(ABC):
    """One generation of one read model. Its tables are `proj.<table>_<suffix>`; the live ones are
    reached through the view `proj.<table>`.

    `apply` must depend on the log alone (no clock, no other projection), so that any cut into
    pages and any rebuild end in the same rows. A subclass may keep rows in memory between pages;
    `reset` drops them after a rollback. `whole` says that memory began with an empty table.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    handles: ClassVar[frozenset[str]]
    tables: ClassVar[tuple[LiteralString, ...]]
    institution: ClassVar[bool] = False
    """Whether `apply` is also called for pages that only change calendars or item terms."""

    def __init__(self, suffix: LiteralString, *, whole: bool = False) -> None:
        self.suffix = suffix
        self.whole = whole

    def table(self, name: LiteralString) -> LiteralString:
        """Qualified name of this generation's table."""
        if name not in self.tables:
            raise KeyError(f"{self.name} declares no table {name}")
        return f"proj.{name}_{self.suffix}"

    @abstractmethod
    def ddl(self) -> Iterable[LiteralString]:
        """CREATE UNLOGGED TABLE statements with primary keys only; made durable when filled."""

    def indexes(self) -> Iterable[LiteralString]:
        """CREATE INDEX statements, run after a rebuild has filled the tables."""
        return ()

    @abstractmethod
    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        """Change the tables by the events of a page that this projection handles."""

    def reset(self) -> None:
        """Forget what is kept in memory; the tables are the truth."""
        self.whole = False
