"""权责争议: from the second return to the ruling."""

from datetime import date

import pytest

from domain.registry.linkage import ClaimModel, LinkagePolicySet
from domain.shared.act import Role
from domain.shared.errors import Forbidden, Refused
from domain.supervision import commands as c
from domain.supervision import dispute_commands as d
from domain.supervision.dispute_events import ArbitrationLevel, InterimBasis
from domain.supervision.events import PushReason
from domain.supervision.task_state import TaskPhase
from tests.domain.acts import BUREAU, REGULATOR
from tests.domain.supervision.task_story import OTHER, PUSH, RECORD, THIRD, Story

RETURN = c.ReturnTask(reason="非本机构职责", cited_record=RECORD)
AGREED = d.NegotiateDispute(org=OTHER, note="双方同意")
RULING = d.RuleResponsibility(
    org=OTHER, ruling_number="CJ-1", valid_from=date(2026, 9, 28), legal_basis="三定规定"
)
STAFFING, GOVERNMENT = ArbitrationLevel.STAFFING_OFFICE, ArbitrationLevel.GOVERNMENT


def disputed(**story: object) -> Story:
    """A task that has been returned twice on 28 September."""
    routed = c.RerouteTask(recipient=OTHER, reason="按职责")
    return Story(**story).pushed().when(RETURN).when(routed, BUREAU).when(RETURN, OTHER)


def escalate(level: ArbitrationLevel) -> d.EscalateDispute:
    return d.EscalateDispute(level=level, reason="期限届满")


def ruled_by(story: Story, role: Role, ruling: d.RuleResponsibility = RULING) -> Story:
    return story.when(ruling, None if role is Role.LEADER else THIRD, role=role)


@pytest.mark.parametrize(
    ("candidates", "wanted", "basis"),
    [
        (((REGULATOR, "SUPERVISES"), (THIRD, "ENFORCES")), REGULATOR, "SUPERVISES"),
        (((None, "SUPERVISES"), (THIRD, "ENFORCES")), THIRD, "ENFORCES"),
        (((None, "SUPERVISES"), ("unknown", "POLICY")), OTHER, "LAST_RECIPIENT"),
    ],
)
def test_the_interim_organisation_is_the_first_on_record_and_never_an_unknown_one(
    candidates, wanted, basis
):
    named = tuple((org, InterimBasis(one)) for org, one in candidates)
    task = disputed(candidates=named).task
    assert (task.answers, task.acts[-1].event.basis) == (wanted, InterimBasis(basis))


def test_the_interim_organisation_alone_records_measures():
    story = disputed()
    measure = d.RecordInterimMeasure(detail="已现场巡查")
    assert story.when(measure).task.phase is TaskPhase.IN_ARBITRATION
    with pytest.raises(Forbidden, match=r"^task-other-organisation:"):
        story.when(measure, OTHER)


def test_what_the_parties_agree_on_is_ruled_by_the_staffing_office():
    story = disputed()
    with pytest.raises(Refused, match=r"^dispute-in-negotiation:"):
        ruled_by(story, Role.ARBITER)
    with pytest.raises(Forbidden, match=r"^dispute-not-a-party:"):
        story.when(AGREED, THIRD, role=Role.LIAISON)
    story.when(AGREED, OTHER, role=Role.LIAISON)
    assert story.task.level is STAFFING
    with pytest.raises(Forbidden, match=r"^dispute-other-arbiter:"):
        ruled_by(story, Role.LEADER)
    task = ruled_by(story, Role.ARBITER).task
    assert (task.phase, task.answers, task.final) == (TaskPhase.PUSHED, OTHER, True)
    with pytest.raises(Refused, match=r"^task-routing-final:"):
        story.when(RETURN, OTHER)


def test_a_level_that_has_run_out_is_left_by_itself_and_not_before():
    story = disputed()
    for level, too_early, when in (
        (STAFFING, "2026-10-08 23:59", "2026-10-09"),  # holidays to the 7th
        (GOVERNMENT, "2026-10-21 23:59", "2026-10-22"),  # the 10th is worked
    ):
        with pytest.raises(Refused, match=r"^task-not-due:"):
            story.when(escalate(level), BUREAU, too_early, Role.SYSTEM)
        story.when(escalate(level), BUREAU, when, Role.SYSTEM)
    with pytest.raises(Refused, match=r"^dispute-wrong-level:"):
        story.when(escalate(GOVERNMENT), BUREAU, "2026-10-24", Role.SYSTEM)
    assert ruled_by(story, Role.LEADER).task.answers == OTHER


def test_a_ruling_does_not_lie_in_the_future():
    story = disputed().when(escalate(STAFFING), role=Role.LIAISON)
    later = RULING.model_copy(update={"valid_from": date(2026, 9, 29)})
    with pytest.raises(Refused, match=r"^ruling-in-the-future:"):
        ruled_by(story, Role.ARBITER, later)


def test_the_region_names_who_rules_and_how_long_it_may_take():
    rules = LinkagePolicySet(
        valid_from=date(2026, 1, 1), negotiation_days=5, ruling_days=7, staffing_office=BUREAU
    )
    story = disputed(rules=rules).when(escalate(STAFFING), role=Role.LIAISON)
    assert (story.task.negotiation_days, story.task.ruling_days) == (5, 7)
    with pytest.raises(Forbidden, match=r"^dispute-other-arbiter:"):
        ruled_by(story, Role.ARBITER)
    assert story.when(RULING, BUREAU, role=Role.ARBITER).task.answers == OTHER


def test_nobody_rules_in_their_own_matter():
    story = disputed().when(escalate(STAFFING), role=Role.LIAISON)
    for org, person in ((OTHER, "p-new"), (THIRD, f"p-{REGULATOR}")):
        with pytest.raises(Forbidden, match=r"^dispute-own-matter:"):
            story.when(RULING, org, role=Role.ARBITER, person=person)
    assert story.when(RULING, THIRD, role=Role.ARBITER, person="p-new").task.final


def test_where_pushing_is_claiming_a_task_is_claimed_at_once_and_may_still_be_returned():
    pushed = PUSH.model_copy(update={"claim_model": ClaimModel.DEEMED})
    story = Story().when(pushed)
    assert (story.task.phase, story.task.deemed_claimed) == (TaskPhase.CLAIMED, True)
    story.when(RETURN).when(c.RerouteTask(recipient=OTHER, reason="按职责"), BUREAU)
    assert (story.task.phase, story.task.answers) == (TaskPhase.CLAIMED, OTHER)


def test_where_claims_are_explicit_nothing_is_deemed():
    story = Story().when(PUSH.model_copy(update={"claim_model": ClaimModel.EXPLICIT}))
    with pytest.raises(Refused, match=r"^task-explicit-claim:"):
        story.when(c.DeemClaimed(), on="2026-11-30")


def test_a_refusal_is_told_and_asks_for_nothing():
    task = Story().when(PUSH.model_copy(update={"reason": PushReason.REFUSED})).task
    assert (task.phase, task.answers) == (TaskPhase.CLOSED, None)
