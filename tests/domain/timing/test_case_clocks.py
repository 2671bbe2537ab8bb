"""Special procedures and extensions: what moves a due date and what does not."""

import datetime as dt

import pytest

from domain.timing.clocks import (
    committed_clock,
    is_late,
    legal_clock,
    remaining_workdays,
)
from domain.timing.days import SHANGHAI, WorkingDays
from domain.timing.extensions import ExtensionFlaw, judge_extensions
from domain.timing.facts import (
    Approver,
    CaseTimes,
    Clock,
    Extension,
    Handling,
    ProcedureKind,
    ProcedureSpan,
)

D = dt.date.fromisoformat
W = WorkingDays
START = D("2026-03-02")  # a Monday; 20 working days end on 2026-03-30


def hearing(started: str, ended: str | None, noticed: int | None = 10, **more) -> ProcedureSpan:
    last = D(ended) if ended else None
    told = None if noticed is None else W(noticed)
    return ProcedureSpan(ProcedureKind.HEARING, D(started), last, told, **more)


def case(*procedures: ProcedureSpan, extensions: tuple[Extension, ...] = ()) -> CaseTimes:
    return CaseTimes(START, procedures=procedures, extensions=extensions)


def test_overlapping_procedures_are_excluded_once(china):
    times = case(hearing("2026-03-06", "2026-03-13"), hearing("2026-03-11", "2026-03-18"))
    assert legal_clock(china, times).excluded == 8
    assert legal_clock(china, times).due.date == D("2026-04-10")


def test_the_day_a_procedure_starts_still_counts(china):
    assert legal_clock(china, case(hearing("2026-03-06", "2026-03-06"))).excluded == 0
    assert legal_clock(china, case(hearing("2026-03-05", "2026-03-06"))).excluded == 1


def test_a_procedure_begun_before_acceptance_is_excluded_from_acceptance_on(china):
    assert legal_clock(china, case(hearing("2026-02-24", "2026-03-04"))).excluded == 2


def test_a_procedure_begun_after_the_due_date_excludes_nothing(china):
    state = legal_clock(china, case(hearing("2026-03-31", "2026-04-20")))
    assert state.due.date == D("2026-03-30")
    assert state.excluded == 0


def test_a_procedure_begun_on_the_due_date_still_suspends(china):
    assert legal_clock(china, case(hearing("2026-03-30", "2026-04-03"))).due.date == D("2026-04-03")


def test_an_approved_extension_of_a_procedure_raises_the_committed_cap(china):
    run = hearing("2026-03-06", "2026-03-20", noticed=5, extended=W(3))
    assert committed_clock(china, case(run)).excluded == 8
    assert legal_clock(china, case(run)).excluded == 10


def test_without_served_notice_the_committed_clock_excludes_nothing(china):
    times = case(hearing("2026-03-06", "2026-03-13", notice_served=False))
    state = committed_clock(china, times)
    assert state.due.date == D("2026-03-30")
    assert not state.disputed


def test_without_served_notice_the_legal_clock_shows_the_exclusion_as_disputed(china):
    times = case(hearing("2026-03-06", "2026-03-13", notice_served=False))
    state = legal_clock(china, times)
    assert state.disputed
    assert state.due.date == D("2026-04-07")
    assert state.undisputed_due == (D("2026-03-30"), False)


def test_a_served_procedure_is_not_disputed(china):
    state = legal_clock(china, case(hearing("2026-03-06", "2026-03-13")))
    assert not state.disputed
    assert state.undisputed_due is None


def test_a_notice_that_told_no_time_caps_the_committed_exclusion_at_nothing(china):
    assert committed_clock(china, case(hearing("2026-03-06", "2026-03-13", None))).excluded == 0


def test_an_open_procedure_pauses_the_clock_with_a_lower_bound_that_moves(china):
    times = case(hearing("2026-03-06", None))
    first, later = (legal_clock(china, times, as_of=D(d)) for d in ("2026-03-09", "2026-03-13"))
    assert first.is_paused
    assert later.is_paused
    assert (first.due.date, later.due.date) == (D("2026-03-31"), D("2026-04-07"))
    assert legal_clock(china, times).due.date == D("2026-03-30")


def test_an_open_procedure_beyond_its_noticed_time_lets_the_committed_clock_run_on(china):
    times = case(hearing("2026-03-06", None, noticed=5))
    assert committed_clock(china, times, as_of=D("2026-03-13")).is_paused
    overrun = committed_clock(china, times, as_of=D("2026-03-16"))
    assert not overrun.is_paused
    assert overrun.excluded == 5
    assert legal_clock(china, times, as_of=D("2026-03-16")).is_paused


