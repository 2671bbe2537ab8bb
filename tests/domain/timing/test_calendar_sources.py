"""Our own holiday facts against two independent sources, and their amendments."""

import datetime as dt
import json

import chinese_calendar
import pytest

from app.calendar_file import CHINA_FILE, load_calendar, load_china_calendar, zone_named
from domain.timing.days import DateRange, WorkingDays
from domain.timing.notices import CalendarDataError, Holiday, Notice, notice_data, parse_notice
from domain.timing.published import (
    MAKE_UP,
    NamedRange,
    amend_facts,
    calendar_facts,
    calendar_from_facts,
)
from domain.timing.versions import amend, calendar_of

D = dt.date.fromisoformat
W = WorkingDays


def days(first: str, last: str):
    day = D(first)
    while day <= D(last):
        yield day
        day += dt.timedelta(days=1)


@pytest.mark.data
def test_every_day_agrees_with_the_holiday_files(china, holiday_data):
    named = {}
    for file in sorted(holiday_data.glob("*.json")):
        for day in json.loads(file.read_text("utf-8"))["days"]:
            named[D(day["date"])] = not day["isOffDay"]
    assert len(named) > 350
    for day in days("2016-01-01", "2026-12-31"):
        assert china.is_workday(day) == named.get(day, day.weekday() < 5), day


def test_every_day_agrees_with_the_chinesecalendar_package(china):
    for day in days("2016-01-01", "2026-12-31"):
        assert china.is_workday(day) == chinese_calendar.is_workday(day), day


def test_the_calendar_covers_2016_to_2026(china):
    assert (china.known_from, china.known_to) == (D("2016-01-01"), D("2026-12-31"))
    assert len({notice.reference for notice in china.notices}) == 13
    assert all(n.url.startswith("https://www.gov.cn/") for n in china.notices)


def test_the_spring_festival_of_2020_was_prolonged_by_an_amendment(china):
    before = load_china_calendar(known_on=D("2020-01-20"))
    assert before.is_workday(D("2020-02-01"))  # still a make-up Saturday
    assert not china.is_workday(D("2020-02-01"))
    assert before.add_workdays(D("2020-01-23"), W(1)).date == D("2020-01-31")
    assert china.add_workdays(D("2020-01-23"), W(1)).date == D("2020-02-03")


def test_labour_day_of_2019_was_prolonged_by_an_amendment(china):
    before = load_china_calendar(known_on=D("2019-03-21"))
    assert before.is_workday(D("2019-05-02"))
    assert not before.is_workday(D("2019-05-05"))
    assert not china.is_workday(D("2019-05-02"))
    assert china.is_workday(D("2019-05-05"))


def test_a_calendar_as_known_earlier_ends_earlier_and_has_its_own_version(china):
    before = load_china_calendar(known_on=D("2025-11-03"))
    assert before.known_to == D("2025-12-31")
    assert before.version != china.version
    assert before.add_workdays(D("2026-09-28"), W(20)).provisional


def local_holiday() -> Notice:
    naadam = Holiday("那达慕", DateRange(D("2026-07-06"), D("2026-07-07")))
    return Notice("鄂府发〔2026〕1号", "", D("2026-03-01"), None, (naadam,))


def test_an_amendment_overlays_a_new_version_and_leaves_the_old_one(china):
    amended = amend(china, local_holiday(), region="150600")
    assert amended.version != china.version
    assert amended.region == "150600"
    assert china.is_workday(D("2026-07-06"))
    assert not amended.is_workday(D("2026-07-06"))
    assert amended.add_workdays(D("2026-07-03"), W(1)).date == D("2026-07-08")
    assert amended.known_to == china.known_to


def test_an_amendment_may_return_a_day_to_the_plain_week(china):
    back = Notice("x", "", D("2026-08-01"), None, (), removed=(D("2026-09-20"), D("2026-10-01")))
    amended = amend(china, back)
    assert not amended.is_workday(D("2026-09-20"))
    assert amended.is_workday(D("2026-10-01"))


