"""证照期限: how long a permit runs, when its renewal is timely, how long the next term is."""

from datetime import date, timedelta

from domain.registry.events import ItemVersionPublished
from domain.shared.event import LAST_YEAR
from domain.timing.days import WorkingDays
from domain.timing.limits import last_timely_renewal

CANCELLATION_DAYS = WorkingDays(10)
"""[D] domain.md §3.2: the formality of 许可§70 follows its ground within so many days."""
_LONGEST = date(LAST_YEAR, 12, 31)


def term_of(first: date, item: ItemVersionPublished | None) -> date | None:
    """The last day of a term of the item's standard from `first`; None: without limit in time."""
    months = item.standard.permit_months if item and item.standard else None
    return months_after(first, months) - timedelta(days=1) if months else None


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month (民法典§202)."""
    month = day.month - 1 + months
    year = day.year + month // 12
    if year > LAST_YEAR:
        return _LONGEST
    first = date(year, month % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


def as_long_again(first: date, last: date, item: ItemVersionPublished | None) -> date:
    """The last day of the term that follows [first, last]: the standard's, or as long again [D]."""
    start = last + timedelta(days=1)
    stated = term_of(start, item)
    return min(stated or last + (start - first), _LONGEST)


def is_late(applied_on: date, valid_to: date | None) -> bool:
    """Whether a renewal is applied for less than thirty calendar days before the last day."""
    return valid_to is not None and applied_on > last_timely_renewal(valid_to)
