"""J2: one case replayed act by act, refusals included, each with its proof."""

from typing import Any

import psycopg
import pytest

from domain.approval import events as case
from domain.commitment import events as promise
from domain.permit import events as permit
from domain.shared.refusals import CommandRefused
from domain.supervision import events as task
from projections.engine import Projector
from projections.pages import BadCursor
from projections.scope import Scope
from projections.trail_queries import TITLES, trail
from tests.projections.county import BUREAU, REGULATOR, START, County, at

ALL = Scope("320412")
Reader = psycopg.Connection[Any]


def test_every_stream_of_a_case_is_in_its_trail(
    county: County, projector: Projector, reader: Reader
) -> None:
    survey = case.SurveyConcluded(case_id=county.stream("a"), passed=True)
    signed = promise.CommitmentSigned(
        case_id=county.stream("a"), case_number="n", item_code="i", text_digest="0" * 64
    )
    refused = CommandRefused(
        target=county.stream("a"), command="grant-permit", code="x", reason="否", reason_en="no"
    )
    county.record(
        *county.accepted("a"),
        county.act("a-survey", survey),
        county.act("a-promise", signed),
        county.pushed("a-task", "a"),
        county.act("a-task", task.TaskSigned(), org=REGULATOR),
        county.act("a-refusals", refused, person="p-7"),
        county.act("a-permit", permit.PermitSuspended(penalty_number="罚")),
        county.act(
            "a-permit",
            permit.PermitIssued(
                permit_number="证", case_id=county.stream("a"), valid_from=START.date()
            ),
        ),
        *county.accepted("b"),
    )
    projector.catch_up()

    page = trail(reader, ALL, county.stream("a"))

    assert [row["type"] for row in page.items] == [
        "case.application_submitted", "case.materials_received", "case.accepted",
        "survey.concluded", "commitment.signed", "task.pushed", "task.signed", "command.refused",
        "permit.suspended", "permit.issued",
    ]  # fmt: skip
    assert page.items[2]["title"] == "已受理"
    assert page.items[-3]["title"] == "拒绝执行"
    assert page.items[-3]["post"] == "post-p-7"
    assert page.position == 13


def test_a_refused_attempt_does_not_open_the_case_to_who_made_it(
    county: County, projector: Projector, reader: Reader
) -> None:
    refused = CommandRefused(
        target=county.stream("a"), command="grant-permit", code="x", reason="否", reason_en="no"
    )
    county.record(*county.accepted("a"), county.act("a-refusals", refused, org=REGULATOR))
    projector.catch_up()
    assert trail(reader, Scope("320412", (REGULATOR,)), county.stream("a")).items == []
    assert len(trail(reader, Scope("320412", (BUREAU,)), county.stream("a")).items) == 4


def test_a_row_names_its_place_in_the_log(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(*county.accepted("a"))
    receipt = county.store.append([county.granted("a", at(3))], region=county.region)[0]
    projector.catch_up()
    row = trail(reader, ALL, county.stream("a")).items[-1]
    assert (row["position"], row["log_index"], row["log"], row["leaf_hash"], row["event_id"]) == (
        receipt.position, receipt.index, receipt.origin, receipt.leaf_hash.hex(), receipt.event_id,
    )  # fmt: skip


def test_late_and_out_of_order_acts_are_marked(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(*county.accepted("a"), county.act("a", case.ReviewStarted(), at(4)))
    county.record(county.act("a", case.StepRecorded(code="x"), at(3)), recorded=at(9))
    projector.catch_up()
    marks = [
        (row["late"], row["out_of_order"]) for row in trail(reader, ALL, county.stream("a")).items
    ]
    assert marks[-2:] == [(False, False), (True, True)]


def test_the_trail_can_be_read_as_it_happened(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(*county.accepted("a"), county.act("a", case.ReviewStarted(), at(4)))
    county.record(county.act("a", case.StepRecorded(code="x"), at(3)), recorded=at(9))
    projector.catch_up()
    happened = trail(reader, ALL, county.stream("a"), order="occurrence").items
    assert [row["position"] for row in happened] == [1, 2, 3, 5, 4]


def test_pages_keep_their_order_and_filters(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(
        *county.accepted("a"),
        *(county.act("a", case.StepRecorded(code=str(n)), START) for n in range(7)),
    )
    projector.catch_up()
    seen, cursor = [], None
    while True:
        page = trail(reader, ALL, county.stream("a"), order="occurrence", cursor=cursor, limit=3)
        seen += [row["position"] for row in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == list(range(1, 11))
    with pytest.raises(BadCursor):
        trail(reader, ALL, county.stream("a"), cursor="bm9uc2Vuc2U")


def test_acts_before_their_opening_event_join_the_case_later(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(*county.accepted("a"), county.act("a-task", task.TaskSigned(), at(3), org="REG"))
    projector.catch_up()
    assert len(trail(reader, ALL, county.stream("a")).items) == 3
    county.record(county.pushed("a-task", "a", at(4)))
    projector.catch_up()
    rows = trail(reader, ALL, county.stream("a")).items
    assert [row["out_of_order"] for row in rows] == [False, False, False, True, False]
    assert trail(reader, Scope("320412", orgs=("REG",)), county.stream("a")).items


def test_an_organisation_sees_the_cases_that_it_is_party_to(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(*county.accepted("a"), county.pushed("a-task", "a"), *county.accepted("b"))
    projector.catch_up()
    mine = Scope("320412", orgs=(REGULATOR,))
    assert len(trail(reader, mine, county.stream("a")).items) == 4
    assert trail(reader, mine, county.stream("b")).items == []
    assert len(trail(reader, Scope("320412", orgs=(BUREAU,)), county.stream("b")).items) == 3
    assert trail(reader, Scope("320412", items=("OTHER",)), county.stream("b")).items == []


def test_titles_come_from_the_docstrings() -> None:
    assert TITLES["task.pushed"] == "已推送"
