"""Given a source's own deadline, when it was met or missed, then one class says why."""

from datetime import UTC, datetime

import pytest

from domain.monitoring.stated import WORDS, Course, Stated, Why, why

DUE = datetime(2012, 5, 8, 12, 0, tzinfo=UTC)


def day(number: int, hour: int = 12) -> datetime:
    return datetime(2012, 5, number, hour, tzinfo=UTC)


LATE = Stated(DUE, day(20), day(20))
SUSPENDED = Course(suspended=((day(1), day(10)),))


@pytest.mark.parametrize(
    ("one", "course", "expected"),
    [
        (Stated(DUE, day(8), day(7)), Course(), Why.MET),
        (Stated(DUE, day(9), day(7)), SUSPENDED, Why.ENTERED_LATE),
        (Stated(DUE, day(7), day(9)), SUSPENDED, Why.DATED_AFTER_FINISH),
        (Stated(DUE, None, day(7)), Course(), Why.NEVER_ENDED),
        (Stated(DUE, day(7), None), Course(), Why.NOT_IN_LOG),
        (LATE, Course(filed=day(9)), Why.DUE_BEFORE_CASE),
        (LATE, SUSPENDED, Why.SUSPENDED),
        (LATE, Course(suspended=((day(9), None),)), Why.SUSPENDED),
        (LATE, Course(suspended=((day(1), day(2)),)), Why.LATE),
        (LATE, Course(suspended=((day(21), None),)), Why.LATE),
        (LATE, Course(extended=(day(7),)), Why.EXTENDED_BEFORE_DUE),
        (LATE, Course(extended=(day(9),)), Why.EXTENDED_AFTER_DUE),
        (LATE, Course(extended=(day(25),)), Why.LATE),
        (LATE, Course(closed=day(15)), Why.AFTER_CLOSE),
        (Stated(DUE, day(9), day(8, 18)), Course(), Why.ON_THE_DAY),
        (LATE, Course(filed=day(1), closed=day(20)), Why.LATE),
    ],
)
def test_each_deadline_has_one_class(one: Stated, course: Course, expected: Why) -> None:
    assert why(one, course, UTC) is expected


def test_a_deadline_is_met_at_its_very_instant() -> None:
    assert why(Stated(DUE, DUE, DUE), Course(), UTC) is Why.MET


def test_each_class_has_words_in_both_languages() -> None:
    assert set(WORDS) == set(Why)
