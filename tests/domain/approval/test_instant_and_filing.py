"""即报即批, 备案, 取消审批: flows without a review of their own (domain.md §1.2, 证照分离)."""

import pytest

from domain.approval import commands as c
from domain.approval import instant_commands as i
from domain.approval import material_commands as m
from domain.approval.case import Outcome, Phase
from domain.approval.events import CasePurpose
from domain.approval.ruling_events import RuleCheck
from domain.registry.standards import FlowProfile, LicensingMode
from domain.shared.errors import Invalid, Refused
from domain.shared.ids import permit_id
from tests.domain.acts import CASE_ID
from tests.domain.approval.case_story import MET, Story
from tests.domain.approval.standards import HANDED_IN, LEASE, LICENCE, standardised

FETCH = m.RecordMaterialFetched(name=LICENCE, source_org="市监局")
FILE = i.RecordFiling(filing_number="BA-1")
GRANT = c.GrantPermit(decision_number="许可1号")


def refused(code: str):
    return pytest.raises(Refused, match=f"^{code}:")


def computed(*passed: bool) -> i.ComputeInstantDecision:
    checks = tuple(RuleCheck(rule=f"r{n}", passed=one) for n, one in enumerate(passed))
    return i.ComputeInstantDecision(rule_set="SC", rule_version="1", checks=checks)


def story(profile: FlowProfile) -> Story:
    made = Story(item=standardised(profile))
    made.when(c.SubmitApplication(item_code="XK-0001"), "p-applicant")
    return made.when(c.ReceiveMaterials(materials=HANDED_IN))


def instant() -> Story:
    return story(FlowProfile.INSTANT).when(FETCH).when(c.AcceptCase())


def test_rules_that_are_met_lead_to_a_grant_without_review_by_one_person():
    case = instant().when(computed(True, True)).when(GRANT).case
    assert (case.phase, case.outcome) == (Phase.DECIDED, Outcome.GRANTED)
    assert case.computed
    assert case.computed.rule_version == "1"


def test_an_instant_item_is_not_granted_before_its_rules_were_computed():
    with refused("case-wrong-state"):
        instant().when(GRANT)


def test_rules_are_computed_on_complete_materials_alone():
    made = story(FlowProfile.INSTANT).when(c.AcceptCase())
    with refused("case-materials-incomplete"):
        made.when(computed(True))


def test_rules_that_are_not_met_leave_the_case_to_review_by_another():
    made = instant()
    with refused("case-is-instant"):
        made.when(c.StartReview(), "p-reviewer")
    made.when(computed(True, False))
    with refused("case-wrong-state"):
        made.when(GRANT)
    with refused("case-separation-of-duties"):
        made.when(c.StartReview(), "p-window")
    made.when(c.StartReview(), "p-reviewer")
    made.when(c.CompleteReview(proposal="GRANT", checklist=MET), "p-reviewer")
    assert made.when(GRANT, "p-decider").case.outcome is Outcome.GRANTED


def test_only_an_instant_item_is_decided_by_rules():
    with refused("case-not-instant"):
        Story().accepted().when(computed(True))


def test_a_filing_ends_with_its_record():
    case = story(FlowProfile.FILING).when(FETCH).when(FILE).case
    assert (case.phase, case.outcome, case.ended_by) == (
        Phase.CLOSED, Outcome.FILED, "case.filing_recorded",
    )  # fmt: skip


def test_a_filing_needs_its_materials():
    with refused("case-materials-incomplete"):
        story(FlowProfile.FILING).when(FILE)


def test_a_filing_is_neither_accepted_nor_reviewed():
    made = story(FlowProfile.FILING)
    for command in (c.AcceptCase(), m.AcceptWithGaps(gaps=(LEASE,))):
        with refused("case-is-a-filing"):
            made.when(command)
    made.when(c.DeemAccepted(), "p-clock", "2026-10-12 00:00")
    with refused("case-is-a-filing"):
        made.when(c.StartReview(), "p-reviewer", "2026-10-12")
    made.when(FETCH, on="2026-10-12").when(FILE, on="2026-10-12")
    assert made.case.phase is Phase.CLOSED


def test_what_is_not_a_filing_cannot_be_recorded_as_one():
    with refused("case-not-a-filing"):
        Story().received().when(FILE)


def test_nobody_applies_for_an_approval_that_has_been_cancelled():
    cancelled = Story(item=standardised(mode=LicensingMode.CANCELLED))
    with refused("item-cancelled"):
        cancelled.when(c.SubmitApplication(item_code="XK-0001"), "p-applicant")


def test_a_change_a_renewal_and_a_cancellation_name_a_permit_that_exists():
    permit = permit_id(CASE_ID)
    unnamed = c.SubmitApplication(item_code="XK-0001", purpose=CasePurpose.RENEWAL)
    named = unnamed.model_copy(update={"permit_id": permit})
    new = c.SubmitApplication(item_code="XK-0001", permit_id=permit)
    for command, code in ((unnamed, "not-named"), (new, "not-named"), (named, "unknown")):
        with pytest.raises(Invalid, match=f"^permit-{code}:"):
            Story().when(command, "p-applicant")
    case = Story(permit_known=True).when(named, "p-applicant").case
    assert (case.purpose, case.permit_id) == (CasePurpose.RENEWAL, permit)
