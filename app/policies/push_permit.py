"""证照动态推送: what becomes of a permit is told to whoever supervises and enforces its item.

Source: 浙江§33; domain.md §3.2 (every transition pushes to the regulator), rule L-01.
"""

from uuid import UUID

from app.policies.policy import Cause, Desk, Policy, Reaction
from app.policies.push_supervision import News, pushed
from domain.monitoring.watched import PERMIT_OUTCOMES
from domain.permit.events import PermitCancelled, PermitChanged, PermitRenewed
from domain.registry.standards import PushPriority
from domain.shared.act import Role
from domain.shared.ids import reported_case_id

_OF_A_CASE = frozenset(event.TYPE for event in (PermitChanged, PermitRenewed, PermitCancelled))


def react(cause: Cause, desk: Desk) -> Reaction:
    """Nothing for what a case worked here has brought about: its grant was pushed."""
    if cause.type in _OF_A_CASE and cause.meta["actor"]["role"] == Role.SYSTEM:
        return ()
    permit = desk.permit(cause.stream)
    case_id = permit.case_id or _case_of(cause, desk)
    formality = cause.type == PermitCancelled.TYPE
    news = News(
        case_id,
        cause.item_code or permit.item_code,
        PERMIT_OUTCOMES[cause.type],
        lambda: desk.case(case_id),
        permit_id=cause.stream,
        decision_number=cause.data.get("decisionNumber") or cause.data.get("penaltyNumber"),
        urgency=PushPriority.LOW if formality else None,
    )
    return pushed(cause, desk, news)


def _case_of(cause: Cause, desk: Desk) -> UUID:
    """The case of a permit whose issue was never reported; the permit itself if that is unknown."""
    jurisdiction = desk.institution.jurisdiction
    source, number = cause.meta.get("sourceSystem"), cause.meta.get("caseNumber")
    if jurisdiction and source and number:
        return reported_case_id(jurisdiction, source, number)
    return cause.stream


PUSH_PERMIT = Policy("push-permit", frozenset(PERMIT_OUTCOMES), react)
