"""首办、代办、预审、绿色通道: guards of acts that do not move a case on (domain.md §1.2)."""

from domain.approval import handler_events as e
from domain.approval import handling_commands as c
from domain.approval.case_state import UNDECIDED, Case, Phase
from domain.approval.demands import need_listed
from domain.approval.facts import CaseFacts
from domain.approval.guards import need_phase
from domain.registry.posts import Post
from domain.shared.act import Role
from domain.shared.errors import Forbidden, Invalid, Refused

_OPEN = frozenset(Phase) - {Phase.NONE, Phase.CLOSED}


def _holder(facts: CaseFacts, post: str, field: str) -> Post:
    found = facts.post(post)
    if found is None:
        raise Invalid(
            "post-unknown",
            "该日无人任此岗位",
            "nobody holds this post then",
            fields=(field,),
        )
    return found


def assign_first_handler(
    case: Case, command: c.AssignFirstHandler, facts: CaseFacts
) -> e.FirstHandlerAssigned:
    """首办负责: one person, once; after that the duty is handed over."""
    need_phase(case, UNDECIDED)
    if case.first_handler:
        raise Refused(
            "case-first-handler-assigned",
            "已确定首办责任人，变更须办理移交",
            "there is a first handler already; hand the duty over instead",
        )
    holder = _holder(facts, command.post or facts.actor.post or "", "post")
    return e.FirstHandlerAssigned(person=holder.person_id, post=holder.post)


def hand_over(case: Case, command: c.HandOver, facts: CaseFacts) -> e.HandedOver:
    """首办移交: by the first handler, or by who leads the office; to another person."""
    need_phase(case, _OPEN)
    if case.first_handler is None:
        raise Refused(
            "case-no-first-handler", "未确定首办责任人", "there is no first handler to hand over"
        )
    holder = _holder(facts, command.to_post, "toPost")
    if holder.person_id == case.first_handler:
        raise Refused(
            "case-same-first-handler", "移交对象即现首办责任人", "that person is the first handler"
        )
    if facts.actor.role is Role.WINDOW and facts.actor.person_id != case.first_handler:
        raise Forbidden(
            "case-not-first-handler",
            "首办移交由首办责任人本人或负责人办理",
            "the duty is handed over by who has it, or by who leads the office",
        )
    return e.HandedOver(to_person=holder.person_id, to_post=holder.post, reason=command.reason)


def assign_agent(case: Case, command: c.AssignAgent, facts: CaseFacts) -> e.AgentAssigned:
    """代办: not one who works on the case for the office."""
    need_phase(case, _OPEN)
    if any(person == command.agent for _, person in case.hands):
        raise Refused(
            "case-agent-is-a-hand",
            "办理本件的人员不得代办本件",
            "who works on the case for the office may not act for the applicant",
        )
    if case.agent == command.agent:
        raise Refused("case-same-agent", "该人员已是代办员", "this person is the agent already")
    return e.AgentAssigned(agent=command.agent, org=command.org)


def request_pre_review(
    case: Case, command: c.RequestPreReview, _facts: CaseFacts
) -> e.PreReviewRequested:
    """申请网上预审: before materials are received; one at a time."""
    need_phase(case, (Phase.SUBMITTED,))
    if case.pre_review_open:
        raise Refused("case-pre-review-open", "预审尚未答复", "a pre-review awaits its answer")
    return e.PreReviewRequested(materials=command.materials)


def answer_pre_review(
    case: Case, command: c.AnswerPreReview, facts: CaseFacts
) -> e.PreReviewAnswered:
    """网上预审答复: ready, or the list of what is missing, which may ask for nothing extra."""
    if not case.pre_review_open:
        raise Refused("case-pre-review-not-open", "没有待答复的预审", "no pre-review is open")
    if command.ready == bool(command.missing):
        raise Refused(
            "case-pre-review-unclear",
            "预审通过不得列缺件，未通过须一次列明缺件",
            "either it is ready, or all that is missing is named",
        )
    need_listed(facts.item, command.missing)
    return e.PreReviewAnswered(ready=command.ready, missing=command.missing)


def record_visit(case: Case, command: c.RecordVisit, _facts: CaseFacts) -> e.VisitRecorded:
    """跑动次数: while the case is open."""
    need_phase(case, _OPEN)
    return e.VisitRecorded(purpose=command.purpose)


def declare_priority(
    case: Case, command: c.DeclarePriority, facts: CaseFacts
) -> e.PriorityDeclared:
    """绿色通道: once, before the decision; by the published list where there is one."""
    need_phase(case, UNDECIDED)
    if case.priority:
        raise Refused("case-priority-declared", "已声明优先办理", "priority is declared already")
    listed = facts.green_channel
    if listed is not None and command.list_entry not in listed:
        raise Refused(
            "case-not-on-green-channel-list",
            "不在公布的绿色通道名单内，须引用名单条目",
            "the published green-channel list has no such entry; name one of its codes",
        )
    return e.PriorityDeclared(
        reason=command.reason, approved_by=command.approved_by, list_entry=command.list_entry
    )


GUARDS = {
    c.AssignFirstHandler: assign_first_handler,
    c.HandOver: hand_over,
    c.AssignAgent: assign_agent,
    c.RequestPreReview: request_pre_review,
    c.AnswerPreReview: answer_pre_review,
    c.RecordVisit: record_visit,
    c.DeclarePriority: declare_priority,
}
