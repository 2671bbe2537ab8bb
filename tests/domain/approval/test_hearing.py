"""Those whom a permit touches are told, heard and heard in time (许可§36, §46–48)."""

from datetime import date

from domain.approval import commands as c
from domain.approval import hearing_commands as h
from domain.approval.case import Outcome
from domain.approval.events import Proposal
from tests.domain.approval.case_story import MET, Story
from tests.domain.approval.test_admission import refused

TOLD = h.NotifyInterestedParties(parties=("p-neighbour",), document_number="告1号")
ASKED = h.RequestHearing(by="p-neighbour")
NOTICED = h.NoticeHearing(held_on=date(2026, 10, 14), chair="p-chair")
HELD = h.HoldHearing(chair="p-chair", record="0" * 64)
REVIEWED = c.CompleteReview(proposal=Proposal.GRANT, checklist=MET)
GRANT = c.GrantPermit(decision_number="许可1号")


def told() -> Story:
    return Story().reviewing("2026-09-28").when(TOLD, "p-reviewer", "2026-09-28")


def asked() -> Story:
    return told().when(ASKED, "p-window", "2026-09-29")


def noticed() -> Story:
    return asked().when(NOTICED, "p-reviewer", "2026-09-29 11:00")


def test_a_party_that_was_told_may_ask_until_the_fifth_working_day_ends():
    assert told().when(ASKED, "p-window", "2026-10-10 23:50")
    with refused("hearing-request-late"):
        told().when(ASKED, "p-window", "2026-10-11")


def test_who_was_not_told_cannot_ask_for_a_hearing():
    with refused("hearing-not-told"):
        told().when(h.RequestHearing(by="p-stranger"), "p-window")
    with refused("hearing-not-told"):
        Story().reviewing().when(ASKED, "p-window")


def test_an_applicant_asks_in_nobody_else_s_name():
    with refused("hearing-not-told"):
        told().when(ASKED, "p-applicant")
    both = TOLD.model_copy(update={"parties": ("p-applicant", "p-neighbour")})
    story = Story().reviewing().when(both, "p-reviewer")
    assert story.when(h.RequestHearing(by="p-applicant"), "p-applicant")


def test_a_party_asks_once():
    with refused("hearing-already-requested"):
        asked().when(ASKED, "p-window", "2026-09-30")


def test_no_decision_while_a_hearing_may_still_be_asked_for():
    story = told().when(REVIEWED, "p-reviewer", "2026-09-30")
    with refused("case-hearing-period-open"):
        story.when(GRANT, "p-decider", "2026-10-10")
    assert story.when(GRANT, "p-decider", "2026-10-12").case.outcome is Outcome.GRANTED


def test_no_decision_before_the_hearing_that_was_asked_for():
    story = asked().when(REVIEWED, "p-reviewer", "2026-09-30")
    with refused("case-hearing-outstanding"):
        story.when(GRANT, "p-decider", "2026-10-20")
    refusal = c.RefusePermit(decision_number="不予1号", reason="不符合", remedies="复议")
    with refused("case-hearing-outstanding"):
        story.when(refusal, "p-decider", "2026-10-20")


def test_a_decision_follows_the_hearing():
    story = noticed().when(HELD, "p-leader", "2026-10-14")
    story.when(REVIEWED, "p-reviewer", "2026-10-15").when(GRANT, "p-decider", "2026-10-15 11:00")
    assert story.case.outcome is Outcome.GRANTED


def test_a_hearing_is_noticed_seven_working_days_before():
    with refused("hearing-notice-short"):
        asked().when(NOTICED, "p-reviewer", "2026-09-30")


def test_a_hearing_is_held_within_twenty_working_days_of_the_request_where_it_still_can_be():
    last = NOTICED.model_copy(update={"held_on": date(2026, 11, 2)})
    later = NOTICED.model_copy(update={"held_on": date(2026, 11, 3)})
    assert asked().when(last, "p-reviewer", "2026-09-29 11:00")
    with refused("hearing-too-late"):
        asked().when(later, "p-reviewer", "2026-09-29 11:00")
    assert asked().when(later, "p-reviewer", "2026-10-23")


def test_a_hearing_is_held_on_its_day_and_only_if_it_was_noticed():
    with refused("hearing-not-noticed"):
        asked().when(HELD, "p-leader", "2026-10-14")
    with refused("hearing-too-early"):
        noticed().when(HELD, "p-leader", "2026-10-12 09:00")
    with refused("hearing-not-noticed"):
        noticed().when(HELD, "p-leader", "2026-10-14").when(HELD, "p-leader", "2026-10-16")


def test_the_reviewer_does_not_chair_the_hearing():
    chair = "p-reviewer"
    with refused("hearing-chair-reviewed"):
        asked().when(NOTICED.model_copy(update={"chair": chair}), "p-reviewer", "2026-09-29 11:00")
    with refused("hearing-chair-reviewed"):
        noticed().when(HELD.model_copy(update={"chair": chair}), "p-leader", "2026-10-14")


def test_the_chair_does_not_complete_the_review():
    with refused("hearing-chair-reviewed"):
        noticed().when(HELD, "p-leader", "2026-10-14").when(REVIEWED, "p-chair", "2026-10-15")


def test_who_told_the_parties_has_a_hand_in_the_review():
    with refused("case-separation-of-duties"):
        told().when(REVIEWED, "p-reviewer-2").when(GRANT, "p-reviewer", "2026-10-12")
