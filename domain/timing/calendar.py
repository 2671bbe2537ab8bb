"""工作日历: which days are worked, and counting them in O(log n) without a table of days.

Weekdays are counted in closed form; the holiday arrangements are a sorted list of corrections
(weekday holidays −1, make-up workdays +1) found by bisection. So a calendar costs the same for
ten years or a thousand, and outside the published years plain weekends remain — with the result
marked provisional, never silently guessed.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from domain.timing.days import SHANGHAI, DueDate, WorkingDays, local_date
from domain.timing.notices import CalendarDay, Notice

SATURDAY = 5  # date.weekday() from here on is the weekend


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """One version of one region's working days.

    `known_from`..`known_to` are the dates that published arrangements cover. Late notices win
    over earlier ones for the days that both name. A December day may still be changed by the
    next year's notice (as on 2018-12-31): that arrives as an amendment, hence as a new version.
    """

    version: str
    region: str
    known_from: dt.date
    known_to: dt.date
    notices: tuple[Notice, ...] = ()
    zone: dt.tzinfo = SHANGHAI
    days: Mapping[dt.date, CalendarDay] = field(init=False, repr=False, compare=False)
    _changed: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _balance: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _worked_through: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _known: tuple[int, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.known_from > self.known_to:
            raise ValueError("known_from is after known_to")
        days: dict[dt.date, CalendarDay] = {}
        for notice in self.notices:
            days.update((day.date, day) for day in notice.days())
            for day in notice.removed:
                days.pop(day, None)
        changed = sorted(
            (d.toordinal(), 1 if day.working else -1)
            for d, day in days.items()
            if day.working != (d.weekday() < SATURDAY)
        )
        ordinals = tuple(o for o, _ in changed)
        balance = (0, *accumulate(sign for _, sign in changed))
        put = object.__setattr__
        put(self, "days", days)
        put(self, "_changed", ordinals)
        put(self, "_balance", balance)
        put(
            self,
            "_worked_through",
            tuple(_weekdays_through(o) + b for o, b in zip(ordinals, balance[1:], strict=True)),
        )
        put(self, "_known", (self.known_from.toordinal(), self.known_to.toordinal()))

    def __hash__(self) -> int:
        return hash(self.version)

    def local_date(self, instant: dt.datetime) -> dt.date:
        """The date of an aware instant in this calendar's zone."""
        return local_date(instant, self.zone)

    def is_workday(self, day: dt.date) -> bool:
        """True if `day` is worked; outside the known range weekends alone are days off."""
        named = self.days.get(day)
        return named.working if named else day.weekday() < SATURDAY

    def add_workdays(self, start: dt.date, n: WorkingDays) -> DueDate:
        """The `n`-th working day after `start`, which is not itself counted (民法典 §201).

        `n` = 0 gives `start`. A negative `n` is a ValueError, another unit a TypeError.
        """
        count = WorkingDays.checked(n)
        if count <= 0:
            if count < 0:
                raise ValueError("a period cannot be negative")
            return DueDate(start, provisional=False)
        first = start.toordinal()
        due = self._nth(self._through(first) + count)
        return DueDate(dt.date.fromordinal(due), self._outside(first + 1, due))

    def subtract_workdays(self, day: dt.date, n: WorkingDays) -> DueDate:
        """The `n`-th working day before `day`; `n` = 0 gives `day`."""
        count = WorkingDays.checked(n)
        if count <= 0:
            if count < 0:
                raise ValueError("a period cannot be negative")
            return DueDate(day, provisional=False)
        last = day.toordinal()
        found = self._nth(self._through(last - 1) - count + 1)
        return DueDate(dt.date.fromordinal(found), self._outside(found, last))

    def workdays_between(self, a: dt.date, b: dt.date) -> WorkingDays:
        """Working days in (a, b]; if `b` is before `a`, minus those in (b, a]."""
        return WorkingDays(self._through(b.toordinal()) - self._through(a.toordinal()))

    def next_workday(self, day: dt.date) -> dt.date:
        """The first working day after `day`."""
        return self.add_workdays(day, WorkingDays(1)).date

    def is_known(self, first: dt.date, last: dt.date) -> bool:
        """True if published arrangements cover every day of first..last."""
        return not self._outside(first.toordinal(), last.toordinal())

    def _outside(self, first: int, last: int) -> bool:
        known_from, known_to = self._known
        return first < known_from or last > known_to

    def _through(self, ordinal: int) -> int:
        """Working days from 0001-01-01 to the day, included."""
        return _weekdays_through(ordinal) + self._balance[bisect_right(self._changed, ordinal)]

    def _nth(self, k: int) -> int:
        """Ordinal of the k-th working day: the smallest day with `_through(day) == k`."""
        i = bisect_left(self._worked_through, k)
        ordinal = _nth_weekday(k - self._balance[i])
        if i < len(self._changed):
            # Only a make-up weekend can be overtaken: the k-th working day is then that day.
            return min(ordinal, self._changed[i])
        return ordinal


def _weekdays_through(ordinal: int) -> int:
    """Mondays to Fridays in 1..ordinal; ordinal 1 (0001-01-01) is a Monday."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * 5 + min(rest, 5)


def _nth_weekday(k: int) -> int:
    weeks, rest = divmod(k - 1, 5)
    return weeks * 7 + rest + 1
