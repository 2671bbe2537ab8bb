"""Disputes, inspections, draws, meetings and batches go out as tasks do: to whom it concerns, and
poor in information."""

from datetime import date
from typing import Any

import orjson
import psycopg
import pytest

from domain.catalogue import EVENTS
from domain.consultation import rhythm_events as rhythm
from domain.delivery import subscription_events as subscription
from domain.registry.events import ResponsibilityAssigned
from domain.registry.standards import Function
from domain.shared.act import Role
from domain.supervision import events as task
from domain.supervision import penalty_events as penalty
from projections.delivery_kinds import stored_name
from projections.delivery_queries import Outgoing
from projections.delivery_table import KINDS
from projections.engine import Projector
from tests.projections.county import BUREAU, REGULATOR, County, at, everything, outgoing
from tests.projections.linkage_history import (
    GOVERNMENT,
    INTERIM,
    OTHER,
    STAFFING,
    consulted,
    disputed,
    every_kind,
    inspected,
    policy,
)

pytestmark = pytest.mark.timeout(120)
Reader = psycopg.Connection[Any]
INSIDE = {
    "recusal.declared", "recusal.ended",  # of persons
    "subscription.requested", "subscription.verified", "subscription.changed",
    "subscription.secret_rotated", "subscription.resumed", "subscription.ended",
    "subscription.redriven",  # its organisation's own acts
}  # fmt: skip
"""What does not go out of the families that do."""


def _told(sent: list[Outgoing], kind: str) -> list[str]:
    return [one.recipient for one in sent if one.type == kind]


def _data(sent: list[Outgoing], kind: str) -> list[dict[str, Any]]:
    return [orjson.loads(one.payload)["data"] for one in sent if one.type == kind]


def _tables(url: str) -> dict[str, Any]:
    return {name: rows for name, rows in everything(url).items() if "deliver" in name}


def test_every_event_of_the_linkage_goes_out_or_is_known_to_stay_inside() -> None:
    families = {kind.partition(".")[0] for kind in (*KINDS, *INSIDE)}
    types = {event.TYPE for event in EVENTS if event.TYPE.partition(".")[0] in families}
    assert types - set(KINDS) == INSIDE


def test_no_field_that_goes_out_may_hold_free_text_or_a_person() -> None:
    for _, kind in KINDS.values():
        schema = kind.event.model_json_schema()
        names = [*kind.says, *([kind.lines.field] if kind.lines else [])]
        said = orjson.dumps([schema["properties"][stored_name(kind.event, one)] for one in names])
        assert b'"maxLength":2000' not in said, kind.type
        assert b"Officer" not in said, kind.type


def test_every_kind_goes_out_and_no_cut_into_pages_changes_a_row(
    url: str, county: County, projector: Projector, reader: Reader
) -> None:
    kinds = [*every_kind(county)]
    county.record(
        county.calendar(), policy(county), *county.accepted("a"), county.granted("a", at(2)),
        *disputed(county), inspected(county, county.stream("t")), *consulted(county), *kinds,
    )  # fmt: skip
    by_one = Projector(url, page_size=1, growth=1)
    by_one.catch_up()
    by_one.close()
    sent = outgoing(reader, 0, 1000)
    assert {one.type for one in sent} == set(KINDS)
    assert [one.number for one in sent] == list(range(1, len(sent) + 1))
    wire = b"".join(one.payload for one in sent).decode()
    assert "p-7f3a" not in wire, "a person"
    rows = _tables(url)
    projector.rebuild("deliveries")
    assert _tables(url) == rows


def test_a_dispute_goes_to_all_who_argue_and_to_who_must_rule(
    county: County, projector: Projector, reader: Reader
) -> None:
    later = policy(county, "NEXT-OFFICE", valid_from=date(2026, 3, 8))
    county.record(
        county.calendar(), policy(county), *county.accepted("a"), county.granted("a", at(2)),
        later, *disputed(county),
    )  # fmt: skip
    projector.catch_up()
    sent = outgoing(reader, 0)
    opened = "task.dispute_opened"
    assert _told(sent, opened) == [REGULATOR, OTHER, INTERIM, BUREAU, STAFFING]
    assert _data(sent, opened)[0]["recipient"] == INTERIM
    assert [_data(sent, opened)[0][f"{one}Due"] for one in ("negotiation", "ruling")] == [
        "2026-03-06", "2026-03-20",
    ]  # fmt: skip
    arguing = [INTERIM, REGULATOR, OTHER]
    assert _told(sent, "task.interim_measure_recorded") == [*arguing, STAFFING]
    assert _told(sent, "task.dispute_escalated") == [*arguing, "NEXT-OFFICE", GOVERNMENT]
    ruled = _told(sent, "task.responsibility_ruled")
    assert ruled == [*arguing, BUREAU, "NEXT-OFFICE", GOVERNMENT]
    assert _told(sent, "task.signed") == [OTHER]
    assert "不得外传" not in b"".join(one.payload for one in sent).decode()


