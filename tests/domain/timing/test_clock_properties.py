"""The clocks against an independent oracle that walks day by day and shares no code with them."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.calendar_file import load_china_calendar
from domain.timing.clocks import case_clock, remaining_workdays
from domain.timing.days import WorkingDays
from domain.timing.elapsed import elapsed_days, elapsed_thresholds
from domain.timing.explanation import explain_case
from domain.timing.facts import (
    Approver,
    CaseTimes,
    Clock,
    Extension,
    Handling,
    ProcedureKind,
    ProcedureSpan,
)
from domain.timing.wording import lines

CHINA = load_china_calendar()
DAY = dt.timedelta(days=1)
SHANGHAI = dt.timezone(8 * dt.timedelta(hours=1))

# Wider than the known years on both sides.
anywhere = st.dates(dt.date(2014, 6, 1), dt.date(2028, 6, 1))
counts = st.integers(0, 120).map(WorkingDays)


def worked(day: dt.date) -> bool:
    named = CHINA.days.get(day)
    return named.working if named else day.isoweekday() <= 5


def walk(day: dt.date, n: int, step: dt.timedelta = DAY) -> dt.date:
    while n:
        day += step
        n -= worked(day)
    return day


def outside(first: dt.date, last: dt.date) -> bool:
    return first < dt.date(2016, 1, 1) or last > dt.date(2026, 12, 31)


@given(anywhere, counts)
def test_adding_working_days_agrees_with_walking(start, n):
    due = CHINA.add_workdays(start, n)
    assert due.date == walk(start, n)
    assert due.provisional == (n > 0 and outside(start + DAY, due.date))


@given(anywhere, counts)
def test_subtracting_working_days_agrees_with_walking_back(day, n):
    found = CHINA.subtract_workdays(day, n)
    assert found.date == walk(day, n, -DAY)
    assert found.provisional == (n > 0 and outside(found.date, day))


@given(anywhere, st.integers(0, 400))
def test_counting_between_agrees_with_walking_and_is_antisymmetric(start, length):
    end = start + length * DAY
    expected = sum(worked(start + i * DAY) for i in range(1, length + 1))
    assert CHINA.workdays_between(start, end) == expected
    assert CHINA.workdays_between(end, start) == -expected
    assert remaining_workdays(CHINA, start, end) == -expected


@given(anywhere, counts.filter(bool))
def test_a_due_date_is_a_working_day_with_n_working_days_before_it(start, n):
    due = CHINA.add_workdays(start, n).date
    assert CHINA.is_workday(due)
    assert CHINA.workdays_between(start, due) == n
    assert CHINA.subtract_workdays(due, n).date <= start


@given(anywhere, counts)
def test_a_later_start_never_gives_an_earlier_due_date(start, n):
    assert CHINA.add_workdays(start, n).date <= CHINA.add_workdays(start + DAY, n).date


START = dt.date(2026, 1, 20)
near = st.integers(-10, 90).map(lambda i: START + i * DAY)


@st.composite
def procedures(draw) -> ProcedureSpan:
    started = draw(near)
    length = draw(st.none() | st.integers(0, 40))
    return ProcedureSpan(
        kind=ProcedureKind.TESTING,
        started=started,
        ended=None if length is None else started + length * DAY,
        noticed=draw(st.none() | st.integers(0, 25).map(WorkingDays)),
        extended=WorkingDays(draw(st.integers(0, 5))),
        notice_served=draw(st.booleans()),
    )


extensions = st.builds(
    Extension,
    days=st.none() | st.integers(1, 20).map(WorkingDays),
    approved_on=near,
    approver=st.sampled_from([*Approver, None]),
    notice_served=st.booleans(),
)
cases = st.builds(
    CaseTimes,
    start=st.integers(0, 30).map(lambda i: START + i * DAY),
    legal=st.none() | st.integers(0, 45).map(WorkingDays),
    committed=st.none() | st.integers(0, 30).map(WorkingDays),
    handling=st.sampled_from(Handling),
    procedures=st.lists(procedures(), max_size=4).map(tuple),
    extensions=st.lists(extensions, max_size=3).map(tuple),
)
todays = st.none() | near


def slow_due(case: CaseTimes, clock: Clock, today: dt.date | None, limit: int) -> dt.date:
    """The due date by marking paused days one by one until nothing more changes."""
    paused = set()
    for one in case.procedures:
        if clock is Clock.COMMITTED and not one.notice_served:
            continue
        end = one.ended or today or one.started
        if clock is Clock.COMMITTED:
            end = min(end, walk(one.started, (one.noticed or 0) + one.extended))
        day = one.started
        while day < end:
            day += DAY
            paused.add(day)
    due = walk(case.start, limit)
    taken: set[dt.date] = set()
    for first in sorted(day for day in paused if day - DAY not in paused):
        if first - DAY > due:
            continue
        day = first
        while day in paused:
            if day > case.start and worked(day):
                taken.add(day)
            day += DAY
        due = walk(case.start, limit + len(taken))
    return due


def slow_extension(case: CaseTimes, clock: Clock, today: dt.date | None, limit: int) -> int:
    most, who = {
        Handling.SINGLE: (10, Approver.HEAD),
        Handling.JOINT: (15, Approver.GOVERNMENT),
        Handling.LOWER_REVIEW: (0, "nobody"),
    }[case.handling]
    for one in sorted(case.extensions, key=lambda e: e.approved_on):
        seen = max(today or one.approved_on, one.approved_on)
        in_time = one.approved_on <= slow_due(case, clock, seen, limit)
        if one.approver == who and one.notice_served and in_time:
            return most if one.days is None else min(one.days, most)
    return 0


@given(cases, st.sampled_from(Clock), todays)
def test_case_clocks_agree_with_marking_days_one_by_one(case, clock, today):
    limit = 45 if case.handling is Handling.JOINT else 20
    limit = limit if case.legal is None else case.legal
    if clock is Clock.COMMITTED and case.committed is not None:
        limit = case.committed
    state = case_clock(CHINA, case, clock, today)
    granted = slow_extension(case, clock, today, limit)
    assert state.extended == granted
    assert state.due.date == slow_due(case, clock, today, limit + granted)


@given(cases, todays)
def test_what_the_committed_clock_excludes_never_exceeds_the_legal_clock(case, today):
    same = CaseTimes(case.start, case.legal, case.legal, case.handling, case.procedures)
    committed = case_clock(CHINA, same, Clock.COMMITTED, today)
    assert committed.due.date <= case_clock(CHINA, same, Clock.LEGAL, today).due.date


@given(cases, st.sampled_from(Clock), todays)
def test_an_explanation_accounts_for_every_day(case, clock, today):
    told = explain_case(CHINA, case, clock, today)
    state = case_clock(CHINA, case, clock, today)
    assert told.due == state.due
    assert told.not_before == state.is_paused
    counted = [s.first + i * DAY for s in told.counted for i in range(s.days)]
    off = [h.first + i * DAY for h in told.holidays for i in range((h.last - h.first).days + 1)]
    assert len(counted) == told.limit + told.extended
    assert all(worked(day) for day in counted)
    assert not any(worked(day) for day in off)
    heaps = len(counted) + len(off) + int(told.weekend_days) + int(told.excluded)
    assert heaps == (told.due.date - told.start).days
    assert all(lines(told, "zh-CN"))
    assert all(lines(told, "en"))


moments = st.builds(
    dt.datetime.combine,
    st.dates(dt.date(2018, 1, 1), dt.date(2019, 12, 31)),
    st.times(),
    tzinfo=st.just(SHANGHAI),
)


@given(
    moments,
    st.integers(3, 30).map(WorkingDays),
)
def test_elapsed_thresholds_are_where_the_rounded_count_steps_over(accepted, limit):
    lights = elapsed_thresholds(CHINA, accepted, committed=limit, legal=limit)
    tick = dt.timedelta(microseconds=1)
    assert elapsed_days(CHINA, accepted, lights.yellow_after) <= limit
    assert elapsed_days(CHINA, accepted, lights.warn_after) <= limit - 3
    later = CHINA.next_workday(lights.yellow_after.date())
    next_tick = lights.yellow_after + tick
    if not CHINA.is_workday(next_tick.date()):
        next_tick = dt.datetime.combine(later, dt.time(), tzinfo=SHANGHAI) + tick
    assert elapsed_days(CHINA, accepted, next_tick) == limit + 1
