"""What a due date says about itself, in both languages."""

import datetime as dt

from domain.timing.days import DateRange, WorkingDays
from domain.timing.explanation import explain_case, explain_limit, explain_stated
from domain.timing.facts import (
    Approver,
    CaseTimes,
    Clock,
    Extension,
    ProcedureKind,
    ProcedureSpan,
)
from domain.timing.limits import PUBLICITY, stated_due
from domain.timing.published import NamedRange
from domain.timing.wording import lines

D = dt.date.fromisoformat
W = WorkingDays


def reviewed(noticed: int = 5, ended: str | None = "2026-05-11", served: bool = True) -> CaseTimes:
    last = D(ended) if ended else None
    span = ProcedureSpan(
        ProcedureKind.EXPERT_REVIEW, D("2026-04-24"), last, W(noticed), notice_served=served
    )
    return CaseTimes(D("2026-04-20"), committed=W(20), procedures=(span,))


def test_it_names_counted_days_holidays_and_make_up_days(china):
    told = explain_case(china, CaseTimes(D("2026-09-28")), Clock.LEGAL)
    assert told.counted[0] == DateRange(D("2026-09-29"), D("2026-09-30"))
    assert told.holidays == (NamedRange("国庆节", D("2026-10-01"), D("2026-10-07")),)
    assert told.make_up_days == ((D("2026-10-10"), "国庆节"),)
    assert told.weekend_days == 5
    assert told.sources == ("国办发明电〔2025〕7号",)
    assert told.calendar_version == china.version


def test_it_reads_in_chinese(china):
    text = lines(explain_case(china, CaseTimes(D("2026-09-28")), Clock.LEGAL))
    assert text == (
        "法定期限:自 2026-09-28 起(当日不计)20 个工作日,2026-10-30 24:00 届满",
        "计入 20 日:2026-09-29 至 2026-09-30、2026-10-08 至 2026-10-10、"
        "2026-10-12 至 2026-10-16、2026-10-19 至 2026-10-23、2026-10-26 至 2026-10-30",
        "跳过 国庆节:2026-10-01 至 2026-10-07",
        "调休上班计入:2026-10-10(国庆节)",
        "周末 5 日不计",
        "依据:行政许可法 §42(1)、行政许可法 §45、行政许可法 §82",
        f"日历版本 {china.version}(Asia/Shanghai);来源:国办发明电〔2025〕7号",
    )


def test_it_reads_in_english(china):
    text = lines(explain_case(china, reviewed(), Clock.COMMITTED), "en")
    assert text[0] == (
        "committed limit: 20 working days + 5 excluded from 2026-04-20 (not counted), "
        "due 2026-05-27"
    )
    assert (
        "excluded expert review: after 2026-04-24 through 2026-05-06, 5 working days "
        "(5 working days told; overrun not excluded)"
    ) in text


def test_a_paused_clock_says_not_before_and_why(china):
    told = explain_case(china, reviewed(15, ended=None), Clock.LEGAL, as_of=D("2026-05-11"))
    text = lines(told)
    assert told.not_before
    assert "暂停中,不早于 2026-06-02 24:00" in text[0]
    assert any("专家评审" in line and "尚未结束" in line for line in text)


def test_a_disputed_exclusion_shows_both_dates(china):
    told = explain_case(china, reviewed(served=False), Clock.LEGAL)
    assert told.due.date == D("2026-06-02")
    assert told.undisputed_due == (D("2026-05-20"), False)
    assert any("有争议" in line and "2026-05-20" in line for line in lines(told))


def test_the_committed_clock_says_that_an_unserved_procedure_excludes_nothing(china):
    told = explain_case(china, reviewed(served=False), Clock.COMMITTED)
    assert told.pauses == ()
    assert told.unserved_excluded_nothing == (ProcedureKind.EXPERT_REVIEW,)


def test_an_extension_that_does_not_count_is_shown_with_its_reason(china):
    late = Extension(W(10), D("2026-11-02"), Approver.HEAD)
    told = explain_case(china, CaseTimes(D("2026-09-28"), extensions=(late,)), Clock.LEGAL)
    assert "延期不计:2026-11-02 由本机关负责人批准,届满后才批准" in lines(told)


def test_a_granted_extension_is_shown(china):
    good = Extension(W(10), D("2026-10-28"), Approver.HEAD)
    told = explain_case(china, CaseTimes(D("2026-09-28"), extensions=(good,)), Clock.LEGAL)
    assert "延期 10 个工作日:2026-10-28 由本机关负责人批准" in lines(told)
    assert "+ 延期 10" in lines(told)[0]


def test_a_provisional_date_says_how_far_holidays_are_published(china):
    told = explain_limit(china, D("2026-12-25"), PUBLICITY)
    assert told.due.provisional
    assert "暂定:放假安排只公布了 2016-01-01 至 2026-12-31,此外仅扣除周末" in lines(told)
    assert "provisional" in " ".join(lines(told, "en"))


def test_a_stated_deadline_says_that_nothing_was_computed(china):
    stated = stated_due(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), china)
    told = explain_stated(china, D("2026-01-05"), stated)
    assert lines(told) == ("来源载明的期限:2026-03-01T20:00:00+08:00,按原样采用,未作计算",)
