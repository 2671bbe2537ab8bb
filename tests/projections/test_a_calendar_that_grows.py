"""A deadline into a year without arrangement is provisional; the arrangement makes it final, and
everything computed from it follows (domain.md §2.2)."""

from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from app.calendar_file import load_china_calendar
from domain.registry.events import CalendarAmended, CalendarPublished, DayRange
from domain.shared.act import Act, Role
from domain.timing.published import NamedRange, calendar_facts, named_ranges
from projections.engine import Projector
from projections.finding_queries import findings
from projections.monitoring_queries import case as one_case
from projections.monitoring_queries import explain
from projections.scope import Scope
from tests.projections.county import County, everything

ALL = Scope("320412")
CHINA = load_china_calendar()
Reader = psycopg.Connection[Any]


def on(year: int, month: int, day: int, hour: int = 2) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)  # 10:00 in Shanghai


def ranges(named: tuple[NamedRange, ...]) -> tuple[DayRange, ...]:
    return tuple(DayRange(name=one.name, first=one.first, last=one.last) for one in named)


def known_in(county: County, year: int) -> Act:
    """The calendar as it stood on the eve of the next year's arrangement."""
    facts = calendar_facts(load_china_calendar(known_on=date(year, 10, 31)))
    event = CalendarPublished(
        calendar="CN", version=facts.version, known_from=facts.known_from,
        known_to=facts.known_to, holidays=ranges(facts.holidays),
        make_up_days=facts.make_up_days,
    )  # fmt: skip
    return county.act("calendar", event, on(year, 11, 1), role=Role.ADMIN, item=None)


def arranged_2026(county: County) -> Act:
    """The State Council's arrangement of 2026, as it was published on 2025-11-04."""
    days = [
        day
        for notice in CHINA.notices
        if notice.published.year == 2025 and notice.covers and notice.covers.first.year == 2026
        for day in notice.days()
    ]
    days.sort(key=lambda day: day.date)
    event = CalendarAmended(
        calendar="CN", version="CN-2026", known_to=date(2026, 12, 31), reason="国办发明电",
        holidays=ranges(named_ranges(day for day in days if not day.working)),
        make_up_days=tuple(day.date for day in days if day.working),
    )  # fmt: skip
    return county.act("calendar", event, on(2026, 1, 5), role=Role.ADMIN, item=None)


def arranged_2027(county: County) -> Act:
    """An arrangement of our own making: that of 2027 is not published yet."""
    event = CalendarAmended(
        calendar="CN", version="CN-2027", known_to=date(2027, 12, 31), reason="试验",
        holidays=(DayRange(name="元旦", first=date(2027, 1, 1), last=date(2027, 1, 3)),),
    )  # fmt: skip
    return county.act("calendar", event, on(2027, 1, 8), role=Role.ADMIN, item=None)


def rules(reader: Reader, now: datetime) -> set[str]:
    return {row["rule"] for row in findings(reader, ALL, now=now).items} & {"T-02", "T-07", "T-08"}


@pytest.mark.parametrize(
    ("year", "arranged", "guess", "final"),
    [
        (2025, arranged_2026, date(2026, 1, 1), date(2026, 1, 4)),
        (2026, arranged_2027, date(2027, 1, 1), date(2027, 1, 4)),
    ],
)
def test_a_deadline_into_the_next_year_becomes_final_with_its_arrangement(
    url: str, county: County, projector: Projector, reader: Reader,
    year: int, arranged: Any, guess: date, final: date,
) -> None:  # fmt: skip
    accepted = on(year, 12, 18)  # ten working days end on the first of January, or after the feast
    county.record(known_in(county, year), *county.accepted("a", accepted))
    county.record(*county.opened("new", on(year, 12, 28)), *county.accepted("b", accepted))
    county.record(
        county.granted("b", on(year, 12, 22)), county.pushed("job", "b", on(year, 12, 30))
    )
    county.record(county.in_force("deed", "b", on(year, 12, 23)))
    county.record(county.granted("a", on(year + 1, 1, 4 if year == 2025 else 2)))
    projector.catch_up()

    seen = one_case(reader, ALL, county.stream("a"), now=on(year + 1, 1, 5))
    assert seen is not None
    assert (seen["committed_due"], seen["provisional"]) == (guess, True)
    told = explain(reader, ALL, county.stream("a"), now=on(year + 1, 1, 5))
    assert told
    assert told.committed
    assert told.committed.due == (guess, True)
    assert "T-02" in rules(reader, on(year + 1, 1, 5))
    before = everything(url)
    assert all(row["provisional"] for row in before["timer"])

    county.record(arranged(county))
    projector.catch_up()
    seen = one_case(reader, ALL, county.stream("a"), now=on(year + 1, 1, 5))
    assert seen is not None
    assert (seen["committed_due"], seen["provisional"]) == (final, False)
    assert "T-02" not in rules(
        reader, on(year + 1, 1, 5)
    )  # found by a wrong calendar, gone with it
    after = everything(url)
    assert not any(row["provisional"] for row in after["timer"])
    for table, column in (
        ("timer", "due_at"), ("duty", "opens_at"), ("commitment", "due_on"), ("task", "claim_due"),
    ):  # fmt: skip
        assert before[table], table
        earlier = [row[column] for row in before[table] if row[column] is not None]
        assert earlier != [row[column] for row in after[table] if row[column] is not None], table
    projector.rebuild()
    assert everything(url) == after
