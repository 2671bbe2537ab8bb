"""`/v1/calendar/…`: the arithmetic of the clocks for whoever would otherwise do it again."""

from typing import Any

import pytest

from tests.app.api.world import World

CALENDAR = "/v1/calendar"
REVIEWED = "start=2026-04-20&committedDays=20&pauses=2026-04-24/2026-05-11"


def asked(world: World, path: str, **more: Any) -> dict[str, Any]:
    answer = world.call("GET", f"{CALENDAR}/{path}", **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_due_dates_leave_out_what_the_law_excludes(world: World):
    told = asked(world, f"due-dates?{REVIEWED}/15")
    assert (told["legal"]["due"], told["committed"]["due"]) == ("2026-06-02", "2026-06-02")
    capped = asked(world, f"due-dates?{REVIEWED}/5")
    assert (capped["legal"]["due"], capped["committed"]["due"]) == ("2026-06-02", "2026-05-27")
    unserved = asked(world, f"due-dates?{REVIEWED}/15/unserved")
    assert unserved["committed"]["due"] == "2026-05-20"
    assert unserved["legal"]["facts"]["undisputedDue"]["date"] == "2026-05-20"
    assert unserved["legal"]["due"] == "2026-06-02"


def test_an_extension_counts_if_it_was_approved_in_time_by_whom_the_law_names(world: World):
    late = "due-dates?start=2026-09-28&extendedOn="
    assert asked(world, "due-dates?start=2026-09-28")["legal"]["due"] == "2026-10-30"
    assert asked(world, f"{late}2026-10-28&extensionDays=10")["legal"]["due"] == "2026-11-13"
    assert asked(world, f"{late}2026-11-02")["legal"]["due"] == "2026-10-30"
    joint = "due-dates?start=2026-08-31&handling=JOINT&extendedOn=2026-11-05&extendedBy="
    assert asked(world, f"{joint}GOVERNMENT")["legal"]["due"] == "2026-11-27"
    assert asked(world, f"{joint}HEAD")["legal"]["due"] == "2026-11-06"


def test_an_open_pause_gives_a_date_not_before(world: World):
    found = asked(world, "due-dates?start=2026-03-02&pauses=2026-03-05/../10&asOf=2026-03-20")
    assert found["legal"]["facts"]["notBefore"] is True
    in_english = asked(
        world, "due-dates?start=2026-03-02&pauses=2026-03-05/..&asOf=2026-03-20",
        headers={"accept-language": "en"},
    )  # fmt: skip
    assert any("paused" in line for line in in_english["legal"]["lines"])


def test_a_date_into_an_unpublished_year_is_provisional(world: World):
    found = asked(world, "due-dates?start=2026-12-28")
    assert found["legal"]["provisional"] is True
    assert found["committed"] is None
    assert asked(world, "years/2027")["provisional"] is True


@pytest.mark.parametrize("pauses", ["2026-04-24", "2026-04-24/x", "2026-04-24/..;", "," * 25])
def test_pauses_that_cannot_be_read_are_refused_with_how_to_write_them(world: World, pauses: str):
    answer = world.call("GET", f"{CALENDAR}/due-dates?start=2026-04-20&pauses={pauses}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-fields")
    (field,) = answer.json()["fields"]
    assert field["name"] == "pauses"


@pytest.mark.parametrize("pauses", ["2026-05-11/2026-04-24", "2026-02-30/..", "2026-04-24/../500"])
def test_pauses_that_cannot_be_are_refused(world: World, pauses: str):
    answer = world.call("GET", f"{CALENDAR}/due-dates?start=2026-04-20&pauses={pauses}")
    assert (answer.status_code, answer.json()["code"]) == (422, "pause-unsound")


def test_a_case_is_not_followed_for_centuries(world: World):
    far = "due-dates?start=1950-01-02&asOf=2200-01-01&pauses=1950-02-01/2200-01-01"
    answer = world.call("GET", f"{CALENDAR}/{far}")
    assert (answer.status_code, answer.json()["code"]) == (422, "too-far-ahead")


def test_hours_are_counted_while_the_office_is_open(world: World):
    at = "2026-03-06T17:00:00%2B08:00"
    due = asked(world, f"add-working-hours?at={at}&hours=1")
    assert due["due"] == "2026-03-09T09:30:00+08:00"
    between = asked(world, f"working-hours-between?start={at}&end=2026-03-09T09:30:00%2B08:00")
    assert (between["minutes"], between["workingHours"]) == (60, 1)
    assert between["officeHours"] == ["09:00-12:00", "13:30-17:30"]


def test_calendar_days_end_on_a_day_that_is_worked(world: World):
    found = asked(world, "add-calendar-days?start=2026-09-01&days=30")
    assert (found["day"], found["lastDay"]) == ("2026-10-01", "2026-10-08")


def test_a_year_is_shown_by_months(world: World):
    year = asked(world, "years/2026")
    assert (year["workingDays"], year["provisional"], len(year["months"])) == (248, False, 12)
    assert "2026-10-10" not in year["months"][9]["daysOff"]
    assert world.call("GET", f"{CALENDAR}/years/1800").status_code == 404
