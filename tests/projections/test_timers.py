"""What the clock must do, and when: for what is worked here, never for what is reported."""

from datetime import date
from typing import Any

import psycopg

from domain.approval import events as case
from domain.approval import material_events as material
from domain.approval import opinion_events as opinion
from domain.permit import events as permit
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


def test_every_gap_has_a_period_of_its_own_and_a_request_for_an_opinion_another(
    county: County, projector: Projector, reader: Reader
) -> None:
    gaps = material.AcceptedWithGaps(gaps=("a", "b"), gap_days=5, legal_days=20, committed_days=10)
    asked = opinion.ReviewerOpinionRequested(addressee=REGULATOR, due_days=3)
    county.record(county.calendar(), *county.opened("a"), county.act("a", gaps, at(3)))
    county.record(county.act("a", asked, at(4)))
    projector.catch_up()
    running = [(one.kind, one.subject) for one in due(reader, at(28))]
    assert running == [
        ("lapse-reviewer-opinion", REGULATOR), ("expire-gaps", "a"), ("expire-gaps", "b"),
    ]  # fmt: skip
    county.record(county.act("a", material.GapMaterialSupplied(name="a"), at(5)))
    projector.catch_up()
    assert [one.subject for one in due(reader, at(28))] == [REGULATOR, "b"]
    county.record(county.granted("a", at(6)))
    projector.catch_up()
    assert due(reader, at(28)) == []


def test_a_period_may_end_with_a_date_whatever_day_it_is(
    county: County, projector: Projector, reader: Reader
) -> None:
    issued = permit.PermitIssued(
        permit_number="1", case_id=county.stream("a"), valid_from=date(2026, 3, 2),
        valid_to=date(2026, 3, 7),
    )  # fmt: skip
    county.record(county.act("permit", issued, at(2)))  # to a Saturday
    projector.catch_up()
    (timer,) = due(reader, at(28))
    assert (timer.kind, timer.due_at, timer.provisional) == ("run-out-permit", at(7, 15), False)
    county.record(county.act("permit", permit.PermitRenewed(valid_to=date(2026, 3, 9)), at(5)))
    projector.catch_up()
    assert next_due(reader) == at(9, 15)


def test_a_period_that_starts_anew_takes_as_long_as_the_first_time(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.calendar(), county.pushed("t", "a", at(2)))
    projector.catch_up()
    county.record(county.act("t", task.TaskRerouted(recipient="N", reason="改"), at(3)))
    projector.catch_up()
    (timer,) = due(reader, at(28))
    assert timer.since == date(2026, 3, 3)


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
