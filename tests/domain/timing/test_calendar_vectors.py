"""The published vectors of the law's clocks, one test each."""

import datetime as dt

from domain.timing.clocks import committed_clock, legal_clock, warn_from
from domain.timing.days import SHANGHAI, WorkingDays
from domain.timing.elapsed import elapsed_thresholds
from domain.timing.facts import (
    Approver,
    CaseTimes,
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
)

D = dt.date.fromisoformat
W = WorkingDays


def expert_review(noticed: int) -> ProcedureSpan:
    return ProcedureSpan(ProcedureKind.EXPERT_REVIEW, D("2026-04-24"), D("2026-05-11"), W(noticed))


def test_the_hunan_example_counted_in_days(china):
    times = CaseTimes(D("2018-10-15"), legal=W(10), committed=W(7))
    committed = committed_clock(china, times).due
    assert committed == (D("2018-10-24"), False)
    assert warn_from(china, committed.date) == D("2018-10-22")
    assert legal_clock(china, times).due == (D("2018-10-29"), False)


def test_the_hunan_example_counted_to_the_second(china):
    accepted = dt.datetime(2018, 10, 15, 10, tzinfo=SHANGHAI)
    lights = elapsed_thresholds(china, accepted, committed=W(7), legal=W(10))
    assert lights.warn_after == dt.datetime(2018, 10, 19, 10, tzinfo=SHANGHAI)
    assert lights.yellow_after == dt.datetime(2018, 10, 24, 10, tzinfo=SHANGHAI)
    assert lights.red_after == dt.datetime(2018, 10, 29, 10, tzinfo=SHANGHAI)
    assert not lights.provisional


def test_twenty_days_over_national_day(china):
    assert legal_clock(china, CaseTimes(D("2026-09-28"), W(20))).due == (D("2026-10-30"), False)


def test_twenty_days_over_national_day_extended_by_ten(china):
    extension = Extension(W(10), D("2026-10-28"), Approver.HEAD)
    state = legal_clock(china, CaseTimes(D("2026-09-28"), extensions=(extension,)))
    assert state.due == (D("2026-11-13"), False)
    assert state.extended == 10


def test_without_notice_the_application_is_deemed_accepted_from_receipt(china):
    deemed = deemed_acceptance(china, D("2026-02-12"))
    assert deemed is not None
    assert deemed.notice_due.date == D("2026-02-26")
    assert deemed.at == dt.datetime(2026, 2, 27, tzinfo=SHANGHAI)
    assert deemed.effective == D("2026-02-12")
    assert legal_clock(china, CaseTimes(deemed.effective)).due.date == D("2026-03-18")


def test_expert_review_within_the_noticed_time_is_excluded_from_both_clocks(china):
    times = CaseTimes(D("2026-04-20"), committed=W(20), procedures=(expert_review(15),))
    assert legal_clock(china, times).excluded == 9
    assert legal_clock(china, times).due.date == D("2026-06-02")
    assert committed_clock(china, times).due.date == D("2026-06-02")


def test_expert_review_beyond_the_noticed_time_eats_the_committed_clock(china):
    times = CaseTimes(D("2026-04-20"), committed=W(20), procedures=(expert_review(5),))
    assert legal_clock(china, times).due.date == D("2026-06-02")
    assert committed_clock(china, times).excluded == 5
    assert committed_clock(china, times).due.date == D("2026-05-27")


def test_a_decision_is_published_in_seven_and_delivered_in_ten_days(china):
    assert limit_due(china, D("2026-06-17"), PUBLICITY) == (D("2026-06-29"), False)
    assert limit_due(china, D("2026-06-17"), DELIVERY) == (D("2026-07-02"), False)


def test_joint_handling_takes_forty_five_days_and_fifteen_more(china):
    joint = CaseTimes(D("2026-08-31"), handling=Handling.JOINT)
    assert legal_clock(china, joint).due.date == D("2026-11-06")
    extension = Extension(W(15), D("2026-11-05"), Approver.GOVERNMENT)
    extended = CaseTimes(D("2026-08-31"), handling=Handling.JOINT, extensions=(extension,))
    assert legal_clock(china, extended).due.date == D("2026-11-27")


def test_the_last_timely_renewal_is_thirty_calendar_days_before_expiry():
    assert last_timely_renewal(D("2026-12-31")) == D("2026-12-01")


def test_a_commitment_is_verified_within_sixty_working_days(china):
    assert limit_due(china, D("2026-07-01"), VERIFICATION) == (D("2026-09-22"), False)
