"""Who exists and who answers, on a date, as last recorded."""

from datetime import date
from uuid import uuid5

from domain.registry.events import (
    CalendarAmended,
    CalendarPublished,
    DayRange,
    Function,
    ItemVersionPublished,
    JurisdictionEstablished,
    OrganisationRegistered,
    PostAssigned,
    PostEnded,
    ResponsibilityAssigned,
)
from domain.registry.institution import Institution
from domain.shared.act import Role
from domain.shared.event import DomainEvent
from domain.shared.ids import ROOT, event_id
from domain.timing.days import WorkingDays
from tests.domain.acts import REGION, act, at, item

FIVE = WorkingDays(5)
NATIONAL_DAY = DayRange(name="国庆节", first=date(2026, 10, 1), last=date(2026, 10, 7))


def institution(*events: DomainEvent) -> Institution:
    acts = [
        act(e, at("2026-01-02"), n, stream=uuid5(ROOT, e.TYPE)) for n, e in enumerate(events, 1)
    ]
    return Institution.empty(REGION).fold(acts)


def responsible(org: str, first: date, last: date | None = None) -> ResponsibilityAssigned:
    return ResponsibilityAssigned(
        item_code="XK-0001", function=Function.DECIDE, org=org, valid_from=first, valid_to=last
    )


def post(person: str, first: date, last: date | None = None) -> PostAssigned:
    return PostAssigned(
        post="window-01",
        person_id=person,
        role=Role.WINDOW,
        org="bureau",
        valid_from=first,
        valid_to=last,
    )


def published(known_to: date = date(2026, 12, 31)) -> CalendarPublished:
    return CalendarPublished(
        calendar="CN",
        version="v1",
        known_from=date(2026, 1, 1),
        known_to=known_to,
        holidays=(NATIONAL_DAY,),
        make_up_days=(date(2026, 10, 10),),
    )


def test_genesis_says_whether_time_may_be_driven():
    made = institution(
        JurisdictionEstablished(region=REGION, name="武进", origin="log/1", simulated=True)
    )
    assert (made.simulated, made.name) == (True, "武进")
    assert made.jurisdiction == uuid5(ROOT, JurisdictionEstablished.TYPE)


def test_a_responsibility_ends_on_the_day_it_is_transferred():
    made = institution(
        responsible("old", date(2026, 1, 1), date(2026, 6, 1)), responsible("new", date(2026, 6, 1))
    )
    orgs = [made.responsible("XK-0001", Function.DECIDE, date(2026, m, 1)) for m in (5, 6)]
    assert [one.org for one in orgs if one] == ["old", "new"]


def test_of_two_valid_assignments_the_one_recorded_last_wins():
    made = institution(
        responsible("wrong", date(2026, 1, 1)), responsible("right", date(2026, 1, 1))
    )
    found = made.responsible("XK-0001", Function.DECIDE, date(2026, 3, 1))
    assert found
    assert found.org == "right"
    assert found.ref == event_id(uuid5(ROOT, ResponsibilityAssigned.TYPE), 2)


def test_before_its_first_day_nobody_is_responsible():
    made = institution(responsible("org", date(2026, 6, 1)))
    assert made.responsible("XK-0001", Function.DECIDE, date(2026, 5, 31)) is None
    assert made.responsible("XK-0001", Function.SURVEY, date(2026, 6, 1)) is None


def test_a_post_that_ended_is_not_held_from_that_day_on():
    made = institution(
        post("p1", date(2026, 1, 1)),
        PostEnded(post="window-01", ended_on=date(2026, 6, 1), reason="调离"),
    )
    assert made.post("window-01", date(2026, 5, 31))
    assert made.post("window-01", date(2026, 6, 1)) is None
    assert made.posts_of("p1", date(2026, 6, 1)) == ()


def test_a_post_changes_hands():
    made = institution(post("p1", date(2026, 1, 1), date(2026, 6, 1)), post("p2", date(2026, 6, 1)))
    holders = [made.post("window-01", date(2026, m, 15)) for m in (5, 6)]
    assert [one.person_id for one in holders if one] == ["p1", "p2"]


def test_the_newest_item_version_is_the_default_and_old_ones_stay():
    versions: list[ItemVersionPublished] = [item(), item(item_version=2, legal_days=15)]
    made = institution(*versions)
    newest, first = made.item("XK-0001"), made.item("XK-0001", 1)
    assert newest
    assert first
    assert (newest.legal_days, first.legal_days) == (15, 20)
    assert made.item("XK-9999") is None


def test_an_organisation_is_known_by_its_code():
    made = institution(OrganisationRegistered(uscc="91230500MA1B3N1N2M", name="局"))
    assert made.organisation("91230500MA1B3N1N2M") == "局"


def test_before_any_calendar_every_due_date_is_provisional():
    assert institution().calendar.add_workdays(date(2026, 9, 28), FIVE).provisional


def test_a_published_calendar_counts_holidays_and_make_up_days():
    calendar = institution(published()).calendar
    assert not calendar.is_workday(date(2026, 10, 5))
    assert calendar.is_workday(date(2026, 10, 10))
    assert calendar.version == "v1"


def test_an_amendment_changes_days_takes_days_back_and_is_a_new_version():
    amendment = CalendarAmended(
        calendar="CN",
        version="v2",
        known_to=date(2026, 12, 31),
        make_up_days=(date(2026, 12, 26),),
        removed=(date(2026, 10, 7), date(2026, 10, 10)),
        reason="更正",
    )
    calendar = institution(published(), amendment).calendar
    assert calendar.is_workday(date(2026, 10, 7))
    assert not calendar.is_workday(date(2026, 10, 10))
    assert calendar.is_workday(date(2026, 12, 26))
    assert not calendar.is_workday(date(2026, 10, 5))
    assert calendar.version == "v2"


def test_folding_leaves_the_earlier_picture_as_it_was():
    before = institution(responsible("org", date(2026, 1, 1)))
    before.fold([act(post("p1", date(2026, 1, 1)), at("2026-02-02"), 9)])
    assert before.posts == {}
