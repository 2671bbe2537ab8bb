"""Work takes office time: nights, weekends and holidays do not count."""

from datetime import date, datetime, timedelta

import pytest

from app.calendar_file import load_china_calendar
from app.simulate.office import Office
from domain.timing.days import SHANGHAI

OFFICE = Office(load_china_calendar())


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-09T10:00", 2, "2026-11-09T12:00"),
        ("2026-11-09T16:00", 2, "2026-11-10T10:00"),
        ("2026-11-09T20:00", 1, "2026-11-10T10:00"),
        ("2026-11-13T16:00", 9, "2026-11-17T09:00"),
        ("2026-11-14T12:00", 0, "2026-11-16T09:00"),
        ("2026-09-30T16:30", 1, "2026-10-08T09:30"),
    ],
)
def test_work_goes_on_when_the_office_is_open(start: str, hours: int, end: str):
    assert OFFICE.later(local(start), timedelta(hours=hours)) == local(end)


def test_a_day_off_moves_to_the_next_working_day():
    assert OFFICE.on(date(2026, 11, 14), timedelta(hours=1)) == local("2026-11-16T10:00")
