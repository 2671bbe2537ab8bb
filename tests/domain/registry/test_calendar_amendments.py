"""Given a published calendar, when it is amended, then the region stays readable whatever came."""

from datetime import date
from typing import NoReturn

import pytest

from domain.registry import calendars
from domain.registry import commands as c
from domain.registry.events import CalendarAmended, CalendarPublished, DayRange
from domain.registry.institution import Institution
from domain.registry.registration import decide
from domain.shared.errors import Invalid, Refused
from domain.timing.days import SHANGHAI
from domain.timing.notices import CalendarDataError
from tests.domain.acts import act, at

PUBLISHED = CalendarPublished(
    calendar="CN",
    version="1",
    known_from=date(2026, 1, 1),
    known_to=date(2026, 12, 31),
    holidays=(),
    make_up_days=(),
)


def amended(known_to: date):
    event = CalendarAmended(calendar="CN", version="2", known_to=known_to, reason="测试")
    return calendars.amended(calendars.published("320412", PUBLISHED, SHANGHAI), event)


def test_an_amendment_that_ends_before_the_calendar_begins_halts_no_reader():
    held = amended(date(1999, 1, 1))
    assert (held.version, held.known_from, held.known_to) == ("2", *[PUBLISHED.known_from] * 2)


def test_such_an_amendment_is_refused_when_it_is_commanded():
    held = Institution.empty("320412").fold([act(PUBLISHED, at("2025-12-01"), 1)])
    command = c.AmendCalendar(calendar="CN", version="2", known_to=date(1999, 1, 1), reason="测试")
    with pytest.raises(Invalid, match="calendar-period"):
        decide(held, command)


def test_an_amendment_may_take_back_what_was_known():
    assert amended(date(2026, 6, 30)).known_to == date(2026, 6, 30)


def nobody(name: str) -> NoReturn:
    raise CalendarDataError(f"no time zone {name!r}")


def test_a_calendar_in_a_time_zone_that_is_none_is_refused_and_halts_no_reader_where_recorded():
    held = Institution.empty("320412", nobody)
    command = c.PublishCalendar(**{**dict(PUBLISHED), "zone": "Nowhere/At-All"})
    with pytest.raises(Invalid, match="calendar-zone"):
        decide(held, command)
    recorded = PUBLISHED.model_copy(update={"zone": "Nowhere/At-All"})
    assert held.fold([act(recorded, at("2025-12-01"), 1)]).calendar.zone == SHANGHAI


def test_a_holiday_of_a_thousand_years_is_refused():
    ages = DayRange(name="长假", first=date(1000, 1, 1), last=date(2000, 1, 1))
    command = c.PublishCalendar(**{**dict(PUBLISHED), "holidays": (ages,)})
    with pytest.raises(Invalid, match="calendar-holiday-too-long"):
        decide(Institution.empty("320412"), command)


@pytest.mark.parametrize(
    ("first", "last"),
    [("2027-01-01", "2027-12-31"), ("2026-02-01", "2027-12-31"), ("2025-01-01", "2026-11-30")],
)
def test_a_publication_that_would_forget_what_was_published_is_refused(first: str, last: str):
    held = Institution.empty("320412").fold([act(PUBLISHED, at("2025-12-01"), 1)])
    said = {"version": "2", "known_from": first, "known_to": last}
    with pytest.raises(Refused, match=r"^calendar-forgets:"):
        decide(held, c.PublishCalendar(**{**dict(PUBLISHED), **said}))
    wider = {"version": "2", "known_from": "2025-01-01", "known_to": "2027-12-31"}
    assert decide(held, c.PublishCalendar(**{**dict(PUBLISHED), **wider}))
