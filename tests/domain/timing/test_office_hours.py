"""Periods in office hours, against a clock that is walked minute by minute."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calendar_file import load_china_calendar
from domain.timing.hours import (
    OFFICE_HOURS,
    OfficeHours,
    add_working_hours,
    office_time_between,
    working_hours_between,
)
from domain.timing.units import WorkingHours

CHINA = load_china_calendar()
MINUTE = dt.timedelta(minutes=1)
OFFICES = (
    OFFICE_HOURS,
    OfficeHours(((dt.time(8, 30), dt.time(17, 0)),)),
    OfficeHours(
        ((dt.time(9), dt.time(11)), (dt.time(12), dt.time(13)), (dt.time(15), dt.time(16)))
    ),
)


def at(month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=CHINA.zone)


def test_hours_pass_within_office_hours_alone() -> None:
    assert add_working_hours(CHINA, at(3, 2, 11), WorkingHours(2)) == (at(3, 2, 14, 30), False)
    assert add_working_hours(CHINA, at(3, 2, 11), WorkingHours(1)) == (at(3, 2, 12), False)
    assert add_working_hours(CHINA, at(3, 6, 17), WorkingHours(1)) == (at(3, 9, 9, 30), False)
    assert add_working_hours(CHINA, at(3, 7, 10), WorkingHours(7)) == (at(3, 9, 17, 30), False)
    assert add_working_hours(CHINA, at(2, 14, 16), WorkingHours(24)).at == at(2, 27, 10, 30)
    assert add_working_hours(CHINA, at(12, 31, 17), WorkingHours(1)).provisional
    assert add_working_hours(CHINA, at(3, 7, 10), WorkingHours(0)) == (at(3, 7, 10), False)
    with pytest.raises(ValueError, match="negative"):
        add_working_hours(CHINA, at(3, 2, 11), WorkingHours(-1))


def test_a_begun_hour_counts_as_one() -> None:
    assert working_hours_between(CHINA, at(3, 2, 11), at(3, 2, 13, 31)) == WorkingHours(2)
    assert working_hours_between(CHINA, at(3, 2, 13, 31), at(3, 2, 11)) == WorkingHours(0)
    assert office_time_between(CHINA, at(3, 2, 13, 31), at(3, 2, 11)) == dt.timedelta(minutes=-61)


def test_office_hours_are_spans_in_order() -> None:
    for spans in ((), ((dt.time(12), dt.time(9)),), ((dt.time(9), dt.time(12)),) * 2):
        with pytest.raises(ValueError, match="one after the other"):
            OfficeHours(spans)


def works(office: OfficeHours, minute: dt.datetime) -> bool:
    """Whether the minute that begins then is office time, by the plainest reading."""
    named = CHINA.days.get(minute.date())
    worked = named.working if named else minute.isoweekday() <= 5
    return worked and any(first <= minute.time() < last for first, last in office.spans)


@settings(max_examples=40)
@given(
    st.integers(0, 32 * 24 * 60).map(lambda minutes: at(1, 28, 0) + minutes * MINUTE),
    st.integers(1, 20),
    st.sampled_from(OFFICES),
)
def test_hours_agree_with_walking_minute_by_minute(
    begun: dt.datetime, hours: int, office: OfficeHours
) -> None:
    now, left = begun, hours * 60
    while left:
        left -= works(office, now)
        now += MINUTE
    assert add_working_hours(CHINA, begun, WorkingHours(hours), office).at == now
    assert working_hours_between(CHINA, begun, now, office) == hours
    assert office_time_between(CHINA, begun, now, office) == dt.timedelta(hours=hours)
