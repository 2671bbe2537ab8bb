"""Late, not fed back, not public, by too few: the rules on inspections (L-04, L-05, C-03)."""

from datetime import datetime
from typing import Any

import pytest

from domain.shared.event import DomainEvent
from domain.supervision import events as task
from domain.supervision import inspection_events as e
from domain.supervision import penalty_events as p
from tests.domain.monitoring.acts import REGULATOR, Told, midnight, on, owed


def told(event: type[DomainEvent], at: datetime, **data: Any) -> Told:
    return Told(event, at, data, org=REGULATOR)


PLANNED = (e.InspectionPlanned, on(10, 9), {"org": REGULATOR, "plannedDate": "2026-10-15"})
TWO = [{"personId": "p-1", "licence": "1"}, {"personId": "p-2", "licence": "2"}]


def planned(**more: Any) -> Told:
    return Told(*PLANNED, org=REGULATOR, **more)


def found(*acts: Told, now: datetime, rule: str) -> list[tuple[str, str, datetime]]:
    return [(one.severity.value, one.note, one.since) for one in owed(*acts, now=now, rule=rule)]


def test_an_inspection_is_overdue_from_the_day_after_its_date_and_red_ten_days_on() -> None:
    assert not found(planned(), now=on(10, 15, 23), rule="L-04")
    late = ("YELLOW", "OVERDUE", midnight(10, 16))
    assert found(planned(), now=midnight(10, 16), rule="L-04") == [late]
    (long_overdue,) = found(planned(), now=midnight(10, 30), rule="L-04")
    assert long_overdue == ("RED", "LONG_OVERDUE", midnight(10, 16))


def test_a_new_date_moves_the_duty_and_a_start_ends_it() -> None:
    moved = told(e.InspectionRescheduled, on(10, 14), plannedDate="2026-10-20")
    assert not found(planned(), moved, now=on(10, 20), rule="L-04")
    assert found(planned(), moved, now=on(10, 21), rule="L-04")
    started = told(e.InspectionStarted, on(10, 20), officers=TWO)
    assert not found(planned(), moved, started, now=on(12, 1), rule="L-04")


def test_what_a_source_plans_is_not_owed_here() -> None:
    assert not found(planned(native=False), now=on(12, 1), rule="L-04")


def test_a_planned_task_is_overdue_as_well() -> None:
    plan = told(task.SupervisionPlanned, on(10, 9), plannedDate="2026-10-15")
    assert found(plan, now=on(10, 16), rule="L-04")
    result = told(task.SupervisionResultRecorded, on(10, 15))
    assert not found(plan, result, now=on(10, 16), rule="L-04")


@pytest.mark.parametrize(
    "outcome", [e.InspectionCleared, p.PenaltyDecided, p.PenaltyWithdrawn, p.PenaltyReviewed]
)
def test_every_outcome_is_fed_back_in_one_working_day(outcome: type[DomainEvent]) -> None:
    act = told(outcome, on(10, 15))
    assert not found(planned(), act, now=on(10, 16, 23), rule="L-05")
    warned, late = on(10, 19), on(10, 23)
    assert [one[0] for one in found(planned(), act, now=warned, rule="L-05")] == ["WARN"]
    assert [one[0] for one in found(planned(), act, now=late, rule="L-05")] == ["YELLOW"]
    fed = told(e.InspectionFeedbackPushed, on(10, 16), addressee="x")
    assert not found(planned(), act, fed, now=late, rule="L-05")


def test_feedback_before_the_penalty_does_not_tell_of_it() -> None:
    acts = (
        planned(),
        told(e.CorrectionOrdered, on(10, 15), correctBy="2026-10-30"),
        told(e.InspectionFeedbackPushed, on(10, 15, 11), addressee="x"),
        told(p.PenaltyDecided, on(10, 16)),
    )
    assert len(found(*acts, now=on(10, 30), rule="L-05")) == 1


def test_the_result_of_a_task_takes_the_outcome_along() -> None:
    carried = told(task.SupervisionResultRecorded, on(10, 15, 11))
    acts = (planned(), told(e.InspectionCleared, on(10, 15)), carried)
    assert not found(*acts, now=on(11, 30), rule="L-05")


def test_a_result_of_a_task_is_fed_back_too() -> None:
    result = told(task.SupervisionResultRecorded, on(10, 15))
    assert found(result, now=on(10, 19), rule="L-05")
    fed = told(task.FeedbackPushed, on(10, 16))
    assert not found(result, fed, now=on(10, 30), rule="L-05")


def test_nobody_looked_again_three_working_days_after_the_correction_was_due() -> None:
    order = told(e.CorrectionOrdered, on(10, 15), correctBy="2026-10-21")
    assert not found(planned(), order, now=on(10, 26, 23), rule="C-03")
    assert found(planned(), order, now=midnight(10, 27), rule="C-03")
    seen = told(e.Reinspected, on(10, 26), officers=TWO)
    assert not found(planned(), order, seen, now=on(11, 30), rule="C-03")


def test_a_penalty_is_public_in_seven_working_days_and_a_result_in_twenty() -> None:
    acts = (planned(), told(p.PenaltyDecided, on(10, 15)))
    notes = [one[1] for one in found(*acts, now=on(10, 27), rule="T-08")]
    assert notes == ["PENALTY_NOT_PUBLISHED"]
    both = {one[1] for one in found(*acts, now=on(11, 13), rule="T-08")}
    assert both == {"PENALTY_NOT_PUBLISHED", "RESULT_NOT_PUBLISHED"}


def test_a_penalty_that_was_annulled_leaves_publicity_in_three_working_days() -> None:
    acts = (
        planned(),
        told(p.PenaltyDecided, on(10, 15)),
        told(p.PenaltyPublished, on(10, 16)),
        told(p.PenaltyReviewed, on(11, 2), outcome="REVOKED"),
    )
    assert [one[1] for one in found(*acts, now=on(11, 6), rule="T-08")] == ["STILL_PUBLIC"]
    ended = told(p.PenaltyPublicityEnded, on(11, 3))
    assert not found(*acts, ended, now=on(11, 6), rule="T-08")


@pytest.mark.parametrize("native", [True, False])
@pytest.mark.parametrize(
    ("officers", "shown", "notes"),
    [
        (TWO, True, []),
        ([], None, []),
        (TWO[:1], True, ["FEWER_THAN_TWO"]),
        ([*TWO, {"personId": "p-3"}], True, ["UNLICENSED"]),
        ([{"personId": "p-1"}, {"personId": "p-2"}], None, []),
        ([{"personId": "p-1"}, {"personId": "p-2"}], False, ["UNLICENSED"]),
    ],
)
def test_who_came_is_told_by_reports_as_well(
    native: bool, officers: list[dict[str, str]], shown: bool | None, notes: list[str]
) -> None:
    act = told(e.InspectionStarted, on(10, 15), officers=officers, licencesShown=shown)
    act.native = native
    assert [one[1] for one in found(planned(), act, now=on(10, 15), rule="P-13")] == notes
