"""From application to acceptance (行政许可法 §29–32)."""

from datetime import date

import pytest

from domain.approval import commands as c
from domain.approval.case import Phase
from domain.shared.errors import Refused
from tests.domain.acts import at
from tests.domain.approval.case_story import Story

NOTICE = c.NoticeSupplement(missing=("营业执照",), applicant_days=10)


def refused(code: str):
    return pytest.raises(Refused, match=f"^{code}:")


def test_acceptance_fixes_the_limits_of_the_item_version():
    case = Story().accepted("2026-09-28").case
    assert (case.phase, case.accepted_on) == (Phase.ACCEPTED, date(2026, 9, 28))
    assert (case.legal_days, case.committed_days) == (20, 10)


def test_a_case_cannot_be_submitted_twice():
    with refused("case-wrong-state"):
        Story().received().when(c.SubmitApplication(item_code="XK-0001"), "p-applicant")


def test_acceptance_before_receipt_is_refused():
    story = Story().when(c.SubmitApplication(item_code="XK-0001"), "p-applicant")
    with refused("case-wrong-state"):
        story.when(c.AcceptCase())


def test_a_second_supplement_notice_is_refused():
    story = Story().received("2026-09-28").when(NOTICE, on="2026-09-29")
    story.when(c.ResubmitMaterials(), "p-applicant", "2026-09-30")
    with refused("case-already-noticed"):
        story.when(NOTICE, on="2026-09-30 11:00")


def test_after_resubmission_the_case_can_be_accepted():
    story = Story().received("2026-09-28").when(NOTICE, on="2026-09-29")
    story.when(c.ResubmitMaterials(), "p-applicant", "2026-09-30")
    assert story.when(c.AcceptCase(), on="2026-10-08").case.phase is Phase.ACCEPTED


def test_a_resubmission_after_the_applicants_period_is_refused():
    story = Story().received("2026-09-01")
    story.when(c.NoticeSupplement(missing=("图纸",), applicant_days=2), on="2026-09-02")
    with refused("case-supplement-period-over"):
        story.when(c.ResubmitMaterials(), "p-applicant", "2026-09-05")


def test_an_application_lapses_only_after_the_applicants_period():
    story = Story().received("2026-09-01")
    story.when(c.NoticeSupplement(missing=("图纸",), applicant_days=2), on="2026-09-02")
    with refused("case-not-due"):
        story.when(c.LapseApplication(), "p-clock", "2026-09-04 23:59")
    assert (
        story.when(c.LapseApplication(), "p-clock", "2026-09-05 00:00").case.phase is Phase.CLOSED
    )


def test_without_notice_in_five_days_the_case_is_deemed_accepted_as_of_receipt():
    story = Story().received("2026-02-12")
    with refused("case-not-due"):
        story.when(c.DeemAccepted(), "p-clock", "2026-02-26 23:59")
    case = story.when(c.DeemAccepted(), "p-clock", "2026-02-27 00:00").case
    assert (case.phase, case.accepted_on) == (Phase.ACCEPTED, date(2026, 2, 12))
    assert case.last_at == at("2026-02-27 00:00")


def test_after_a_notice_in_time_nothing_is_deemed_and_a_late_acceptance_is_still_possible():
    story = Story().received("2026-09-01").when(NOTICE, on="2026-09-02")
    story.when(c.ResubmitMaterials(), "p-applicant", "2026-09-03")
    with refused("case-not-due"):
        story.when(c.DeemAccepted(), "p-clock", "2026-09-20")
    assert story.when(c.AcceptCase(), on="2026-09-20").case.accepted_on == date(2026, 9, 20)


@pytest.mark.parametrize(
    "command",
    [c.AcceptCase(), NOTICE, c.RefuseAcceptance(reason="非本机关"), c.TellNotRequired(reason="否")],
)
def test_once_the_notice_period_is_over_the_window_can_no_longer_answer(command):
    with refused("case-notice-period-over"):
        Story().received("2026-02-12").when(command, on="2026-02-27")


def test_a_due_date_beyond_the_published_calendar_deems_nothing():
    with refused("case-not-due"):
        Story().received("2027-02-01").when(c.DeemAccepted(), "p-clock", "2027-03-01")


def test_refusing_acceptance_closes_the_case():
    case = Story().received().when(c.RefuseAcceptance(reason="非本机关职权")).case
    assert (case.phase, case.ended_by) == (Phase.CLOSED, "case.acceptance_refused")


def test_an_applicant_may_withdraw_until_the_decision():
    assert (
        Story().to_decide().when(c.WithdrawApplication(), "p-applicant").case.phase is Phase.CLOSED
    )
    with refused("case-wrong-state"):
        Story().granted().when(c.WithdrawApplication(), "p-applicant")
