"""R1: what a regulator has been pushed, and how long it may still wait."""

from datetime import date
from typing import Any

import psycopg
import pytest

from domain.shared.event import DomainEvent
from domain.supervision import events as task
from projections.engine import Projector
from projections.scope import Scope
from projections.task_queries import TaskFilter, count_tasks, tasks
from projections.task_queries import task as one_task
from tests.projections.county import REGULATOR, County, at

ALL = Scope("320412")
Reader = psycopg.Connection[Any]


def test_a_pushed_task_tells_the_time_left(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.calendar(), *county.accepted("a"), county.pushed("t", "a", at(2)))
    projector.catch_up()
    row = tasks(reader, ALL, now=at(3)).items[0]
    assert (row["state"], row["sign_due"], row["claim_due"]) == (
        "PUSHED", date(2026, 3, 3), date(2026, 3, 5),
    )  # fmt: skip
    assert (row["sign_hours_left"], row["sign_days_left"]) == (15.0, 0)
    assert (row["claim_hours_left"], row["claim_days_left"]) == (63.0, 2)


_PLANNED = task.SupervisionPlanned(mode=task.SupervisionMode.SPECIAL, planned_date=date(2026, 6, 1))
_RESULT = task.SupervisionResultRecorded(
    finding=task.Finding.COMPLIANT, inspectors=("r-1", "r-2"), detail="合格"
)


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ((task.TaskSigned(),), "SIGNED"),
        ((task.TaskSigned(), task.TaskClaimed()), "CLAIMED"),
        ((task.TaskDeemedClaimed(),), "CLAIMED"),
        ((task.TaskReturned(reason="错", cited_record="r"),), "TO_REROUTE"),
        ((task.TaskClaimed(), _PLANNED), "PLANNED"),
        ((task.TaskClaimed(), _PLANNED, _RESULT), "RESULTED"),
        ((_RESULT, task.FeedbackPushed(addressee="B")), "FED_BACK"),
        ((_RESULT, task.FeedbackAcknowledged()), "CLOSED"),
        ((task.NoOnSiteNeeded(reason="已办"),), "CLOSED"),
        ((task.TaskMooted(reason="失效"),), "CLOSED"),
    ],
)
def test_the_state_follows_the_acts(
    county: County, projector: Projector, reader: Reader,
    events: tuple[DomainEvent, ...], state: str,
) -> None:  # fmt: skip
    county.record(county.pushed("t", "a", at(2)))
    county.record(*(county.act("t", e, at(3, n), org=REGULATOR) for n, e in enumerate(events)))
    projector.catch_up()
    row = one_task(reader, ALL, county.stream("t"), now=at(3))
    assert row is not None
    assert row["state"] == state
    assert count_tasks(reader, ALL, now=at(3)).buckets["by_state"][state] == 1
    assert len(tasks(reader, ALL, now=at(3)).items) == (state != "CLOSED")


def test_a_rerouted_task_moves_to_the_next_inbox_with_new_clocks(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(
        county.calendar(),
        county.pushed("t", "a", at(2)),
        county.act("t", task.TaskReturned(reason="错", cited_record="r"), at(4), org=REGULATOR),
        county.act("t", task.TaskRerouted(recipient="NEXT", reason="改"), at(5)),
    )
    projector.catch_up()
    inbox = tasks(reader, ALL, now=at(5), wanted=TaskFilter(recipient="NEXT")).items
    assert [(t["state"], t["returns"], t["claim_due"]) for t in inbox] == [
        ("PUSHED", 1, date(2026, 3, 10))
    ]
    assert tasks(reader, ALL, now=at(5), wanted=TaskFilter(recipient=REGULATOR)).items == []


def test_historic_tasks_have_no_clocks(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.pushed("t", "a", at(2), historic=True))
    projector.catch_up()
    row = tasks(reader, ALL, now=at(30)).items[0]
    assert (row["historic"], row["sign_due"], row["claim_days_left"]) == (True, None, None)
    assert count_tasks(reader, ALL, now=at(30)).buckets["unclaimed"] == 0


def test_counts_tell_what_waits(county: County, projector: Projector, reader: Reader) -> None:
    county.record(
        county.calendar(), county.pushed("t1", "a", at(2)), county.pushed("t2", "a", at(6))
    )
    county.record(county.act("t2", task.TaskSigned(), at(6)))
    projector.catch_up()
    counts = count_tasks(reader, ALL, now=at(6, 1), recipient=REGULATOR).buckets
    assert (counts["unclaimed"], counts["overdue"]) == (2, 1)
    assert counts["by_state"]["PUSHED"] == counts["by_state"]["SIGNED"] == 1