def test_a_procedure_opened_after_the_due_date_does_not_pause_an_expired_clock(china):
    times = case(hearing("2026-04-01", None))
    assert not legal_clock(china, times, as_of=D("2026-04-08")).is_paused


def test_an_open_unserved_procedure_pauses_the_legal_clock_in_dispute_only(china):
    times = case(hearing("2026-03-06", None, notice_served=False))
    assert legal_clock(china, times).is_paused
    assert legal_clock(china, times).disputed
    assert not committed_clock(china, times, as_of=D("2026-03-09")).is_paused


GOOD = Extension(W(10), D("2026-03-30"), Approver.HEAD)


def test_an_extension_approved_on_the_due_day_counts(china):
    assert legal_clock(china, case(extensions=(GOOD,))).due.date == D("2026-04-14")


@pytest.mark.parametrize(
    ("extension", "flaw"),
    [
        (Extension(W(10), D("2026-03-31"), Approver.HEAD), ExtensionFlaw.AFTER_DUE),
        (Extension(W(10), D("2026-03-20"), Approver.GOVERNMENT), ExtensionFlaw.WRONG_APPROVER),
        (Extension(W(10), D("2026-03-20"), None), ExtensionFlaw.WRONG_APPROVER),
        (Extension(W(10), D("2026-03-20"), Approver.HEAD, False), ExtensionFlaw.NOT_TOLD),
    ],
)
def test_an_irregular_extension_does_not_move_the_due_date(china, extension, flaw):
    times = case(extensions=(extension,))
    assert legal_clock(china, times).due.date == D("2026-03-30")
    assert judge_extensions(china, times, Clock.LEGAL, None)[0].flaw is flaw


def test_a_second_extension_is_not_counted(china):
    times = case(extensions=(GOOD, Extension(W(10), D("2026-04-10"), Approver.HEAD)))
    assert legal_clock(china, times).extended == 10
    assert judge_extensions(china, times, Clock.LEGAL, None)[1].flaw is ExtensionFlaw.SECOND


def test_a_flawed_extension_does_not_use_up_the_one_allowed(china):
    bad = Extension(W(10), D("2026-03-20"), Approver.GOVERNMENT)
    assert legal_clock(china, case(extensions=(bad, GOOD))).extended == 10


def test_an_extension_longer_than_the_law_allows_is_cut(china):
    long = Extension(W(30), D("2026-03-20"), Approver.HEAD)
    assert legal_clock(china, case(extensions=(long,))).extended == 10


def test_an_extension_of_unstated_length_is_the_statutory_one(china):
    assert legal_clock(
        china, case(extensions=(Extension(None, D("2026-03-20"), Approver.HEAD),))
    ).extended == W(10)


def test_lower_level_review_knows_no_extension(china):
    times = CaseTimes(START, handling=Handling.LOWER_REVIEW, extensions=(GOOD,))
    assert legal_clock(china, times).due.date == D("2026-03-30")
    assert judge_extensions(china, times, Clock.LEGAL, None)[0].flaw is ExtensionFlaw.NOT_FORESEEN


def test_an_extension_between_the_two_due_dates_lengthens_the_legal_clock_alone(china):
    times = CaseTimes(START, committed=W(10), extensions=(GOOD,))
    assert committed_clock(china, times).due.date == D("2026-03-16")
    assert legal_clock(china, times).due.date == D("2026-04-14")


def test_an_extension_approved_while_a_procedure_holds_the_clock_is_in_time(china):
    times = case(hearing("2026-03-20", None, 30), extensions=(replace_day(GOOD, "2026-04-03"),))
    assert legal_clock(china, times, as_of=D("2026-04-10")).extended == 10
    assert legal_clock(china, times).extended == 10


def test_remaining_days_are_zero_on_the_due_day_and_negative_after_it(china):
    due = legal_clock(china, case()).due.date
    assert remaining_workdays(china, due, D("2026-03-26")) == 2
    assert remaining_workdays(china, due, due) == 0
    assert remaining_workdays(china, due, D("2026-04-01")) == -2


def test_a_due_day_ends_at_midnight_in_shanghai(china):
    due = D("2026-03-30")
    assert not is_late(china, due, dt.datetime(2026, 3, 30, 23, 59, 59, tzinfo=SHANGHAI))
    assert not is_late(china, due, dt.datetime(2026, 3, 30, 15, 59, tzinfo=dt.UTC))
    assert is_late(china, due, dt.datetime(2026, 3, 30, 16, tzinfo=dt.UTC))


def replace_day(extension: Extension, day: str) -> Extension:
    return Extension(extension.days, D(day), extension.approver, extension.notice_served)
