"""Random cases over 2016 to 2026, day for day against an oracle that shares no code with us."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.calendar_file import load_china_calendar
from domain.timing.clocks import case_clock, warn_from
from domain.timing.days import WorkingDays
from domain.timing.facts import (
    Approver,
    CaseTimes,
    Clock,
    Extension,
    Handling,
    ProcedureKind,
    ProcedureSpan,
)
from domain.timing.limits import (
    DELIVERY,
    PUBLICITY,
    VERIFICATION,
    deemed_acceptance,
    last_timely_renewal,
    limit_due,
    resubmission_due,
)
from tests.domain.timing import slow_oracle as oracle

CHINA = load_china_calendar()
FIRST, LAST = dt.date(2016, 1, 1), dt.date(2026, 12, 31)
DAYS = (LAST - FIRST).days


def _days(value: int | None) -> WorkingDays | None:
    return None if value is None else WorkingDays(value)


@st.composite
def cases(draw: st.DrawFn) -> oracle.Case:
    start = FIRST + dt.timedelta(days=draw(st.integers(0, DAYS)))

    def near(first: int = -10, last: int = 90) -> dt.date:
        return start + dt.timedelta(days=draw(st.integers(first, last)))

    def procedure() -> oracle.Case:
        begun = near()
        lasts = draw(st.none() | st.integers(0, 40))
        return {
            "from": begun,
            "to": None if lasts is None else begun + dt.timedelta(days=lasts),
            "told": draw(st.none() | st.integers(0, 25)),
            "more": draw(st.integers(0, 5)),
            "served": draw(st.booleans()),
        }

    def extension() -> oracle.Case:
        return {
            "days": draw(st.none() | st.integers(1, 20)),
            "on": near(),
            "by": draw(st.sampled_from(["HEAD", "GOVERNMENT", None])),
            "told": draw(st.booleans()),
        }

    return {
        "start": start,
        "handling": draw(st.sampled_from(sorted(oracle.STATUTORY))),
        "legal": draw(st.none() | st.integers(0, 45)),
        "committed": draw(st.none() | st.integers(0, 30)),
        "procedures": [procedure() for _ in range(draw(st.integers(0, 4)))],
        "extensions": [extension() for _ in range(draw(st.integers(0, 2)))],
        "today": draw(st.none() | st.just(near())),
    }


def told(case: oracle.Case) -> CaseTimes:
    """The same case as the clocks want it."""
    return CaseTimes(
        start=case["start"],
        legal=_days(case["legal"]),
        committed=_days(case["committed"]),
        handling=Handling(case["handling"]),
        procedures=tuple(
            ProcedureSpan(
                ProcedureKind.TESTING, one["from"], one["to"], _days(one["told"]),
                WorkingDays(one["more"]), one["served"],
            )
            for one in case["procedures"]
        ),
        extensions=tuple(
            Extension(_days(one["days"]), one["on"], one["by"] and Approver(one["by"]), one["told"])
            for one in case["extensions"]
        ),
    )  # fmt: skip


def agrees(case: oracle.Case) -> None:
    """Both clocks, their warning, and every period that runs once from the same day."""
    times, start = told(case), case["start"]
    for clock in Clock:
        state = case_clock(CHINA, times, clock, case["today"])
        found = (state.due.date, state.excluded, state.extended)
        assert found == oracle.due(case, clock.value, case["today"])
        assert state.due.provisional or state.due.date <= LAST
        assert warn_from(CHINA, state.due.date) == oracle.walk_back(state.due.date, 2)
    for limit, days in ((DELIVERY, 10), (PUBLICITY, 7), (VERIFICATION, 60)):
        assert limit_due(CHINA, start, limit).date == oracle.walk(start, days)
    assert resubmission_due(CHINA, start).date == oracle.walk(start, 1)
    deemed = deemed_acceptance(CHINA, start)
    assert deemed is not None
    assert (deemed.effective, deemed.notice_due.date) == (start, oracle.walk(start, 5))
    assert last_timely_renewal(start) == start - 30 * oracle.ONE


@settings(max_examples=500, deadline=None)
@given(cases())
def test_five_hundred_cases_agree_with_the_oracle(case: oracle.Case) -> None:
    agrees(case)


@pytest.mark.soak
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_ten_thousand_cases_agree_with_the_oracle(case: oracle.Case) -> None:
    agrees(case)


def test_every_day_of_eleven_years_is_worked_or_not_as_the_arrangements_say() -> None:
    for number in range(DAYS + 1):
        day = FIRST + number * oracle.ONE
        assert CHINA.is_workday(day) == oracle.worked(day), day
