"""Rows that a projection has lately worked on, so that a page need not read them again."""

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Memory(dict[Hashable, T], Generic[T]):
    """What is known by key. `whole`: nothing has ever been left out, so what is not here is not in
    the table either, and a rebuild need not ask."""

    def __init__(self, limit: int, *, whole: bool = False) -> None:
        super().__init__()
        self.limit = limit
        self.whole = whole

    def missing(self, keys: Iterable[K]) -> list[K]:
        """Those of `keys` that the table must be asked for."""
        if self.whole:
            return []
        return [key for key in keys if key not in self]

    def trim(self) -> None:
        """Forget the oldest half once there are too many; call it after a page is written."""
        bound = self.limit * 5 if self.whole else self.limit
        if len(self) > bound:
            self.whole = False
            for key in list(self)[: len(self) - self.limit // 2]:
                del self[key]
