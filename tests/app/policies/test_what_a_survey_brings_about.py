"""缺席默认, and J4 against the rules, on a simulated county whose clock is moved by hand."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from domain.approval import commands as c
from domain.approval import joint_survey_commands as jc
from domain.approval import survey as surveys
from domain.approval import survey_commands as s
from domain.approval.survey import Attendance
from domain.registry.commands import AssignPost, PublishItemVersion
from domain.registry.standards import ItemStandard, SurveyMode
from domain.shared.act import Role
from domain.shared.ids import survey_id
from projections import finding_queries, survey_queries
from projections.engine import Projector
from projections.scope import Scope
from tests.app.county import BUREAU, ITEM, REGION, REGULATOR, World
from tests.domain.acts import at

STAFF = ("person-surveyor-01", "person-surveyor-02")
NOTICE = jc.NotifySurvey(invited=(REGULATOR,), planned_on=date(2026, 10, 14))


def prepared(world: World, **standard: Any) -> World:
    """A second surveyor, and an item whose standard asks for filing."""
    post = AssignPost(
        post="surveyor-02", person_id=STAFF[1], role=Role.SURVEYOR, org=BUREAU,
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    world.does("admin-01", post)
    known = world.institutions.of(REGION).item(ITEM)
    assert known
    said = known.model_dump(exclude={"item_version", "standard", "listed", "valid_from"})
    asked = ItemStandard(survey_mode=SurveyMode.ONSITE, survey_filing=True, **standard)
    world.does("admin-01", PublishItemVersion(**said, item_version=2, standard=asked))
    return world


def assigned(world: World) -> tuple[UUID, UUID]:
    """A case under review and its survey, on Monday the 12th of October."""
    world.clock.now = max(world.clock.now, at("2026-10-12"))
    case = world.does("window-01", c.SubmitApplication(item_code=ITEM)).stream
    for post, command in (
        ("window-01", c.ReceiveMaterials()), ("window-01", c.AcceptCase()),
        ("reviewer-01", c.StartReview()), ("reviewer-01", c.OrderSurvey()),
    ):  # fmt: skip
        world.does(post, command, case)
    survey = survey_id(case, 1)
    world.does("leader-01", s.AssignSurveyors(case_id=case, staff=STAFF), survey)
    return case, survey


def conducted(world: World, case: UUID, survey: UUID) -> None:
    world.clock.now = max(world.clock.now, at("2026-10-14"))
    world.does("surveyor-01", c.ConductSurvey(case_id=case, staff=STAFF), survey)
    world.policies.catch_up()


def come(world: World, survey: UUID) -> Attendance:
    return surveys.fold(world.store.load(survey)).invited[REGULATOR]


def test_who_neither_came_nor_asked_leave_counts_as_agreed(world: World):
    case, survey = assigned(prepared(world))
    world.does("surveyor-01", NOTICE, survey)
    conducted(world, case, survey)
    assert come(world, survey) is Attendance.DEFAULTED
    again = world.types(survey)
    world.policies.catch_up()
    assert world.types(survey) == again
    world.refused("survey-already-conducted", "regulator-01", jc.AttendSurvey(), survey)


@pytest.mark.parametrize(
    ("command", "attendance"),
    [
        (jc.AttendSurvey(), Attendance.ATTENDED),
        (jc.ExcuseSurvey(reason="另有任务"), Attendance.EXCUSED),
    ],
)
def test_who_came_or_asked_leave_does_not(world: World, command: Any, attendance: Attendance):
    case, survey = assigned(prepared(world))
    world.does("surveyor-01", NOTICE, survey)
    world.does("regulator-01", command, survey)
    conducted(world, case, survey)
    assert come(world, survey) is attendance
    assert world.refusals(survey) == []


def test_where_silence_is_no_consent_the_survey_waits_for_the_opinion(world: World):
    case, survey = assigned(prepared(world, silence_not_allowed=True))
    world.does("surveyor-01", NOTICE, survey)
    conducted(world, case, survey)
    assert come(world, survey) is Attendance.INVITED
    passed = c.ConcludeSurvey(passed=True)
    world.refused("survey-opinion-missing", "surveyor-01", passed, survey)
    world.does("regulator-01", jc.GiveSurveyOpinion(agreed=True), survey)
    world.does("surveyor-01", passed, survey)


def test_what_is_listed_as_lacking_is_what_the_rules_find(world: World):
    prepared(world)
    case, whole = assigned(world)
    other, bare = assigned(world)
    world.does("surveyor-01", s.FileSurveyBefore(), whole)
    for of_case, survey in ((case, whole), (other, bare)):
        conducted(world, of_case, survey)
        world.does("surveyor-01", c.ConcludeSurvey(passed=True), survey)
    world.does("surveyor-01", s.FileSurveyAfter(), whole)
    world.clock.now = at("2026-10-28 17:00")  # the tenth working day
    world.does("efficiency-01", s.RecordReturnVisit(favourable=False), whole)
    projector = Projector(world.url)
    try:
        projector.catch_up()
    finally:
        projector.close()
    expected = {
        at("2026-10-15 23:59"): {(bare, "NOT_FILED_BEFORE"), (whole, "UNFAVOURABLE")},
        at("2026-10-16 00:00"): {
            (bare, "NOT_FILED_BEFORE"), (bare, "NOT_FILED_AFTER"), (whole, "UNFAVOURABLE"),
        },
        at("2026-10-29 00:00"): {
            (bare, "NOT_FILED_BEFORE"), (bare, "NOT_FILED_AFTER"), (bare, "NOT_VISITED"),
            (whole, "UNFAVOURABLE"),
        },
    }  # fmt: skip
    cases = {whole: case, bare: other}
    for instant, lacks in expected.items():
        assert _listed(world, instant) == lacks
        rules = {"NOT_VISITED": "P-05", "UNFAVOURABLE": "P-14"}
        found = {(cases[one], rules.get(what, "P-04")) for one, what in lacks}
        assert _found(world, instant) == found


EVERYTHING = Scope(REGION, clues=True)


def _listed(world: World, now: datetime) -> set[tuple[UUID, str]]:
    with psycopg.connect(world.url, autocommit=True) as connection:
        page = survey_queries.lacking(connection, EVERYTHING, now=now)
        counts = survey_queries.count_lacking(connection, EVERYTHING, now=now).buckets
    found = {(row["survey_id"], what) for row in page.items for what in row["lacks"]}
    assert sum(counts.values()) == len(found)
    return found


def _found(world: World, now: datetime) -> set[tuple[UUID, str]]:
    with psycopg.connect(world.url, autocommit=True) as connection:
        page = finding_queries.findings(connection, EVERYTHING, now=now, limit=500)
    watched = {"P-04", "P-05", "P-14"}
    return {(row["case_id"], row["rule"]) for row in page.items if row["rule"] in watched}


def test_the_view_says_when_what_comes_next_is_late(world: World):
    _, survey = assigned(prepared(world))
    projector = Projector(world.url)
    try:
        projector.catch_up()
    finally:
        projector.close()
    with psycopg.connect(world.url, autocommit=True) as connection:
        (row,) = survey_queries.to_schedule(connection, EVERYTHING, now=world.now).items
        found = survey_queries.survey(connection, Scope(REGION), survey)
    assert row["due_from"] == at("2026-10-19 00:00") + timedelta(days=1)
    assert row["days_left"] == 5
    assert found
    assert (found["state"], found["staff"], found["visit"]) == ("ASSIGNED", 2, None)
