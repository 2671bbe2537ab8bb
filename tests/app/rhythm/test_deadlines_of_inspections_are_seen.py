"""A deadline of an inspection or penalty slips by nobody: SMS, agenda, health, overdue lists."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from domain.consultation.rhythm_events import AgendaTopic
from domain.supervision import inspection_commands as c
from domain.supervision import penalty_commands as p
from domain.supervision.inspection_terms import CheckedItem, CheckOutcome, Gravity
from projections.engine import Projector
from projections.inspection_queries import InspectionFilter, count_inspections, inspections
from projections.linkage_history import agenda
from projections.linkage_queries import Span, health
from projections.permit_queries import Field
from projections.reminder_queries import Subscribed, due_soon
from projections.scope import Scope
from tests.app.county import REGION, REGULATOR, World, opened_world
from tests.app.inspecting import CHECK, COMPANY, plan, staffed
from tests.domain.acts import at
from tests.support.servers import role_url

FIELD = Field(Scope(REGION))
DECIDE_BY = date(2027, 1, 18)


@pytest.fixture
def filed(database: str) -> Iterator[tuple[World, UUID]]:
    """A penalty that was filed on 20 October 2026, and an inspection that is planned for then."""
    with opened_world(role_url(database, "shenguan_app"), start="2026-10-19") as world:
        staffed(world, cap=2)
        one = world.does("officer-01", plan("J-1", subject=COMPANY)).stream
        world.does("officer-01", plan("J-2", subject=COMPANY))
        world.does("head-01", c.ApproveInspection(form_number="S"), one)
        world.does("officer-01", c.NoticeInspection(), one)
        world.clock.now = at("2026-10-20")
        both = ("p-officer-01", "p-officer-02")
        world.does("officer-01", c.StartInspection(officers=both, licences_shown=True), one)
        failed = CheckedItem(name=CHECK, outcome=CheckOutcome.FAILED, gravity=Gravity.MINOR)
        record = c.RecordInspection(items=(failed,), signed_by_subject=True)
        world.does("officer-01", record, one)
        file = p.FilePenalty(
            filing_number="LA-1", violation="占用通道", violated_on=date(2026, 10, 20)
        )
        world.does("officer-01", file, one)
        projector = Projector(world.url)
        projector.catch_up()
        projector.close()
        yield world, one


def reminded(connection: psycopg.Connection[Any], day: date) -> list[tuple[str, str, date]]:
    of, now = Subscribed(uuid4(), REGION, REGULATOR), datetime.combine(day, datetime.min.time())
    found = due_soon(connection, of, day, day + timedelta(days=1), now.astimezone())
    return [(one.reminder, one.number, one.due) for one in found]


def test_what_is_due_and_what_is_overdue_is_told_where_people_look(filed: tuple[World, UUID]):
    world, one = filed
    eve, after = DECIDE_BY - timedelta(days=1), DECIDE_BY + timedelta(days=1)
    with world.store.database.reading() as connection:
        assert reminded(connection, date(2026, 10, 19)) == [
            ("INSPECTION_DUE", "J-2", date(2026, 10, 20))
        ]
        assert reminded(connection, eve) == [("INSPECTION_DUE", "J-1", DECIDE_BY)]
        counts = count_inspections(connection, FIELD, today=after).buckets
        assert (counts["overdue"], counts["overdue_by"]) == (2, {"DECIDE_PENALTY": 1, "INSPECT": 1})
        late = InspectionFilter(owed="DECIDE_PENALTY", due=DECIDE_BY.isoformat())
        (row,) = inspections(connection, FIELD, late).items
        assert row["inspection_id"] == one
        now = at("2027-01-19")
        whole, rows = health(connection, FIELD.scope, Span(after, after), now=now)
        assert whole.buckets["overdue_inspections"] == 2
        assert [(row["org"], row["overdue_inspections"], row["pushed"]) for row in rows] == [
            (REGULATOR, 2, 0)
        ]


def test_an_agenda_names_what_was_overdue_as_the_log_stood(filed: tuple[World, UUID]):
    world, one = filed
    calendar = world.institutions.of(REGION).calendar
    with world.store.database.reading() as connection:
        head = connection.execute("SELECT position FROM ledger.head").fetchone()
        assert head
        on = agenda(connection, REGION, head[0], DECIDE_BY, calendar)
        assert [line.number for line in on] == ["J-2"]
        lines = agenda(connection, REGION, head[0], DECIDE_BY + timedelta(days=1), calendar)
        assert [(line.topic, line.number, line.org, line.since) for line in lines] == [
            (AgendaTopic.OVERDUE_INSPECTION, "J-2", REGULATOR, date(2026, 10, 20)),
            (AgendaTopic.OVERDUE_INSPECTION, "J-1", REGULATOR, DECIDE_BY),
        ]
        assert lines[1].about == one
        following = DECIDE_BY + timedelta(days=1)
        before = agenda(connection, REGION, head[0] - 1, following, calendar)
        assert [line.number for line in before] == ["J-2"], "nothing was filed by then"
