"""容缺受理, 容缺后补: what may follow, until when, and what waits for it (domain.md §1.2)."""

from datetime import date

import pytest

from domain.approval import commands as c
from domain.approval import material_commands as m
from domain.approval.case import Phase
from domain.approval.materials import GAP_DAYS
from domain.shared.errors import Refused
from tests.domain.approval.case_story import Story
from tests.domain.approval.standards import FORM, LEASE, LICENCE, PLAN, standardised

GAPS = m.AcceptWithGaps(gaps=(LEASE, PLAN))


def refused(code: str):
    return pytest.raises(Refused, match=f"^{code}:")


def story() -> Story:
    return Story(item=standardised()).received("2026-09-01")


def with_gaps() -> Story:
    return story().when(GAPS, on="2026-09-02")


def test_acceptance_with_gaps_fixes_the_limits_as_any_acceptance_does():
    case = with_gaps().case
    assert (case.phase, case.accepted_on) == (Phase.ACCEPTED, date(2026, 9, 2))
    assert (case.legal_days, case.committed_days) == (20, 10)
    assert case.gaps
    assert (case.gaps.missing, case.gaps.days) == ((LEASE, PLAN), 3)


def test_a_standard_without_a_gap_period_gets_the_default():
    case = Story(item=standardised(gap_days=None)).received().when(GAPS).case
    assert case.gaps
    assert case.gaps.days == GAP_DAYS


@pytest.mark.parametrize("name", [FORM, LICENCE, "其他材料"])
def test_a_core_a_fetched_or_an_unlisted_material_cannot_be_a_gap(name: str):
    with refused("case-gap-not-allowed"):
        story().when(m.AcceptWithGaps(gaps=(LEASE, name)), on="2026-09-02")


def test_an_item_without_a_material_list_knows_no_gaps():
    with refused("case-gap-not-allowed"):
        Story().received().when(GAPS)


def test_acceptance_with_gaps_needs_an_application_at_the_window():
    with refused("case-wrong-state"):
        with_gaps().when(GAPS, on="2026-09-02")


def test_the_decision_waits_until_every_gap_is_closed():
    made = with_gaps().when(c.StartReview(), "p-reviewer", "2026-09-02 11:00")
    review = c.CompleteReview(proposal="GRANT", checklist=({"condition": "场所合格", "met": True},))
    made.when(review, "p-reviewer", "2026-09-02 12:00")
    made.when(m.SupplyGapMaterial(name=LEASE), "p-applicant", "2026-09-02 13:00")
    with refused("case-gaps-open"):
        made.when(c.GrantPermit(decision_number="1"), "p-decider", "2026-09-02 14:00")
    made.when(m.SupplyGapMaterial(name=PLAN), "p-applicant", "2026-09-02 15:00")
    granted = made.when(c.GrantPermit(decision_number="1"), "p-decider", "2026-09-02 16:00")
    assert granted.case.phase is Phase.DECIDED


def test_a_material_that_is_not_awaited_cannot_be_supplied():
    made = with_gaps().when(m.SupplyGapMaterial(name=LEASE), "p-applicant", "2026-09-03")
    with refused("case-gap-unknown"):
        made.when(m.SupplyGapMaterial(name=LEASE), "p-applicant", "2026-09-03")


def test_a_material_that_comes_after_the_period_is_refused():
    with refused("case-gap-period-over"):
        with_gaps().when(m.SupplyGapMaterial(name=LEASE), "p-applicant", "2026-09-08")


def test_gaps_expire_only_after_the_period_and_close_the_case():
    made = with_gaps().when(m.SupplyGapMaterial(name=PLAN), "p-applicant", "2026-09-03")
    with refused("case-not-due"):
        made.when(m.ExpireGaps(), "p-clock", "2026-09-07 23:59")
    case = made.when(m.ExpireGaps(), "p-clock", "2026-09-08 00:00").case
    assert (case.phase, case.ended_by) == (Phase.CLOSED, "case.gap_expired")


def test_gaps_that_were_closed_in_time_never_expire():
    made = with_gaps()
    for name in (LEASE, PLAN):
        made.when(m.SupplyGapMaterial(name=name), "p-applicant", "2026-09-03")
    with refused("case-not-due"):
        made.when(m.ExpireGaps(), "p-clock", "2026-09-30")
