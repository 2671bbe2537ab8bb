"""监管反馈应用: the decision waits for what supervision found (domain.md §3.1; S1)."""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.approval import commands as c
from domain.approval import opinion_commands as o
from domain.approval.consulting import Feedback, FeedbackKind
from domain.approval.events import PermitGranted, PermitRefused
from domain.shared.errors import DomainError, Invalid, Unavailable
from tests.domain.acts import at
from tests.domain.approval.case_story import Story

GRANT = c.GrantPermit(decision_number="许可1号")
REFUSE = c.RefusePermit(decision_number="不准1号", reason="不符合", remedies="六十日内申请复议")
TASK, CHECK = UUID(int=1), UUID(int=2)
KNOWN = at("2026-09-28")


def story(*feedback: Feedback) -> Story:
    return Story(feedback=feedback).to_decide()


def found(days: int = 0, stream: UUID = TASK, kind: FeedbackKind = FeedbackKind.TASK) -> Feedback:
    return Feedback(kind, stream, KNOWN + timedelta(days=days), "NON_COMPLIANT")


def consult(*tasks: UUID, checks: tuple[UUID, ...] = ()) -> o.ConsultFeedback:
    return o.ConsultFeedback(tasks=tasks, inspections=checks)


def refused(made: Story, command: c.GrantPermit | o.ConsultFeedback, on: str) -> str:
    with pytest.raises(DomainError) as error:
        made.when(command, "p-decider", on)
    return error.value.code


def test_a_grant_waits_until_every_open_finding_was_consulted():
    made = story(found(), found(stream=CHECK, kind=FeedbackKind.INSPECTION))
    assert refused(made, GRANT, "2026-09-29") == "case-feedback-not-consulted"
    made.when(consult(TASK), "p-decider", "2026-09-29 11:00")
    assert refused(made, GRANT, "2026-09-29 12:00") == "case-feedback-not-consulted"
    made.when(consult(TASK, checks=(CHECK,)), "p-decider", "2026-09-29 13:00")
    (event,) = made.decide(GRANT, "p-decider", at("2026-09-29 14:00"))
    assert isinstance(event, PermitGranted)


def test_what_the_log_learned_of_after_the_consultation_is_consulted_again():
    made = story(found()).when(consult(TASK), "p-decider", "2026-09-29")
    made.feedback = (found(days=2),)
    assert refused(made, GRANT, "2026-09-30 12:00") == "case-feedback-not-consulted"
    made.when(consult(TASK), "p-decider", "2026-09-30 13:00")
    made.when(GRANT, "p-decider", "2026-09-30 14:00")


def test_a_refusal_waits_for_nothing_and_what_is_settled_holds_up_nobody():
    (event,) = story(found()).decide(REFUSE, "p-decider", at("2026-09-29"))
    assert isinstance(event, PermitRefused)
    story(Feedback(FeedbackKind.TASK, TASK)).when(GRANT, "p-decider", "2026-09-29")


def test_only_what_is_about_this_applicant_can_be_consulted():
    made = story(found())
    for command in (consult(CHECK), consult(checks=(TASK,))):
        with pytest.raises(Invalid) as refused:
            made.when(command, "p-decider", "2026-09-29")
        assert refused.value.code == "feedback-not-of-this-applicant"


def test_while_it_is_not_known_nothing_is_granted():
    made = Story().to_decide()
    made.feedback = None
    with pytest.raises(Unavailable):
        made.when(GRANT, "p-decider", "2026-09-29")


def test_the_window_consults_for_filings_alone():
    assert story(found()).item.profile.value == "FIVE_STAGE"
    with pytest.raises(DomainError) as error:
        story(found()).when(consult(TASK), "p-window", "2026-09-29")
    assert error.value.code == "post-wrong-role"
