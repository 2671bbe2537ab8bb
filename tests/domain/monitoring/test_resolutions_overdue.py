"""L-10: a resolution is a duty of its owner until it is completed."""

from typing import Any

from domain.consultation import events as e
from domain.monitoring.findings import Severity
from tests.domain.monitoring.acts import OTHER, REGULATOR, Told, midnight, on, owed

CONCLUDED = Told(
    e.ConsultationConcluded,
    on(10, 20),
    {"owed": [[1, REGULATOR, "2026-11-30"], [2, OTHER, "2026-12-20"]]},
)


def found(*acts: Told, now: Any) -> list[tuple[str | None, Any]]:
    return [(one.org, one.since) for one in owed(CONCLUDED, *acts, now=now, rule="L-10")]


def test_each_resolution_is_late_from_the_day_after_it_was_due():
    assert found(now=on(11, 30, 23)) == []
    first = (REGULATOR, midnight(12, 1))
    assert found(now=midnight(12, 1)) == [first]
    assert found(now=on(12, 21)) == [first, (OTHER, midnight(12, 21))]


def test_completed_in_time_it_is_no_finding_and_a_moved_date_counts_from_its_moving():
    completed = Told(e.ResolutionCompleted, on(11, 30), {"number": 1})
    assert found(completed, now=on(12, 5)) == []
    moved = Told(e.ResolutionRescheduled, on(11, 20), {"number": 1, "due": "2026-12-10"})
    assert found(moved, now=on(12, 5)) == []
    assert found(moved, now=on(12, 11)) == [(REGULATOR, midnight(12, 11))]


def test_what_was_late_before_it_was_moved_stays_late():
    moved = Told(e.ResolutionRescheduled, on(12, 3), {"number": 1, "due": "2026-12-18"})
    done = Told(e.ResolutionCompleted, on(12, 10), {"number": 1})
    assert found(moved, done, now=on(12, 12)) == [(REGULATOR, midnight(12, 1))]
    (one,) = owed(CONCLUDED, moved, done, now=on(12, 12), rule="L-10")
    assert one.severity is Severity.YELLOW
