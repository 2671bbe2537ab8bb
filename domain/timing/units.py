"""工作日、工作小时、自然日: what a period counts in, as three types that do not mix.

Chinese law mixes them: periods for organs are working days (行政许可法 §82), what binds the
applicant is calendar days (§50). Whoever adds one to the other, compares them, or hands one where
the other is asked for is told by the type checker, and by a TypeError where none has looked.
"""

from typing import TYPE_CHECKING, Any, Self


class Period(int):
    """A whole number of one unit; a plain number takes the unit of what it is added to."""

    __slots__ = ()

    def __add__(self, other: Self) -> Self:  # ty: ignore[incompatible-method-override]
        return self.__class__(int(self) + self._same(other))

    def __radd__(self, other: Self) -> Self:  # ty: ignore[incompatible-method-override]
        return self.__class__(self._same(other) + int(self))

    def __sub__(self, other: Self) -> Self:  # ty: ignore[incompatible-method-override]
        return self.__class__(int(self) - self._same(other))

    def __rsub__(self, other: Self) -> Self:  # ty: ignore[incompatible-method-override]
        return self.__class__(self._same(other) - int(self))

    def __neg__(self) -> Self:
        return self.__class__(-int(self))

    def __lt__(self, other: int) -> bool:
        return int(self) < self._same(other)

    def __le__(self, other: int) -> bool:
        return int(self) <= self._same(other)

    def __gt__(self, other: int) -> bool:
        return int(self) > self._same(other)

    def __ge__(self, other: int) -> bool:
        return int(self) >= self._same(other)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Period) and other.__class__ is not self.__class__:
            return False
        return int(self) == other

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = int.__hash__

    def _same(self, other: Any) -> int:
        if isinstance(other, Period) and other.__class__ is not self.__class__:
            raise TypeError(f"{self.__class__.__name__} and {other.__class__.__name__} do not mix")
        return int(other)

    @classmethod
    def checked(cls, value: Any) -> int:
        """The number in `value`; TypeError unless it is of this very unit."""
        if value.__class__ is not cls:
            raise TypeError(f"{cls.__name__} expected, {value.__class__.__name__} given")
        return int(value)


class WorkingDays(Period):
    """工作日."""

    __slots__ = ()

    if TYPE_CHECKING:  # spelt out, because a checker may solve `Self` with two units at once

        def __add__(self, other: "WorkingDays") -> "WorkingDays": ...
        def __radd__(self, other: "WorkingDays") -> "WorkingDays": ...
        def __sub__(self, other: "WorkingDays") -> "WorkingDays": ...
        def __rsub__(self, other: "WorkingDays") -> "WorkingDays": ...


class WorkingHours(Period):
    """工作小时: sixty minutes of office hours each."""

    __slots__ = ()

    if TYPE_CHECKING:

        def __add__(self, other: "WorkingHours") -> "WorkingHours": ...
        def __radd__(self, other: "WorkingHours") -> "WorkingHours": ...
        def __sub__(self, other: "WorkingHours") -> "WorkingHours": ...
        def __rsub__(self, other: "WorkingHours") -> "WorkingHours": ...


class CalendarDays(Period):
    """自然日."""

    __slots__ = ()

    if TYPE_CHECKING:

        def __add__(self, other: "CalendarDays") -> "CalendarDays": ...
        def __radd__(self, other: "CalendarDays") -> "CalendarDays": ...
        def __sub__(self, other: "CalendarDays") -> "CalendarDays": ...
        def __rsub__(self, other: "CalendarDays") -> "CalendarDays": ...


NO_DAYS = WorkingDays(0)
