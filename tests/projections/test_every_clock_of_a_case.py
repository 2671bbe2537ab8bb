"""All the clocks of one case, each with its why (domain.md §2.2, §2.3)."""

from datetime import date
from typing import Any

import psycopg

from domain.approval import aftermath_events as after
from domain.approval import events as case
from domain.registry.events import ItemVersionPublished
from domain.registry.standards import (
    FlowProfile,
    Function,
    ItemStandard,
    SpecialProcedure,
    StageLimit,
)
from domain.shared.act import Role
from domain.timing.wording import lines
from projections.clock_queries import FurtherClocks
from projections.engine import Projector
from projections.monitoring_queries import explain
from projections.scope import Scope
from tests.projections.county import ITEM, County, at

ALL = Scope("320412")


def further(reader: psycopg.Connection[Any], county: County, name: str) -> FurtherClocks:
    found = explain(reader, ALL, county.stream(name), now=at(31))
    assert found is not None
    return found.further


def test_stages_procedures_delivery_and_publicity_are_told_with_why(
    county: County, projector: Projector, reader: psycopg.Connection[Any]
) -> None:
    standard = ItemStandard(stage_limits=(StageLimit(stage=Function.REVIEW, days=3),))
    item = ItemVersionPublished(
        item_code=ITEM, item_version=1, name="事项", profile=FlowProfile.FIVE_STAGE,
        legal_days=20, committed_days=10, standard=standard,
    )  # fmt: skip
    kind = SpecialProcedure.EXPERT_REVIEW
    started = case.SpecialProcedureStarted(procedure=kind, noticed_days=5, notice_served=True)
    county.record(county.calendar(), county.act("item", item, role=Role.ADMIN))
    county.record(*county.accepted("a", at(2)), county.act("a", started, at(3)))
    county.record(county.act("a", case.SpecialProcedureEnded(procedure=kind), at(5)))
    county.record(county.act("a", case.ReviewCompleted(), at(9)), county.granted("a", at(10)))
    notice = after.PublicNoticePublished(published_on=date(2026, 3, 12))
    county.record(county.act("a", notice, at(12)), *county.accepted("b", at(30)))
    projector.catch_up()
    found = further(reader, county, "a")
    assert found.delivery
    assert found.publicity
    assert (found.delivery.due.date, found.publicity.due.date) == (
        date(2026, 3, 24), date(2026, 3, 19),
    )  # fmt: skip
    (stage,), (procedure,) = found.stages, found.procedures
    assert (stage.name, stage.explanation.due.date, stage.done_at) == (
        "REVIEW", date(2026, 3, 9), at(9),
    )  # fmt: skip
    assert (procedure.name, procedure.explanation.due.date) == ("EXPERT_REVIEW", date(2026, 3, 10))
    assert any("审查环节" in line for line in lines(stage.explanation))
    assert any("excluded" in line for line in lines(stage.explanation, "en"))
    running = further(reader, county, "b")
    assert (running.delivery, running.procedures) == (None, ())
    assert [(one.name, one.done_at) for one in running.stages] == [("REVIEW", None)]
