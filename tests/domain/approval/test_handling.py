"""首办负责, 代办, 网上预审, 跑动次数, 绿色通道 (domain.md §1.2)."""

from datetime import date

import pytest

from domain.approval import commands as c
from domain.approval import handling_commands as h
from domain.registry.posts import Post
from domain.shared.act import Role
from domain.shared.command import Command
from domain.shared.errors import Forbidden, Invalid, Refused
from tests.domain.acts import BUREAU
from tests.domain.approval.case_story import Story
from tests.domain.approval.standards import FORM, standardised

ASK = h.RequestPreReview()
READY = h.AnswerPreReview(ready=True)
PRIORITY = h.DeclarePriority(reason="重点项目", approved_by="p-leader")


def refused(code: str):
    return pytest.raises(Refused, match=f"^{code}:")


def post(name: str, person: str) -> Post:
    return Post(name, person, Role.WINDOW, BUREAU, (), date(2026, 1, 1), None)


def story() -> Story:
    held = (post("post-p-window", "p-window"), post("window-2", "p-second"))
    made = Story(item=standardised(), posts={one.post: one for one in held})
    return made.when(c.SubmitApplication(item_code="XK-0001"), "p-applicant")


def test_the_first_handler_is_who_takes_the_case_unless_another_post_is_named():
    assert story().when(h.AssignFirstHandler()).case.first_handler == "p-window"
    named = h.AssignFirstHandler(post="window-2")
    assert story().when(named).case.first_handler == "p-second"


def test_a_second_first_handler_is_refused_and_the_duty_is_handed_over_instead():
    made = story().when(h.AssignFirstHandler())
    with refused("case-first-handler-assigned"):
        made.when(h.AssignFirstHandler(post="window-2"))
    made.when(h.HandOver(to_post="window-2", reason="轮岗"))
    assert made.case.first_handler == "p-second"
    with refused("case-same-first-handler"):
        made.when(h.HandOver(to_post="window-2", reason="轮岗"))


def test_a_duty_that_nobody_has_is_not_handed_over():
    with refused("case-no-first-handler"):
        story().when(h.HandOver(to_post="window-2", reason="轮岗"))


@pytest.mark.parametrize(
    "command", [h.AssignFirstHandler(post="nobody"), h.HandOver(to_post="nobody", reason="轮岗")]
)
def test_a_first_handler_holds_a_post_on_that_day(command: Command):
    made = story()
    if isinstance(command, h.HandOver):
        made.when(h.AssignFirstHandler())
    with pytest.raises(Invalid, match=r"^post-unknown:"):
        made.when(command)


def test_an_agent_is_not_one_who_works_on_the_case():
    made = story().when(c.ReceiveMaterials())
    with refused("case-agent-is-a-hand"):
        made.when(h.AssignAgent(agent="p-window"))
    assert made.when(h.AssignAgent(agent="p-agent")).case.agent == "p-agent"
    with refused("case-same-agent"):
        made.when(h.AssignAgent(agent="p-agent"))


def test_an_agent_does_not_work_on_the_case_afterwards_either():
    made = story().when(c.ReceiveMaterials()).when(h.AssignAgent(agent="p-reviewer"))
    made.when(c.AcceptCase())
    with refused("case-agent-is-a-hand"):
        made.when(c.StartReview(), "p-reviewer")


def test_the_duty_is_handed_over_by_who_has_it_or_by_who_leads():
    made = story().when(h.AssignFirstHandler(post="window-2"))
    with pytest.raises(Forbidden, match=r"^case-not-first-handler:"):
        made.when(h.HandOver(to_post="post-p-window", reason="轮岗"))
    made.when(h.HandOver(to_post="post-p-window", reason="轮岗"), "p-leader")
    assert made.case.first_handler == "p-window"


def test_a_pre_review_is_asked_and_answered_before_anything_is_handed_in():
    made = story().when(ASK, "p-applicant")
    with refused("case-pre-review-open"):
        made.when(ASK, "p-applicant")
    made.when(READY)
    with refused("case-pre-review-not-open"):
        made.when(READY)
    with refused("case-wrong-state"):
        made.when(c.ReceiveMaterials()).when(ASK, "p-applicant")


def test_a_pre_review_has_no_effect_in_law():
    made = story().when(ASK, "p-applicant").when(h.AnswerPreReview(ready=False, missing=(FORM,)))
    case = made.when(c.ReceiveMaterials()).case
    assert (case.noticed_on, case.accepted_on) == (None, None)
    assert case.notice_from == date(2026, 9, 28)


def test_an_answer_names_what_is_missing_or_says_that_it_is_ready():
    made = story().when(ASK, "p-applicant")
    for unclear in (h.AnswerPreReview(ready=False), READY.model_copy(update={"missing": (FORM,)})):
        with refused("case-pre-review-unclear"):
            made.when(unclear)


def test_a_pre_review_asks_for_nothing_outside_the_standard():
    with refused("case-demand-outside-standard"):
        story().when(ASK, "p-applicant").when(h.AnswerPreReview(ready=False, missing=("图纸",)))


def test_visits_are_counted_while_the_case_is_open():
    made = story().when(h.RecordVisit()).when(h.RecordVisit(purpose="递交原件"))
    assert made.case.visits == 2
    with refused("case-wrong-state"):
        made.when(c.WithdrawApplication(), "p-applicant").when(h.RecordVisit())


def test_priority_is_declared_once():
    made = story().when(PRIORITY)
    assert made.case.priority
    assert made.case.priority.approved_by == "p-leader"
    with refused("case-priority-declared"):
        made.when(PRIORITY)


def test_where_a_green_channel_list_is_published_its_entry_is_named():
    made = story()
    made.green_channel = ("LSTD-1",)
    for entry in (None, "LSTD-9"):
        with refused("case-not-on-green-channel-list"):
            made.when(PRIORITY.model_copy(update={"list_entry": entry}))
    made.when(PRIORITY.model_copy(update={"list_entry": "LSTD-1"}))
    assert made.case.priority
