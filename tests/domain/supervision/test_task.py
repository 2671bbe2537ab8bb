"""A push that must come back (domain.md §2.5, §3.4)."""

import pytest

from domain.shared.errors import Forbidden, Invalid, Refused
from domain.supervision import commands as c
from domain.supervision import task as tasks
from domain.supervision.events import SupervisionMode, TaskReturned
from domain.supervision.task import TaskPhase
from tests.domain.acts import BUREAU, REGULATOR, act, at
from tests.domain.supervision.task_story import (
    OTHER,
    PLAN,
    RECORD,
    RESULT,
    TASK_ID,
    THIRD,
    Story,
)

RETURN = c.ReturnTask(reason="非本机构职责", cited_record=RECORD)


def refused(code: str):
    return pytest.raises(Refused, match=f"^{code}:")


def reroute(recipient: str) -> c.RerouteTask:
    return c.RerouteTask(recipient=recipient, reason="按职责")


def test_signed_claimed_planned_result_fed_back_acknowledged_closes_the_loop():
    story = Story().claimed().when(PLAN).when(RESULT).when(c.PushFeedback())
    assert (story.task.phase, story.task.addressee) == (TaskPhase.FED_BACK, BUREAU)
    assert story.when(c.AcknowledgeFeedback(), BUREAU).task.phase is TaskPhase.CLOSED


def test_another_organisation_cannot_sign():
    with pytest.raises(Forbidden, match=r"^task-other-organisation:"):
        Story().pushed().when(c.SignTask(), OTHER)


def test_a_claim_needs_a_signature():
    with refused("task-wrong-state"):
        Story().pushed().when(c.ClaimTask())


def test_claiming_does_not_close_the_task():
    assert Story().claimed().task.phase is TaskPhase.CLAIMED


def test_a_result_needs_a_plan():
    with refused("task-wrong-state"):
        Story().claimed().when(RESULT)


def test_a_plan_in_the_past_is_refused():
    with refused("task-plan-in-the-past"):
        Story().claimed().when(PLAN, on="2026-10-16")


def test_an_inspection_on_site_needs_two_officers():
    alone = RESULT.model_copy(update={"inspectors": ("p-1", "p-1")})
    with refused("task-fewer-than-two"):
        Story().claimed().when(PLAN).when(alone)


def test_an_off_site_check_may_be_done_by_one():
    alone = RESULT.model_copy(update={"inspectors": ("p-1",)})
    off_site = PLAN.model_copy(update={"mode": SupervisionMode.OFF_SITE})
    assert Story().claimed().when(off_site).when(alone).task.phase is TaskPhase.RESULTED


def test_a_visit_may_be_dropped_with_a_reason():
    story = Story().claimed().when(c.CloseWithoutVisit(reason="信用良好"))
    assert story.task.phase is TaskPhase.CLOSED


def test_a_returned_task_goes_to_the_next_recipient_with_new_clocks():
    story = Story().pushed().when(RETURN).when(reroute(OTHER), BUREAU, "2026-09-30")
    assert (story.task.phase, story.task.recipient) == (TaskPhase.PUSHED, OTHER)
    assert story.task.pushed_on == at("2026-09-30").date()


def test_a_first_return_is_not_sent_back_to_who_returned_it():
    with refused("task-same-recipient"):
        Story().pushed().when(RETURN).when(reroute(REGULATOR), BUREAU)


def test_a_reroute_to_an_unknown_organisation_is_invalid():
    with pytest.raises(Invalid, match=r"^organisation-unknown:"):
        Story().pushed().when(RETURN).when(reroute("nobody"), BUREAU)


def test_a_second_return_opens_a_dispute_and_somebody_answers_from_that_moment():
    story = Story().pushed().when(RETURN).when(reroute(OTHER), BUREAU)
    task = story.when(RETURN, OTHER).task
    assert (task.phase, task.answers) == (TaskPhase.IN_ARBITRATION, REGULATOR)
    assert task.parties == (REGULATOR, OTHER)
    assert [act.event.TYPE for act in task.acts[-2:]] == ["task.returned", "task.dispute_opened"]


def test_a_second_return_recorded_before_there_were_disputes_ends_in_a_binding_reroute():
    story = Story().pushed().when(RETURN).when(reroute(OTHER), BUREAU)
    returned = TaskReturned(reason="非本机构职责", cited_record="三定方案第三条")
    made = act(returned, at("2026-09-28"), story.task.version + 1, stream=TASK_ID)
    story.task = tasks.evolve(story.task, made)
    story.when(reroute(REGULATOR), BUREAU)
    with refused("task-routing-final"):
        story.when(RETURN)


def test_a_return_cites_a_record_on_the_item():
    with refused("task-return-cites-nothing"):
        Story().pushed().when(RETURN.model_copy(update={"cited_record": "三定方案第三条"}))


def test_a_return_after_three_working_days_is_refused():
    story = Story().pushed("2026-09-28")
    with refused("task-return-too-late"):
        story.when(RETURN, on="2026-10-09")
    story.when(RETURN, on="2026-10-08 23:59")  # 1st to 7th October are holidays


def test_a_task_is_deemed_claimed_after_three_working_days_and_not_before():
    story = Story().pushed("2026-09-28")
    with refused("task-not-due"):
        story.when(c.DeemClaimed(), on="2026-10-08 23:59")
    task = story.when(c.DeemClaimed(), on="2026-10-09 00:00").task
    assert (task.phase, task.deemed_claimed, task.claimed_by) == (TaskPhase.CLAIMED, True, None)


def test_a_historic_task_has_no_claim_clock():
    story = Story().pushed("2026-03-02", historic=True)
    with refused("task-historic"):
        story.when(c.DeemClaimed(), on="2026-09-28")
    story.when(RETURN, on="2026-09-28")


def test_only_the_addressee_acknowledges_feedback():
    story = Story().claimed().when(PLAN).when(RESULT).when(c.PushFeedback())
    with pytest.raises(Forbidden, match=r"^task-other-organisation:"):
        story.when(c.AcknowledgeFeedback(), OTHER)


def test_feedback_goes_to_who_decides_or_has_decided_on_the_item():
    story = Story(deciders=(BUREAU, THIRD)).claimed().when(PLAN).when(RESULT)
    for nobody in ("nobody", REGULATOR, OTHER):
        with pytest.raises(Invalid, match=r"^feedback-addressee:"):
            story.when(c.PushFeedback(addressee=nobody))
    assert story.when(c.PushFeedback(addressee=THIRD)).task.addressee == THIRD
