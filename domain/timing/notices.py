"""放假安排通知: the published facts that a calendar is made of, in our own layout.

A notice names holidays (a range off) and the weekend days worked for them (调休上班). An
amendment is a further notice: the days that it names replace what earlier notices said.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.shared.errors import Invalid
from domain.timing.days import DateRange


class CalendarDataError(Invalid):
    """A holiday arrangement that contradicts itself or cannot be read; the text says where."""

    def __init__(self, where: str) -> None:
        super().__init__(
            "calendar_data", f"放假安排数据有误:{where}", f"bad calendar data: {where}"
        )


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One date whose working state a notice fixes; `source` is the notice's reference."""

    date: dt.date
    working: bool
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Holiday:
    """节日: days off (both ends included; None in an amendment that only adds workdays)."""

    name: str
    off: DateRange | None
    worked: tuple[dt.date, ...] = ()

    def __post_init__(self) -> None:
        if self.off is None:
            return
        if self.off.first > self.off.last:
            raise CalendarDataError(f"{self.name}: the range ends before it begins")
        if any(self.off.first <= day <= self.off.last for day in self.worked):
            raise CalendarDataError(f"{self.name}: a day is both off and worked")


@dataclass(frozen=True, slots=True)
class Notice:
    """通知: `covers` is the period that the notice settles; None for an amendment within one.

    `removed` returns days that an earlier notice named to the plain week.
    """

    reference: str
    url: str
    published: dt.date
    covers: DateRange | None
    holidays: tuple[Holiday, ...]
    removed: tuple[dt.date, ...] = ()

    def days(self) -> Iterator[CalendarDay]:
        """Every date that the notice names, days off first within each holiday."""
        for holiday in self.holidays:
            if holiday.off:
                for offset in range(holiday.off.days):
                    day = holiday.off.first + dt.timedelta(days=offset)
                    yield CalendarDay(day, False, holiday.name, self.reference)
            for day in holiday.worked:
                yield CalendarDay(day, True, holiday.name, self.reference)


def parse_notice(data: Mapping[str, Any]) -> Notice:
    """A notice from plain data: reference, url, published, covers or year, holiday[], removed[].

    Dates are ISO 8601, ranges "first/last". Unknown keys and bad dates: CalendarDataError.
    """
    _only(data, "notice", {"reference", "url", "published", "year", "covers", "holiday", "removed"})
    try:
        covers = None
        if "year" in data:
            year = int(data["year"])
            covers = DateRange(dt.date(year, 1, 1), dt.date(year, 12, 31))
        elif data.get("covers"):
            covers = parse_range(data["covers"])
        return Notice(
            reference=str(data["reference"]),
            url=str(data.get("url", "")),
            published=dt.date.fromisoformat(data["published"]),
            covers=covers,
            holidays=tuple(_parse_holiday(h) for h in data.get("holiday", ())),
            removed=tuple(dt.date.fromisoformat(day) for day in data.get("removed", ())),
        )
    except (KeyError, TypeError, AttributeError) as wrong:
        raise CalendarDataError(f"notice {data.get('reference')!r}: {wrong!r}") from wrong
    except ValueError as wrong:
        raise CalendarDataError(f"notice {data.get('reference')!r}: {wrong}") from wrong


def notice_data(notice: Notice) -> dict[str, Any]:
    """The plain data that `parse_notice` reads back to an equal notice (for event payloads)."""
    return {
        "reference": notice.reference,
        "url": notice.url,
        "published": notice.published.isoformat(),
        "covers": format_range(notice.covers),
        "holiday": [
            {
                "name": holiday.name,
                "off": format_range(holiday.off),
                "worked": [day.isoformat() for day in holiday.worked],
            }
            for holiday in notice.holidays
        ],
        "removed": [day.isoformat() for day in notice.removed],
    }


def parse_range(text: str) -> DateRange:
    """ "2026-10-01/2026-10-07", or one date for a single day; ValueError otherwise."""
    first, _, last = text.partition("/")
    return DateRange(dt.date.fromisoformat(first), dt.date.fromisoformat(last or first))


def format_range(span: DateRange | None) -> str | None:
    """The inverse of `parse_range`; None stays None."""
    if span is None:
        return None
    if span.first == span.last:
        return span.first.isoformat()
    return f"{span.first.isoformat()}/{span.last.isoformat()}"


def _parse_holiday(data: Mapping[str, Any]) -> Holiday:
    _only(data, "holiday", {"name", "off", "worked"})
    worked: Sequence[str] = data.get("worked", ())
    return Holiday(
        name=str(data["name"]),
        off=parse_range(data["off"]) if data.get("off") else None,
        worked=tuple(dt.date.fromisoformat(day) for day in worked),
    )


def _only(data: Mapping[str, Any], what: str, known: set[str]) -> None:
    if unknown := set(data) - known:
        raise CalendarDataError(f"{what}: unknown keys {sorted(unknown)}")
