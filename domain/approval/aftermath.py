"""决定之后: guards of dispatch, publicity, sampling review, accountability (§44; 424号; S2)."""

from domain.approval import aftermath_commands as c
from domain.approval import aftermath_events as e
from domain.approval.case_state import Case, Outcome, Phase
from domain.approval.facts import CaseFacts
from domain.approval.guards import all_hands, need_phase
from domain.approval.recorded import said
from domain.shared.errors import Invalid, Refused

AFTER = (Phase.DECIDED, Phase.CERTIFIED, Phase.CLOSED)


def need_deliverable(case: Case) -> None:
    """Raises:
    Refused: `case-wrong-state`; a certificate goes out once made, a refusal once decided.
    """
    granted = case.outcome is Outcome.GRANTED
    need_phase(case, (Phase.CERTIFIED,) if granted else (Phase.DECIDED,))


def dispatch(case: Case, command: c.DispatchResult, _facts: CaseFacts) -> e.ResultDispatched:
    """已寄送: what may be delivered; again where it came back."""
    need_deliverable(case)
    return e.ResultDispatched(method=command.method, tracking=command.tracking)


def publish(case: Case, command: c.PublishNotice, facts: CaseFacts) -> e.PublicNoticePublished:
    """已公示: a decision, once, from the day of the decision on."""
    need_phase(case, AFTER)
    if case.decided_on is None or case.outcome is Outcome.FILED:
        raise Refused(
            "case-not-decided", "本件未作出许可决定，无可公示", "there is no decision to publish"
        )
    if said(case, e.PublicNoticePublished):
        raise Refused("case-already-published", "已公示", "the decision has been published")
    published_on = command.published_on or facts.on
    if not case.decided_on <= published_on <= facts.on:
        raise Invalid(
            "case-publication-day-impossible",
            "公示日期不得早于决定日期或晚于今日",
            "the day lies between that of the decision and today",
            fields=("publishedOn",),
        )
    return e.PublicNoticePublished(
        published_on=published_on, notice_number=command.notice_number, url=command.url
    )


def sample(case: Case, command: c.SampleCase, _facts: CaseFacts) -> e.CaseSampled:
    """已抽中: a finished case, once in a draw."""
    need_phase(case, (Phase.CLOSED,))
    if any(one.event.draw == command.draw for one in said(case, e.CaseSampled)):
        raise Refused("case-already-sampled", "本次抽查已抽中", "drawn in this draw already")
    return e.CaseSampled(
        draw=command.draw,
        seed=command.seed,
        pool_size=command.pool_size,
        pool_digest=command.pool_digest,
    )


def record_review(
    case: Case, command: c.RecordReviewFinding, facts: CaseFacts
) -> e.CaseReviewFound:
    """已出抽查结论: one for each time the case was drawn, by one who had no hand in it."""
    need_phase(case, (Phase.CLOSED,))
    if len(said(case, e.CaseSampled)) <= len(said(case, e.CaseReviewFound)):
        raise Refused(
            "case-not-sampled", "本件未被抽中或已有抽查结论", "not drawn, or reviewed already"
        )
    if facts.actor.person_id in {person for _, person in all_hands(case, facts)}:
        raise Refused(
            "case-own-review", "经办人员不得抽查本人办件", "nobody reviews a case of their own"
        )
    return e.CaseReviewFound(sound=command.sound, detail=command.detail)


def refer(
    case: Case, command: c.ReferAccountability, _facts: CaseFacts
) -> e.AccountabilityReferred:
    """已移送: at any time once there is a case; nothing is decided by it."""
    need_phase(case, frozenset(Phase) - {Phase.NONE})
    return e.AccountabilityReferred(addressee=command.addressee, ground=command.ground)


GUARDS = {
    c.DispatchResult: dispatch,
    c.PublishNotice: publish,
    c.SampleCase: sample,
    c.RecordReviewFinding: record_review,
    c.ReferAccountability: refer,
}
