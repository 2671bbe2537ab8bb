"""审管联动: an outcome of approval becomes a task of every regulator who answers for the item.

Source: 浙江§33; S1「同步推送」; domain.md §1.3, rule L-01.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.policies.policy import Cause, Desk, Gap, Intention, Policy, Reaction, Start
from domain.approval.case import Case
from domain.approval.events import CasePurpose, HandedToSupervision, PermitGranted, PermitRefused
from domain.approval.ruling_events import FilingRecorded
from domain.commitment.events import CommitmentTookEffect
from domain.registry.institution import Institution
from domain.registry.responsibilities import Assignment
from domain.registry.standards import Function, PushPriority
from domain.registry.territories import OVERSEEING
from domain.shared.ids import task_id
from domain.supervision.commands import PushTask
from domain.supervision.events import PushReason
from domain.timing.days import WorkingDays

HISTORIC_AFTER = WorkingDays(20)
"""[D] Reported later than this after it took effect: history, shown but without clocks."""

_REASONS = {
    PermitGranted.TYPE: PushReason.GRANTED,
    FilingRecorded.TYPE: PushReason.FILED,
    HandedToSupervision.TYPE: PushReason.HANDED_OVER,
    CommitmentTookEffect.TYPE: PushReason.COMMITMENT,
}
_ON_GRANT = {
    CasePurpose.NEW: PushReason.GRANTED,
    CasePurpose.CHANGE: PushReason.CHANGED,
    CasePurpose.RENEWAL: PushReason.RENEWED,
    CasePurpose.CANCELLATION: PushReason.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class News:
    """What is pushed, and of which case; `case` is read only if there is somebody to tell."""

    case_id: UUID
    item_code: str | None
    reason: PushReason
    case: Callable[[], Case]
    commitment_id: UUID | None = None
    permit_id: UUID | None = None
    decision_number: str | None = None
    urgency: PushPriority | None = None


def react(cause: Cause, desk: Desk) -> Reaction:
    """What approval has come to; a case about a permit says what it does to it."""
    on_commitment = cause.type == CommitmentTookEffect.TYPE
    case_id = UUID(cause.data["caseId"]) if on_commitment else cause.stream
    reason, about = _REASONS[cause.type], None
    if cause.type == PermitGranted.TYPE:
        case = desk.case(case_id)
        reason, about = _ON_GRANT[case.purpose], case.permit_id
    news = News(
        case_id,
        cause.item_code,
        reason,
        lambda: desk.case(case_id),
        commitment_id=cause.stream if on_commitment else None,
        permit_id=about,
    )
    return pushed(cause, desk, news)


def pushed(cause: Cause, desk: Desk, news: News) -> Reaction:
    """A task for the supervising and one for the enforcing organisation of the effective date;
    one alone if they are the same. Nobody to supervise is a gap, never silence."""
    recipients = _recipients(cause, desk, news)
    reaction: list[Intention | Gap] = []
    if not any(one.function is Function.SUPERVISE for one in recipients.values()):
        reaction.append(
            Gap(
                cause.stream if news.permit_id == cause.stream else news.case_id,
                PushTask,
                "该事项当日无监管机构，未能推送(监管空白)",
                "no organisation answers for supervising this item on that day: nothing was pushed",
            )
        )
    if news.item_code and recipients:
        reaction += _tasks(cause, desk, news, news.item_code, recipients)
    return reaction


def _recipients(cause: Cause, desk: Desk, news: News) -> dict[str, Assignment]:
    """By organisation; the supervising one first. Where the subject is matters for few items."""
    recipients: dict[str, Assignment] = {}
    if news.item_code:
        institution, on = desk.institution, cause.effective_on(desk.institution)
        divided = institution.competence.territorial(news.item_code, OVERSEEING)
        where = news.case().territory if divided else None
        for function in OVERSEEING:
            found = institution.responsible(news.item_code, function, on, territory=where)
            if found:
                recipients.setdefault(found.org, found)
    return recipients


def _tasks(
    cause: Cause, desk: Desk, news: News, item_code: str, recipients: dict[str, Assignment]
) -> Iterator[Intention]:
    case, on = news.case(), cause.effective_on(desk.institution)
    historic = is_historic(cause, on, desk.institution)
    item = desk.institution.item(item_code, case.item_version)
    usual = item.push_priority if item else PushPriority.NORMAL
    lead = next(iter(recipients)) if len(recipients) > 1 else None
    terms = _terms(cause, desk.institution)
    for org, assignment in recipients.items():
        command = PushTask(
            task_number=f"JG-{cause.region}-{cause.position:09d}-{assignment.function.value[0]}",
            case_id=news.case_id,
            case_number=case.case_number or cause.case_number or str(news.case_id),
            item_code=item_code,
            recipient=org,
            function=assignment.function,
            reason=news.reason,
            priority=news.urgency or usual,
            applicant=case.applicant,
            decision_number=news.decision_number or case.decision_number,
            commitment_id=news.commitment_id,
            permit_id=news.permit_id,
            historic=historic,
            territory=case.territory,
            lead=lead,
            **terms,
        )
        target = task_id(news.case_id, org, str(cause.event_id))
        # A task's own clocks run from its push; only history is shown at its source's time.
        shown = on if historic else None
        yield Intention(command, target, part=org, effective_date=shown)


def _terms(cause: Cause, institution: Institution) -> dict[str, Any]:
    """What the region says about signing and claiming on the day of the push, if it does."""
    rules = institution.linkage_on(institution.calendar.local_date(cause.recorded_at))
    if rules is None:
        return {}
    return {
        "claim_model": rules.claim_model,
        "sign_days": rules.sign_days,
        "claim_days": rules.claim_days,
    }


def is_historic(cause: Cause, on: date, institution: Institution) -> bool:
    """Whether the outcome was reported so long after the fact that no clock may run on it.

    A report of today's permit is a duty of today; an archive that is imported is not.
    """
    calendar = institution.calendar
    recorded_on = calendar.local_date(cause.recorded_at)
    return not cause.native and calendar.workdays_between(on, recorded_on) > HISTORIC_AFTER


def told_of_refusal(cause: Cause, desk: Desk) -> Reaction:
    """不予许可告知: who supervises learns that the applicant may not do it; nothing to inspect.
    Where nobody does, that is a gap on record too."""
    news = News(
        cause.stream,
        cause.item_code,
        PushReason.REFUSED,
        lambda: desk.case(cause.stream),
        urgency=PushPriority.LOW,
    )
    return pushed(cause, desk, news)


PUSH_SUPERVISION = Policy("push-supervision", frozenset(_REASONS), react)

PUSH_REFUSAL = Policy(
    "push-refusal", frozenset({PermitRefused.TYPE}), told_of_refusal, starts=Start.NOW
)
"""Newer than the logs of earlier releases: what was refused before it began is not pushed late."""