def test_the_next_year_makes_provisional_dates_firm(china):
    new_year = Holiday("元旦", DateRange(D("2027-01-01"), D("2027-01-03")))
    year = DateRange(D("2027-01-01"), D("2027-12-31"))
    longer = amend(china, Notice("n", "", D("2026-11-05"), year, (new_year,)))
    assert china.add_workdays(D("2026-12-31"), W(1)) == (D("2027-01-01"), True)
    assert longer.add_workdays(D("2026-12-31"), W(1)) == (D("2027-01-04"), False)


def test_equal_facts_have_equal_versions(china):
    assert load_calendar(CHINA_FILE).version == china.version
    assert load_calendar(CHINA_FILE) == china


def test_notices_survive_a_round_trip_through_plain_data(china):
    copies = [parse_notice(json.loads(json.dumps(notice_data(n)))) for n in china.notices]
    assert tuple(copies) == china.notices
    assert calendar_of("CN", copies).version == china.version


def test_a_calendar_survives_a_round_trip_through_its_event_facts(china):
    facts = calendar_facts(china)
    rebuilt = calendar_from_facts("CN", facts)
    assert rebuilt.version == china.version
    for day in days("2015-12-01", "2027-01-31"):
        assert rebuilt.is_workday(day) == china.is_workday(day), day
    assert calendar_facts(rebuilt)._replace(sources=facts.sources) == facts
    assert rebuilt.days[D("2026-02-14")].name == MAKE_UP
    assert rebuilt.days[D("2026-02-14")].source == rebuilt.days[D("2026-02-17")].source


def test_amended_facts_replace_and_remove_days(china):
    amended = amend_facts(
        china,
        "v2",
        D("2027-12-31"),
        holidays=[NamedRange("补假", D("2026-09-20"), D("2026-09-20"))],
        make_up_days=[D("2026-07-04")],
        removed=[D("2026-10-01"), D("2026-09-20")],
        reason="test",
    )
    assert amended.version == "v2"
    assert amended.known_to == D("2027-12-31")
    assert not amended.is_workday(D("2026-09-20"))
    assert amended.is_workday(D("2026-10-01"))
    assert amended.is_workday(D("2026-07-04"))


@pytest.mark.parametrize(
    "notice",
    [
        {"reference": "r", "published": "2026-13-01"},
        {"reference": "r"},
        {"reference": "r", "published": "2026-01-01", "surprise": 1},
        {"reference": "r", "published": "2026-01-01", "holiday": [{"off": "2026-01-01"}]},
        {"reference": "r", "published": "2026-01-01", "holiday": [{"name": "n", "off": 5}]},
        {
            "reference": "r",
            "published": "2026-01-01",
            "holiday": [{"name": "n", "off": "2026-01-03/2026-01-01"}],
        },
        {
            "reference": "r",
            "published": "2026-01-01",
            "holiday": [{"name": "n", "off": "2026-01-03", "worked": ["2026-01-03"]}],
        },
    ],
)
def test_a_bad_notice_is_refused_by_name(notice):
    with pytest.raises(CalendarDataError):
        parse_notice(notice)


def test_a_gap_between_covered_years_is_refused():
    def covering(year: int) -> Notice:
        span = DateRange(dt.date(year, 1, 1), dt.date(year, 12, 31))
        return Notice(str(year), "", dt.date(year, 1, 1), span, ())

    with pytest.raises(CalendarDataError, match="2024-12-31"):
        calendar_of("CN", (covering(2024), covering(2026)))
    with pytest.raises(CalendarDataError):
        calendar_of("CN", ())


def test_a_broken_file_and_an_unknown_zone_are_refused_clearly(tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text("region = ")
    with pytest.raises(CalendarDataError, match=r"broken\.toml"):
        load_calendar(broken)
    with pytest.raises(CalendarDataError, match="Atlantis"):
        zone_named("Europe/Atlantis")
