"""What the clock must do, and when: for what is worked here, never for what is reported."""

from datetime import date
from typing import Any

import psycopg

from domain.approval import events as case
from domain.shared.act import EntryMode
from domain.supervision import events as task
from projections.engine import Projector
from projections.timers import due, next_due
from tests.projections.county import REGULATOR, County, at

Reader = psycopg.Connection[Any]


def _kinds(reader: Reader) -> list[tuple[str, date]]:
    return [(one.kind, one.since) for one in due(reader, at(28, month=12))]


def test_received_materials_are_deemed_accepted_after_five_days(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.calendar(), *county.opened("a"))
    projector.catch_up()
    assert due(reader, at(9, 14)) == []
    (timer,) = due(reader, at(9, 15))
    assert (timer.kind, timer.stream, timer.since) == (
        "deem-accepted", county.stream("a"), date(2026, 3, 2),
    )  # fmt: skip
    assert next_due(reader) == at(9, 15)


def test_an_answer_ends_the_period(county: County, projector: Projector, reader: Reader) -> None:
    county.record(*county.accepted("a"))
    projector.catch_up()
    assert _kinds(reader) == []


def test_a_notice_starts_the_applicants_period(
    county: County, projector: Projector, reader: Reader
) -> None:
    told = case.SupplementNoticed(missing=("a",), applicant_days=10)
    untold = case.SupplementNoticed(missing=("a",))
    county.record(*county.opened("a"), county.act("a", told, at(3)))
    county.record(*county.opened("b"), county.act("b", untold, at(3)))
    projector.catch_up()
    assert _kinds(reader) == [("lapse", date(2026, 3, 3))]
    county.record(county.act("a", case.MaterialsResubmitted(), at(4)))
    projector.catch_up()
    assert _kinds(reader) == []


def test_reported_cases_and_historic_tasks_have_no_timers(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(*county.opened("a", mode=EntryMode.IMPORTED))
    county.record(county.pushed("t", "a", historic=True))
    county.record(county.pushed("u", "a", mode=EntryMode.IMPORTED))
    projector.catch_up()
    assert _kinds(reader) == []


def test_a_task_is_deemed_claimed_until_it_is_claimed_or_returned(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(*(county.pushed(name, "a", at(2)) for name in ("t", "u", "v")))
    county.record(county.act("t", task.TaskSigned(), at(3), org=REGULATOR))
    county.record(county.act("u", task.TaskClaimed(), at(3), org=REGULATOR))
    returned = task.TaskReturned(reason="错", cited_record="r")
    county.record(county.act("v", returned, at(3), org=REGULATOR))
    projector.catch_up()
    assert [one.stream for one in due(reader, at(30))] == [county.stream("t")]
    assert due(reader, at(30), provisional=False) == []  # nothing to keep the clock from the others
    county.record(county.act("v", task.TaskRerouted(recipient="N", reason="改"), at(4)))
    projector.catch_up()
    assert _kinds(reader) == [
        ("deem-claimed", date(2026, 3, 2)), ("deem-claimed", date(2026, 3, 4)),
    ]  # fmt: skip


def test_a_changed_calendar_moves_running_periods(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.calendar(), *county.opened("a"))
    projector.catch_up()
    county.record(county.amended(date(2026, 3, 5), date(2026, 3, 6)))
    projector.catch_up()
    assert due(reader, at(9, 15)) == []
    assert next_due(reader) == at(11, 15)
