"""B1, B2, B4–B6 and S1: what waits, in which order, what comes up, what is owed, and the day."""

from datetime import date, datetime
from typing import Any

import psycopg

from domain.approval import events as case
from domain.approval import material_events as material
from domain.registry.standards import SpecialProcedure
from projections.engine import Projector
from projections.on_time_queries import on_time
from projections.queue_queries import QueueFilter, coming, owed, queue
from projections.scope import NOTHING, Scope
from projections.today_queries import today
from tests.projections.county import REGULATOR, County, at

ALL = Scope("320412")
Reader = psycopg.Connection[Any]


def numbers(page: Any) -> list[str]:
    return [row["case_number"].removeprefix("320412-") for row in page.items]


def waiting(reader: Reader, **wanted: Any) -> list[str]:
    return numbers(queue(reader, ALL, now=at(10), wanted=QueueFilter(**wanted)))


def reviewed(county: County) -> Any:
    procedure = case.SpecialProcedureStarted(
        procedure=SpecialProcedure.EXPERT_REVIEW, noticed_days=3, notice_served=True
    )
    return county.act("c", procedure, at(5))


def test_the_queue_is_in_the_order_of_acceptance(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(*county.accepted("c", at(4)), *county.accepted("a", at(2)))
    county.record(*county.accepted("b", at(3, 2)), *county.accepted("b2", at(3, 1)))
    county.record(*county.opened("new", at(2)), reviewed(county), county.granted("b", at(6)))
    projector.catch_up()
    assert waiting(reader) == ["a", "b2", "c"]
    assert waiting(reader, paused=True) == waiting(reader, phases=("PAUSED",)) == ["c"]
    assert waiting(reader, phases=("DECIDED",)) == ["b"]
    assert waiting(reader, item="ITEM-9") == []
    first = queue(reader, ALL, now=at(10), wanted=QueueFilter(), limit=2)
    assert numbers(first) == ["a", "b2"]
    rest = queue(reader, ALL, now=at(10), wanted=QueueFilter(), cursor=first.next)
    assert (numbers(rest), rest.next) == (["c"], None)
    (paused,) = rest.items
    assert (paused["paused"], paused["committed_due"]) == (True, date(2026, 3, 23))
    assert queue(reader, NOTHING, now=at(10), wanted=QueueFilter()).items == []


def test_what_will_be_warned_of_comes_up_two_working_days_before(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.calendar(), *county.accepted("a", at(2)))  # committed until 03-16
    projector.catch_up()

    def near(now: datetime, days: int = 2) -> list[str]:
        return numbers(coming(reader, ALL, now=now, days=days, wanted=QueueFilter()))

    assert near(at(9)) == []
    assert near(at(10)) == ["a"]  # warned of from 03-12 on
    assert near(at(9), days=3) == ["a"]
    assert near(at(12)) == []  # it is warned of by now


def test_what_is_owed_is_listed_by_urgency_until_it_is_done(
    county: County, projector: Projector, reader: Reader
) -> None:
    gaps = material.AcceptedWithGaps(gaps=("证明",), gap_days=5, legal_days=20, committed_days=10)
    county.record(county.calendar(), *county.accepted("c", at(2)), reviewed(county))
    county.record(*county.opened("gap", at(2)), county.act("gap", gaps, at(2)))
    county.record(*county.accepted("done", at(2)), county.granted("done", at(3)))
    projector.catch_up()

    def listed(*rules: str, **more: Any) -> list[tuple[Any, ...]]:
        page = owed(reader, ALL, now=at(9), rules=rules, **more)
        return [(r["rule"], r["due"], r["remaining"], r["severity"]) for r in page.items]

    assert listed("T-05") == [("T-05", date(2026, 3, 10), 1, "WARN")]
    assert listed("C-07") == [("C-07", date(2026, 3, 9), 0, None)]
    assert listed("C-07", late=True) == []
    results = [("T-08", date(2026, 3, 12), 3, None), ("T-07", date(2026, 3, 17), 6, None)]
    assert listed("T-07", "T-08") == results
    (row,) = owed(reader, ALL, now=at(9), rules=("T-05",)).items
    assert (row["note"], row["phase"], row["case_number"]) == (
        "EXPERT_REVIEW",
        "PAUSED",
        "320412-c",
    )
    county.record(county.act("done", case.ResultDelivered(), at(4)))
    projector.catch_up()
    assert listed("T-07", "T-08") == results[:1]
    assert owed(reader, Scope("320412", (REGULATOR,)), now=at(9), rules=("T-05",)).items == []


def test_a_day_is_told_with_what_is_overdue_and_what_was_kept(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.calendar(), *county.accepted("a", at(2)), *county.accepted("b", at(2)))
    county.record(*county.accepted("open", at(2)), *county.opened("new", at(17, 5)))
    county.record(county.granted("a", at(3)), county.granted("b", at(17)))  # committed: 03-16
    projector.catch_up()
    found = today(reader, ALL, now=at(17, 8))
    assert [found[name] for name in ("received", "accepted", "decided")] == [1, 0, 1]
    assert found["overdue"] == {"legal": 0, "committed": 1, "notice": 0}
    assert found["legal"] == {"judged": 2, "kept": 2, "permille": 1000}
    assert found["committed"] == {"judged": 2, "kept": 1, "permille": 500}
    of_day = today(reader, ALL, now=at(17, 8), since=date(2026, 3, 17))
    assert of_day["committed"] == {"judged": 1, "kept": 0, "permille": 0}
    nobody = today(reader, NOTHING, now=at(17, 8))
    assert (nobody["decided"], nobody["legal"]["permille"]) == (0, None)


def test_the_public_rates_are_by_month_and_item_and_come_in_pages(
    county: County, projector: Projector, reader: Reader
) -> None:
    """A8 counts what S1 counts, and tells of nothing but counts."""
    county.record(county.calendar(), *county.accepted("kept", at(2)), county.granted("kept", at(6)))
    county.record(*county.accepted("late", at(2)), county.granted("late", at(17)))
    county.record(*county.accepted("next", at(30)), county.granted("next", at(1, month=4)))
    county.record(*county.accepted("open", at(30)))
    projector.catch_up()
    first = on_time(reader, "320412", since=date(2026, 3, 1), limit=1)
    second = on_time(reader, "320412", since=date(2026, 3, 1), cursor=first.next, limit=1)
    assert [row["month"] for row in (*first.items, *second.items)] == ["2026-04", "2026-03"]
    assert second.next is None
    (march,) = second.items
    assert (march["decided"], march["committed"]["permille"]) == (2, 500)
    assert march["legal"] == {"judged": 2, "kept": 2, "permille": 1000}
    later = on_time(reader, "320412", since=date(2026, 4, 1))
    assert [row["decided"] for row in later.items] == [1]
    assert on_time(reader, "320413", since=date(2026, 3, 1)).items == []
