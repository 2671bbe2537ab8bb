"""A working day, a working hour and a calendar day are different types."""

import datetime as dt
import operator
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from domain.timing.hours import add_working_hours
from domain.timing.plain_days import add_calendar_days, last_day
from domain.timing.units import CalendarDays, Period, WorkingDays, WorkingHours

UNITS = (WorkingDays, WorkingHours, CalendarDays)
ROOT = Path(__file__).parents[3]
MIXED = """
import datetime as dt

from domain.timing.calendar import WorkCalendar
from domain.timing.hours import add_working_hours
from domain.timing.plain_days import add_calendar_days
from domain.timing.units import CalendarDays, WorkingDays, WorkingHours


def right(calendar: WorkCalendar, day: dt.date, at: dt.datetime) -> None:
    calendar.add_workdays(day, WorkingDays(3) + WorkingDays(2))
    add_working_hours(calendar, at, WorkingHours(3) - WorkingHours(2))
    add_calendar_days(day, CalendarDays(3))


def wrong(calendar: WorkCalendar, day: dt.date, at: dt.datetime) -> None:
    calendar.add_workdays(day, CalendarDays(3))  # 1
    calendar.add_workdays(day, 3)  # 2
    add_working_hours(calendar, at, WorkingDays(3))  # 3
    add_calendar_days(day, WorkingDays(3))  # 4
    WorkingDays(3) + CalendarDays(2)  # 5
    WorkingHours(3) - WorkingDays(2)  # 6
"""


@pytest.mark.parametrize("one", UNITS)
@pytest.mark.parametrize("other", UNITS)
@pytest.mark.parametrize(
    "combine",
    [operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge],
)
def test_two_units_are_neither_added_nor_compared(one: Any, other: Any, combine: Any) -> None:
    if one is other:
        assert combine(one(5), other(3)) == combine(5, 3)
    else:
        with pytest.raises(TypeError, match="do not mix"):
            combine(one(5), other(3))


@pytest.mark.parametrize("unit", UNITS)
def test_what_is_counted_keeps_its_unit(unit: type[Period]) -> None:
    assert type(unit(5) + unit(3)) is type(unit(5) - unit(3)) is type(-unit(5)) is unit
    assert unit(5) == unit(5) == 5
    assert all(unit(5) != other(5) for other in UNITS if other is not unit)


def test_a_calendar_counts_in_its_own_unit_alone(china: Any) -> None:
    day = dt.date(2026, 3, 2)
    at = dt.datetime(2026, 3, 2, 10, tzinfo=china.zone)
    for wrong in (CalendarDays(3), WorkingHours(3), 3):
        for count in (china.add_workdays, china.subtract_workdays):
            with pytest.raises(TypeError, match="WorkingDays expected"):
                count(day, wrong)
    for wrong in (WorkingDays(3), 3):
        with pytest.raises(TypeError, match="CalendarDays expected"):
            add_calendar_days(day, wrong)  # ty: ignore[invalid-argument-type]
        with pytest.raises(TypeError, match="WorkingHours expected"):
            add_working_hours(china, at, wrong)  # ty: ignore[invalid-argument-type]


def test_the_type_checker_refuses_to_mix_them(tmp_path: Path) -> None:
    module = tmp_path / "mixed.py"
    module.write_text(MIXED)
    checker = Path(sys.executable).with_name("ty")
    told = subprocess.run(
        [checker, "check", "--project", ROOT, "--output-format", "concise", module],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    lines = {line.split(":")[1] for line in told.stdout.splitlines() if "error[" in line}
    wrong = {str(n) for n, text in enumerate(MIXED.splitlines(), 1) if text[-1:].isdigit()}
    assert lines == wrong, told.stdout + told.stderr


def test_a_period_of_calendar_days_ends_on_a_day_that_is_worked(china: Any) -> None:
    assert add_calendar_days(dt.date(2026, 2, 1), CalendarDays(30)) == dt.date(2026, 3, 3)
    assert last_day(china, dt.date(2026, 9, 1), CalendarDays(30)) == (dt.date(2026, 10, 8), False)
    assert last_day(china, dt.date(2026, 12, 4), CalendarDays(30))[1]  # into 2027
