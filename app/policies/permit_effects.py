"""变更、延续、注销办件的效力: what a case about a permit does to it (许可§49, §50, §70)."""

from uuid import UUID

from app.policies.policy import Cause, Desk, Intention, Policy, Reaction
from domain.approval import events as e
from domain.approval.case import Case
from domain.approval.material_events import GapExpired
from domain.approval.ruling_events import FilingRecorded
from domain.permit import follow_up_commands as f
from domain.permit.commands import CancelPermit
from domain.permit.grounds import CancellationGround
from domain.permit.permit import Ending, Permit
from domain.shared.command import Command

_ENDED = frozenset(
    event.TYPE
    for event in (
        e.NotRequiredTold, e.AcceptanceRefused, e.ApplicationLapsed, e.ApplicationWithdrawn,
        e.CaseTerminated, GapExpired, FilingRecorded,
    )
)  # fmt: skip
"""How a case ends without a decision on the permit."""


def react(cause: Cause, desk: Desk) -> Reaction:
    """One command for the permit that the case names; cases that name none cause nothing."""
    if cause.type == e.ApplicationSubmitted.TYPE and not cause.data.get("permitId"):
        return ()  # nearly all of them: their cases need not be read
    case = desk.case(cause.stream)
    if case.permit_id is None or not case.native:
        return ()
    command = _follows(cause, case, desk)
    if command is None:
        return ()
    on = cause.effective_on(desk.institution)
    return (Intention(command, case.permit_id, effective_date=on),)


def _follows(cause: Cause, case: Case, desk: Desk) -> Command | None:
    match case.purpose:
        case e.CasePurpose.RENEWAL:
            return _renewal(cause, desk)
        case e.CasePurpose.CHANGE if cause.type == e.PermitGranted.TYPE:
            return _change(cause, case)
        case e.CasePurpose.CANCELLATION if cause.type == e.PermitGranted.TYPE and case.permit_id:
            return _cancellation(cause, case, desk.permit(case.permit_id))
    return None


def _renewal(cause: Cause, desk: Desk) -> Command | None:
    case_id, data = cause.stream, cause.data
    if cause.type == e.ApplicationSubmitted.TYPE:
        return f.ApplyForRenewal(by_case=case_id, applied_on=cause.effective_on(desk.institution))
    if cause.type == e.PermitGranted.TYPE:
        return f.RenewPermit(
            by_case=case_id,
            valid_to=data.get("validTo"),
            decision_number=data.get("decisionNumber"),
        )
    if cause.type == e.PermitRefused.TYPE:
        return f.RefuseRenewal(
            by_case=case_id,
            reason=data.get("reason"),
            remedies=data.get("remedies"),
            decision_number=data.get("decisionNumber"),
        )
    return f.EndRenewal(by_case=case_id, ended_by=cause.type)


def _change(cause: Cause, case: Case) -> f.ChangePermit:
    conditions = tuple(cause.data.get("conditions", ()))
    return f.ChangePermit(
        by_case=cause.stream,
        changes="；".join(conditions)[:2000] or f"准予变更（办件 {_number(cause.stream, case)}）",
        holder=case.applicant,
        conditions=conditions or None,
        decision_number=cause.data.get("decisionNumber"),
    )


def _cancellation(cause: Cause, case: Case, permit: Permit) -> CancelPermit:
    """依申请注销: what the holder gives up is cancelled as the law provides (许可§70(6)); what has
    ended already, on the ground on which it ended."""
    ground = CancellationGround.OTHER_BY_LAW
    if permit.ended_by is Ending.EXPIRED:
        ground = CancellationGround.EXPIRED
    elif permit.ended_by:
        ground = CancellationGround.ANNULLED_WITHDRAWN_OR_REVOKED
    return CancelPermit(
        ground=ground,
        decision_number=cause.data.get("decisionNumber"),
        note=f"依申请注销（办件 {_number(cause.stream, case)}）",
    )


def _number(case_id: UUID, case: Case) -> str:
    return case.case_number or str(case_id)


PERMIT_EFFECTS = Policy(
    "permit-effects",
    frozenset({e.ApplicationSubmitted.TYPE, e.PermitGranted.TYPE, e.PermitRefused.TYPE}) | _ENDED,
    react,
)
