"""L-01, L-02: what must be pushed, to whom, and how long it may wait for an answer."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.approval import events as case
from domain.commitment import events as promise
from domain.monitoring.findings import LATE_REPORT
from domain.shared.refusals import CommandRefused
from domain.supervision import events as task
from tests.domain.monitoring.acts import (
    ENFORCER,
    OTHER,
    REGULATOR,
    Told,
    midnight,
    on,
    owed,
    supervised_by,
)

FAR = on(12, 31)
Seen = list[tuple[str, datetime, str]]


def granted(month: int = 3, day: int = 2, **more: Any) -> Told:
    return Told(case.PermitGranted, on(month, day), **more)


def pushed(month: int = 3, day: int = 2, recipient: str = REGULATOR, **more: Any) -> Told:
    data = {"recipient": recipient, "reason": "GRANTED", **more.pop("data", {})}
    return Told(task.SupervisionTaskPushed, on(month, day, 11), data, **more)


def did(event: Any, month: int, day: int, hour: int = 10, **more: Any) -> Told:
    return Told(event, on(month, day, hour), more.pop("data", {}), **more)


def of_case(*acts: Told, now: datetime = FAR, responsible: Any = None) -> Seen:
    found = owed(*acts, now=now, of_case=True, responsible=responsible)
    assert {one.rule for one in found} <= {"L-01"}
    return [(one.severity, one.since, one.note) for one in found if not one.cancelled]


def of_task(*acts: Told, now: datetime = FAR) -> list[Seen]:
    found = owed(*acts, now=now)
    assert {one.rule for one in found} <= {"L-02"}
    return [
        [(step.severity, step.since, step.note) for step in one.steps]
        for one in found
        if not one.cancelled
    ]


def test_an_outcome_not_pushed_within_a_working_day_is_found():
    late = midnight(3, 4)
    assert of_case(granted(), now=on(3, 3, 23, 59)) == []
    assert of_case(granted(), now=late) == [("YELLOW", late, "NOT_PUSHED")]
    assert of_case(granted(), pushed(3, 3)) == []
    assert of_case(granted(), pushed(3, 4)) == [("YELLOW", late, "NOT_PUSHED")]


@pytest.mark.parametrize(
    ("decided", "late"),
    [
        ((4, 30), (5, 7)),  # 5/1 to 5/5 are off: the one working day is 5/6
        ((5, 8), (5, 10)),  # Saturday 5/9 is worked
        ((9, 30), (10, 9)),  # national day, 10/1 to 10/7
        ((10, 9), (10, 11)),  # Saturday 10/10 is worked
    ],
)
def test_the_working_day_is_that_of_the_published_calendar(
    decided: tuple[int, int], late: tuple[int, int]
):
    assert of_case(granted(*decided)) == [("YELLOW", midnight(*late), "NOT_PUSHED")]


def test_a_push_to_another_than_the_responsible_organisation_is_found_at_once():
    acts = (granted(), pushed(recipient=OTHER))
    assert of_case(*acts, now=on(3, 2, 12)) == [("YELLOW", on(3, 2, 11), "WRONG_ORGANISATION")]
    assert ("YELLOW", midnight(3, 4), "NOT_PUSHED") in of_case(*acts)


def test_who_is_responsible_is_asked_as_of_the_effective_date():
    new = supervised_by(OTHER, since=date(2026, 3, 2))
    assert of_case(granted(), pushed(recipient=OTHER), responsible=new) == []
    later = supervised_by(OTHER, since=date(2026, 3, 3))
    found = of_case(granted(), pushed(recipient=OTHER), responsible=later)
    assert [note for _, _, note in found] == ["NO_RESPONSIBLE_ORGANISATION", "WRONG_ORGANISATION"]


def test_enforcement_is_owed_its_own_push():
    both = supervised_by(REGULATOR, enforced_by=ENFORCER)
    assert len(of_case(granted(), pushed(), responsible=both)) == 1
    assert of_case(granted(), pushed(), pushed(recipient=ENFORCER), responsible=both) == []
    same = supervised_by(REGULATOR, enforced_by=REGULATOR)
    assert of_case(granted(), pushed(), responsible=same) == []


def test_a_gap_of_supervision_is_a_finding_with_the_refusal_as_evidence():
    gap = did(CommandRefused, 3, 2)
    (found,) = owed(granted(), gap, now=FAR, of_case=True, responsible=supervised_by(None))
    assert (found.note, found.evidence) == ("NO_RESPONSIBLE_ORGANISATION", (1, 2))


def test_each_outcome_is_owed_a_push_with_its_own_reason():
    effect = did(promise.CommitmentTookEffect, 3, 2, data={"verifyDays": 60})
    assert len(of_case(granted(), effect, pushed())) == 1
    about = pushed(data={"reason": "COMMITMENT"})
    assert of_case(granted(), effect, pushed(), about) == []


def test_an_outcome_reported_late_is_owed_from_the_day_of_its_report():
    report = granted(native=False, recorded=on(3, 20))
    assert of_case(report, now=on(3, 23, 23)) == []
    assert of_case(report) == [("YELLOW", midnight(3, 24), "NOT_PUSHED")]


def test_a_push_that_is_reported_late_cancels_the_finding():
    acts = (granted(), pushed(3, 3, recorded=on(3, 10), native=False))
    (found,) = owed(*acts, now=FAR, of_case=True)
    assert (found.cancelled, found.cancelled_by) == (LATE_REPORT, 2)
    assert found.since == midnight(3, 4)
    assert of_case(*acts) == []


def test_an_unanswered_task_is_warned_of_then_yellow_as_steps_of_one_finding():
    warn = ("WARN", midnight(3, 4), "UNSIGNED")
    unclaimed = ("YELLOW", midnight(3, 6), "UNCLAIMED")
    unplanned = ("YELLOW", midnight(3, 17), "NO_PLAN")
    assert of_task(pushed(), now=on(3, 3, 23, 59)) == []
    assert of_task(pushed(), now=midnight(3, 4)) == [[warn]]
    assert of_task(pushed(), now=midnight(3, 6)) == [[warn, unclaimed]]
    assert of_task(pushed(), now=midnight(3, 17)) == [[warn, unclaimed, unplanned]]
    (found,) = owed(pushed(), now=midnight(3, 6))
    assert (found.severity, found.since, found.note) == ("YELLOW", midnight(3, 4), "UNCLAIMED")


def test_the_periods_skip_a_holiday_week_and_count_the_make_up_day():
    # 9/30 + 1, 3 and 10 working days: 10/8; 10/8, 10/9, 10/10; 10/20
    notes = [[step[1] for step in one] for one in of_task(pushed(9, 30))]
    assert notes == [[midnight(10, 9), midnight(10, 11), midnight(10, 21)]]


def test_each_step_ends_with_its_own_answer():
    signed = did(task.TaskSigned, 3, 3)
    claimed, planned = did(task.TaskClaimed, 3, 5), did(task.SupervisionPlanned, 3, 16)
    assert of_task(pushed(), signed, claimed, planned) == []
    late = did(task.TaskSigned, 3, 4)
    (steps,) = of_task(pushed(), late, did(task.TaskClaimed, 3, 6), did(task.TaskMooted, 3, 17))
    assert [note for _, _, note in steps] == ["UNSIGNED", "UNCLAIMED", "NO_PLAN"]


def test_a_deemed_claim_is_no_answer():
    deemed = did(task.TaskDeemedClaimed, 3, 6, hour=0)
    (steps,) = of_task(pushed(), did(task.TaskSigned, 3, 2, 12), deemed, now=on(3, 9))
    assert [note for _, _, note in steps] == ["UNCLAIMED"]


def test_a_return_answers_and_the_next_recipient_has_its_own_periods():
    returned = did(task.TaskReturned, 3, 3)
    again = did(task.TaskRerouted, 3, 4, data={"recipient": OTHER})
    (kept,) = of_task(pushed(), returned, now=on(12, 1))
    assert [note for *_, note in kept] == ["NOT_REROUTED"]
    assert of_task(pushed(), returned, again, now=midnight(3, 6)) == [
        [("WARN", midnight(3, 6), "UNSIGNED")]
    ]
    found = owed(pushed(), did(task.TaskReturned, 3, 4, 9), again, now=midnight(3, 6))
    assert [one.org for one in found] == [REGULATOR, OTHER]


def test_tasks_of_an_imported_archive_have_no_clocks():
    assert of_task(pushed(data={"historic": True}, native=False)) == []


def test_a_claim_reported_late_takes_back_its_step_alone():
    claim = did(task.TaskClaimed, 3, 5, recorded=on(3, 12), native=False)
    signed = did(task.TaskSigned, 3, 4)
    (steps,) = of_task(pushed(), signed, claim, did(task.SupervisionPlanned, 3, 6))
    assert [note for _, _, note in steps] == ["UNSIGNED"]
    (found,) = owed(pushed(), did(task.TaskSigned, 3, 2, 12), claim, now=on(3, 13))
    assert (found.cancelled, found.note, found.cancelled_by) == (LATE_REPORT, "UNCLAIMED", 3)


_ACTS = (
    pushed,
    lambda: did(task.TaskSigned, 3, 3),
    lambda: did(task.TaskSigned, 3, 5),
    lambda: did(task.TaskClaimed, 3, 5, 9),
    lambda: did(task.TaskDeemedClaimed, 3, 6, 0),
    lambda: did(task.TaskReturned, 3, 9),
    lambda: did(task.TaskRerouted, 3, 10, data={"recipient": OTHER}),
    lambda: did(task.SupervisionPlanned, 3, 16),
    lambda: did(task.NoOnSiteNeeded, 4, 1),
)


@given(
    st.lists(st.sampled_from(_ACTS), max_size=8, unique=True),
    st.randoms(use_true_random=False),
    st.integers(1, 30),
)
def test_any_order_of_arrival_gives_the_same_findings(kinds: list[Any], rnd: Any, day: int):
    one, other = [kind() for kind in kinds], [kind() for kind in kinds]
    rnd.shuffle(other)
    for act in (*one, *other):
        act.native, act.recorded = False, on(4, 30)
    assert of_task(*one, now=on(4, day)) == of_task(*other, now=on(4, day))


@given(st.permutations([granted, pushed, lambda: pushed(3, 4, OTHER), lambda: granted(3, 9)]))
def test_any_order_of_arrival_gives_the_same_duties_of_a_case(kinds: list[Any]):
    acts = [kind() for kind in kinds]
    for act in acts:
        act.native, act.recorded = False, on(3, 12)
    assert of_case(*acts) == [("YELLOW", on(3, 4, 11), "WRONG_ORGANISATION")]
