"""年度考核: what falls due in a year counts in it, once; where pushing is claiming nobody signs."""

from datetime import date, datetime
from uuid import UUID

from domain.consultation.scoring import (
    Promise,
    Turn,
    Year,
    claimed_in_time,
    fed_back_in_time,
    planned_in_time,
    resolutions_in_time,
    scores,
    signed_in_time,
)
from tests.domain.acts import CALENDAR, REGULATOR, at

NEW_YEAR = at("2026-01-01 00:00")
NEXT = at("2027-01-01 00:00")


def turn(pushed: str, *, at_once: bool = False, **steps: str) -> Turn:
    """A task handed over at an instant; nothing that `steps` does not name has been done."""
    done: dict[str, datetime] = {name: at(when) for name, when in steps.items()}
    days = (1, 3)
    begun = {"pushed": at(pushed), **done}
    return Turn(UUID(int=1), "JG-1", REGULATOR, 7, at(pushed).date(), *days, begun, deemed=at_once)


def year(one: Turn, first: datetime = NEW_YEAR, end: datetime = NEXT) -> Year:
    return Year(CALENDAR, first, end, [one])


def test_what_was_handed_over_in_one_year_and_falls_due_in_the_next_counts_there():
    one = turn("2025-12-31", claimed="2026-01-06")
    before = year(one, at("2025-01-01 00:00"), NEW_YEAR)
    for measure in (signed_in_time, claimed_in_time, planned_in_time):
        assert list(measure(before)) == []
        (counted,) = measure(year(one))
        assert counted.met is (measure is claimed_in_time)


def test_feedback_is_owed_in_the_year_after_the_result():
    one = turn("2025-11-03", planned="2025-11-04", resulted="2026-03-02")
    assert [counted.met for counted in fed_back_in_time(year(one))] == [False]
    assert list(claimed_in_time(year(one))) == []


def test_where_pushing_is_claiming_nobody_is_late_to_sign_or_claim():
    one = turn("2026-10-12", at_once=True, deemed="2026-10-12", planned="2026-10-15")
    (score,) = scores(year(one))
    assert score.points == 10_000
    late = turn("2026-10-12", planned="2026-10-16")
    assert [counted.met for counted in signed_in_time(year(late))] == [False]


def test_a_resolution_counts_in_the_year_in_which_it_is_due():
    owed = Promise(UUID(int=2), "HS-1-1", REGULATOR, 9, date(2025, 12, 31), None)
    counts = [
        len(list(resolutions_in_time(Year(CALENDAR, first, end, (), [owed]))))
        for first, end in ((at("2025-01-01 00:00"), NEW_YEAR), (NEW_YEAR, NEXT))
    ]
    assert counts == [1, 0]