def test_penalties_go_to_the_bureau_that_decided_and_share_the_tasks_filters(
    county: County, projector: Projector, reader: Reader
) -> None:
    decided = penalty.PenaltyDecided(
        decision_number="罚1", kinds=(penalty.PenaltyKind.FINE,), facts="事实", legal_basis="依据"
    )
    heard = penalty.DefenceHeard(statement="张三说")
    county.record(
        *county.accepted("a"), county.granted("a", at(2)), county.pushed("t", "a", at(2)),
        inspected(county, county.stream("t")),
        county.act("j", heard, at(9), org=REGULATOR),
        county.act("j", decided, at(10), org=REGULATOR),
    )  # fmt: skip
    projector.catch_up()
    sent = outgoing(reader, 0)
    assert _told(sent, "inspection.penalty_decided") == [REGULATOR, BUREAU]
    assert _told(sent, "inspection.defence_heard") == [REGULATOR]
    (data, _) = _data(sent, "inspection.penalty_decided")
    assert data["kinds"] == ["FINE"]
    assert data["taskId"] == str(county.stream("t"))
    query = "SELECT DISTINCT item, function, priority, case_id FROM proj.delivery"
    filters = reader.execute(f"{query} WHERE type LIKE 'inspection.%'").fetchall()
    assert filters == [("ITEM-1", "SUPERVISE", "NORMAL", county.stream("a"))]


def test_an_inspection_without_a_case_goes_to_who_decides_the_item_on_that_day(
    county: County, projector: Projector, reader: Reader
) -> None:
    decides = ResponsibilityAssigned(
        item_code="ITEM-1", function=Function.DECIDE, org=BUREAU, valid_from=date(2026, 1, 1)
    )
    nobody = inspected(county)
    county.record(
        nobody, county.act("record", decides, role=Role.ADMIN, item=None),
        county.act("k", nobody.event, at(5), org=REGULATOR),
    )  # fmt: skip
    projector.catch_up()
    assert [one.recipient for one in outgoing(reader, 0)] == [REGULATOR, REGULATOR, BUREAU]


def test_minutes_reach_whoever_owes_something_and_a_duty_its_owner(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.calendar(), *consulted(county))
    projector.catch_up()
    sent = outgoing(reader, 0)
    assert _told(sent, "consultation.proposed") == [REGULATOR, BUREAU]
    assert _told(sent, "consultation.concluded") == [REGULATOR, BUREAU, OTHER, INTERIM]
    lines = _data(sent, "consultation.concluded")[0]["resolutions"]
    assert lines == [{"number": 2, "owner": INTERIM, "due": "2026-04-01"}]
    assert _told(sent, "consultation.resolution_completed") == [REGULATOR, INTERIM]
    convened = _data(sent, "consultation.convened")[0]
    assert (convened["agendaCount"], convened["opinionDue"]) == (2, "2026-03-12")


def test_a_bulletin_tells_each_organisation_its_own_line(
    county: County, projector: Projector, reader: Reader
) -> None:
    lines = tuple(
        rhythm.BulletinLine(org=org, pushed=n, claimed=n, deemed=0, returned=0, fed_back=0, late=0)
        for n, org in enumerate(("R1", "R2"))
    )
    event = rhythm.MonthlyBulletinPublished(month=date(2026, 2, 1), lines=lines, position=7)
    county.record(county.act("b", event, item=None))
    projector.catch_up()
    sent = outgoing(reader, 0)
    assert _told(sent, event.TYPE) == ["R1", "R2"]
    assert [[line["org"] for line in one["lines"]] for one in _data(sent, event.TYPE)] == [
        ["R1"], ["R2"],
    ]  # fmt: skip
    assert {one["linesCount"] for one in _data(sent, event.TYPE)} == {2}
    assert {one["asOfPosition"] for one in _data(sent, event.TYPE)} == {7}


def test_a_task_about_a_permit_names_it_in_every_message(
    county: County, projector: Projector, reader: Reader
) -> None:
    permit = county.stream("p")
    county.record(
        county.pushed("t", "a", at(2), permit_id=permit), county.act("t", task.TaskSigned(), at(3)),
        county.act("s", subscription.SubscriptionPaused(reason="未开通"), at(3)),
    )  # fmt: skip
    projector.catch_up()
    told = [orjson.loads(one.payload)["data"]["permitId"] for one in outgoing(reader, 0)]
    assert told == [str(permit)] * 2
