"""The acts that reach the duty rules: of cases worked here, with their surveys and documents."""

from typing import Any

import orjson
import psycopg

from domain.approval import document_events as document
from domain.approval import events as case
from domain.approval import survey_events as survey
from domain.monitoring.watched import Seen, Watched
from domain.shared.act import Act, EntryMode, Role
from projections.engine import Projector
from tests.projections.county import START, County, at

Reader = psycopg.Connection[Any]


def seen(reader: Reader, county: County, name: str) -> list[Seen]:
    row = reader.execute(
        "SELECT facts FROM proj.watched WHERE stream = %s", (county.stream(name),)
    ).fetchone()
    return Watched(**orjson.loads(row[0])["facts"]).sorted() if row else []


def issued(county: County, when: Any, **more: Any) -> Act:
    event = document.DocumentIssued(
        case_id=county.stream("a"), kind=document.DocumentKind.ACCEPTANCE_NOTICE,
        number="A-1", digest="0" * 64,
    )  # fmt: skip
    return county.act("paper", event, when, **more)


def test_the_acts_of_a_survey_and_a_document_are_seen_with_those_of_their_case(
    county: County, projector: Projector, reader: Reader
) -> None:
    visit = county.act("visit", survey.SurveyFiledBefore(case_id=county.stream("a")), at(4))
    step = county.act("a", case.StepRecorded(code="S1"), at(3))
    county.record(*county.accepted("a"), step, issued(county, at(3)), visit)
    projector.catch_up()
    found = seen(reader, county, "a")
    assert [one.type for one in found] == [
        "case.application_submitted", "case.materials_received", "case.accepted",
        "document.issued", "survey.filed_before",
    ]  # fmt: skip
    assert found[-1].data == {"survey": str(county.stream("visit"))}
    assert found[2].version == 3
    live = reader.execute("SELECT * FROM proj.watched").fetchall()
    projector.rebuild("duties")
    assert reader.execute("SELECT * FROM proj.watched").fetchall() == live


def test_of_a_reported_case_only_what_may_end_a_duty_is_remembered(
    county: County, projector: Projector, reader: Reader
) -> None:
    reported: dict[str, Any] = {"mode": EntryMode.IMPORTED}
    delivered = county.act("a", case.ResultDelivered(), at(5), role=Role.WINDOW, **reported)
    county.record(*county.accepted("a", START, **reported), issued(county, at(4), **reported))
    county.record(delivered)
    projector.catch_up()
    found = seen(reader, county, "a")
    assert [one.type for one in found] == ["document.issued", "case.result_delivered"]
