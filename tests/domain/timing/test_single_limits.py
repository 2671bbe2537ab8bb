"""Notice, resubmission, stated deadlines and the elapsed clock outside the published example."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from app.calendar_file import weekends_only
from domain.timing.days import SHANGHAI, WorkingDays, shanghai_date
from domain.timing.elapsed import elapsed_days, elapsed_thresholds
from domain.timing.limits import (
    CLAIMING,
    DELIVERY,
    LIMITS,
    deemed_acceptance,
    limit_due,
    resubmission_due,
    stated_due,
)

D = dt.date.fromisoformat
W = WorkingDays


def test_an_answer_on_the_last_day_prevents_deemed_acceptance(china):
    assert deemed_acceptance(china, D("2026-02-12"), answered=D("2026-02-26")) is None


def test_an_answer_after_the_last_day_comes_too_late(china):
    assert deemed_acceptance(china, D("2026-02-12"), answered=D("2026-02-27")) is not None


def test_a_completed_application_is_accepted_within_one_working_day(china):
    assert resubmission_due(china, D("2026-03-06")).date == D("2026-03-09")


def test_resubmission_never_takes_longer_than_the_notice_clock(china):
    assert resubmission_due(china, D("2026-03-06"), W(9)).date == D("2026-03-13")


def test_a_policy_overrides_the_default_length_of_a_limit(china):
    assert limit_due(china, D("2026-03-06"), CLAIMING).date == D("2026-03-11")
    assert limit_due(china, D("2026-03-06"), CLAIMING, W(1)).date == D("2026-03-09")


def test_limit_codes_are_unique():
    assert len({limit.code for limit in LIMITS}) == len(LIMITS)


def test_a_stated_deadline_is_used_as_stated():
    dutch = weekends_only("NL", "Europe/Amsterdam", D("2000-01-01"), D("2100-12-31"))
    deadline = dt.datetime(2026, 7, 4, 23, 30, tzinfo=dt.UTC)
    stated = stated_due(deadline, dutch)
    assert stated.due == (D("2026-07-05"), False)  # a Sunday: not moved
    assert not stated.is_late(deadline)
    assert stated.is_late(deadline + dt.timedelta(microseconds=1))


def test_a_dutch_calendar_knows_weekends_only_and_its_own_time_zone():
    dutch = weekends_only("NL", "Europe/Amsterdam", D("2000-01-01"), D("2100-12-31"))
    assert dutch.is_workday(D("2026-10-01"))
    assert not dutch.is_workday(D("2026-10-10"))
    assert not dutch.add_workdays(D("2026-09-28"), W(20)).provisional
    assert dutch.local_date(dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC)) == D("2026-07-02")
    assert dutch.zone == ZoneInfo("Europe/Amsterdam")


def test_shanghai_dates_begin_at_sixteen_hours_utc():
    assert shanghai_date(dt.datetime(2026, 1, 1, 15, 59, 59, tzinfo=dt.UTC)) == D("2026-01-01")
    assert shanghai_date(dt.datetime(2026, 1, 1, 16, tzinfo=dt.UTC)) == D("2026-01-02")


def test_an_instant_without_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        shanghai_date(dt.datetime(2026, 1, 1))  # noqa: DTZ001 (the point of the test)


def test_an_elapsed_clock_started_on_a_holiday_starts_with_the_next_working_day(china):
    lights = elapsed_thresholds(
        china, dt.datetime(2026, 10, 3, 15, tzinfo=SHANGHAI), committed=W(3), legal=W(4)
    )
    assert lights.warn_after == dt.datetime(2026, 10, 8, tzinfo=SHANGHAI)
    assert lights.yellow_after == dt.datetime(2026, 10, 12, tzinfo=SHANGHAI)


def test_an_elapsed_clock_into_unpublished_years_is_provisional(china):
    lights = elapsed_thresholds(
        china, dt.datetime(2026, 12, 28, 9, tzinfo=SHANGHAI), committed=W(2), legal=W(9)
    )
    assert lights.provisional


def test_elapsed_days_are_rounded_up(china):
    accepted = dt.datetime(2018, 10, 15, 10, tzinfo=SHANGHAI)
    tick = dt.timedelta(seconds=1)
    due = dt.datetime(2018, 10, 24, 10, tzinfo=SHANGHAI)
    assert elapsed_days(china, accepted, due) == 7
    assert elapsed_days(china, accepted, due + tick) == 8
    assert elapsed_days(china, accepted, accepted - tick) == 0


def test_due_dates_into_the_unpublished_year_are_provisional(china):
    assert limit_due(china, D("2026-12-17"), DELIVERY) == (D("2026-12-31"), False)
    assert limit_due(china, D("2026-12-18"), DELIVERY) == (D("2027-01-01"), True)
