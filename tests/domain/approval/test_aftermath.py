"""What follows a decision: dispatch, publicity, remedies, review of drawn cases (§7, §44; S2)."""

from datetime import date

import pytest

from domain.approval import aftermath_commands as a
from domain.approval import commands as c
from domain.approval.remedy_events import AppealKind, AppealOutcome
from domain.shared.errors import Invalid
from tests.domain.approval.case_story import Story
from tests.domain.approval.test_admission import refused

DISPATCH = a.DispatchResult(method="EMS", tracking="E1")
PUBLISH = a.PublishNotice(notice_number="公示1号")
OBJECT = a.FileObjection(ground="记载有误")
ANSWER = a.DecideObjection(upheld=False, reason="与申请一致")
APPEAL = a.FileAppeal(kind=AppealKind.RECONSIDERATION, reference="复议1号")
RULED = a.DecideAppeal(outcome=AppealOutcome.UPHELD, reference="复议决1号")
DRAWN = a.SampleCase(draw="抽1号", seed="2026-10-20", pool_size=9, pool_digest="0" * 64)
FOUND = a.RecordReviewFinding(sound=True, detail="程序合规")


def delivered() -> Story:
    story = Story().granted().when(c.MakeCertificate(certificate_number="Z1"), "p-maker")
    return story.when(c.DeliverResult(method="EMS", receipt_number="E1"))


def test_a_result_is_dispatched_once_there_is_something_to_send():
    with refused("case-wrong-state"):
        Story().granted().when(DISPATCH)
    story = Story().granted().when(c.MakeCertificate(certificate_number="Z1"), "p-maker")
    assert story.when(DISPATCH).when(DISPATCH)


def test_a_decision_is_published_once():
    with refused("case-wrong-state"):
        Story().to_decide().when(PUBLISH)
    with refused("case-already-published"):
        Story().granted().when(PUBLISH).when(PUBLISH)


def test_a_case_that_ended_without_a_decision_has_nothing_to_publish():
    with refused("case-not-decided"):
        Story().accepted().when(c.WithdrawApplication()).when(PUBLISH)


@pytest.mark.parametrize("day", [date(2026, 9, 27), date(2026, 9, 29)])
def test_a_decision_is_published_neither_before_it_was_taken_nor_in_the_future(day: date):
    with pytest.raises(Invalid, match=r"^case-publication-day-impossible:"):
        Story().granted("2026-09-28").when(a.PublishNotice(published_on=day), on="2026-09-28 12:00")


def test_an_objection_is_answered_by_another_than_the_decider():
    story = Story().granted().when(OBJECT)
    with refused("objection-own-decision"):
        story.when(ANSWER, "p-decider")
    with refused("objection-open"):
        story.when(OBJECT)
    story.when(ANSWER, "p-leader")
    with refused("objection-not-open"):
        story.when(ANSWER, "p-leader")
    assert story.when(OBJECT)


def test_an_appeal_is_decided_once_it_was_filed():
    with refused("appeal-not-open"):
        Story().granted().when(RULED)
    with refused("appeal-open"):
        Story().granted().when(APPEAL).when(APPEAL)
    assert Story().granted().when(APPEAL).when(RULED).when(APPEAL)


def test_there_is_no_objection_before_something_was_decided_or_ended():
    with refused("case-wrong-state"):
        Story().to_decide().when(OBJECT)
    with refused("case-wrong-state"):
        Story().to_decide().when(APPEAL)


def test_a_finished_case_is_drawn_once_in_a_draw():
    with refused("case-wrong-state"):
        Story().granted().when(DRAWN, "p-efficiency")
    with refused("case-already-sampled"):
        delivered().when(DRAWN, "p-efficiency").when(DRAWN, "p-efficiency")
    again = DRAWN.model_copy(update={"draw": "抽2号"})
    assert delivered().when(DRAWN, "p-efficiency").when(again, "p-efficiency")


def test_a_drawn_case_is_reviewed_once_by_one_who_had_no_hand_in_it():
    with refused("case-not-sampled"):
        delivered().when(FOUND, "p-efficiency")
    drawn = delivered().when(DRAWN, "p-efficiency")
    with refused("case-own-review"):
        drawn.when(FOUND, "p-decider")
    with refused("case-not-sampled"):
        drawn.when(FOUND, "p-efficiency").when(FOUND, "p-efficiency")


def test_accountability_is_referred_at_any_time():
    refer = a.ReferAccountability(addressee="机关纪委", ground="无故拖延")
    for story in (Story().received(), Story().granted(), delivered()):
        assert story.when(refer, "p-efficiency")
    with refused("case-wrong-state"):
        Story().when(refer, "p-efficiency")
