"""变更、延续、注销的申请: what a permit must be like for it (许可§9, §49, §50)."""

from uuid import UUID

from domain.approval.events import CasePurpose
from domain.permit.guards import ALIVE, IN_FORCE, need_phase
from domain.permit.permit_state import Permit, PermitPhase
from domain.registry.events import ItemVersionPublished
from domain.shared.errors import Refused
from domain.shared.subject import SubjectRef

_OPEN_TO = {
    CasePurpose.CHANGE: IN_FORCE,
    CasePurpose.RENEWAL: (PermitPhase.VALID, PermitPhase.SUSPENDED),
    CasePurpose.CANCELLATION: (*ALIVE, PermitPhase.INVALID),
}
_GRANTED_FOR = {**_OPEN_TO, CasePurpose.RENEWAL: ALIVE}
"""While a renewal is under way the permit is RENEWING, or VALID again once the law renewed it."""


def check_application(
    permit: Permit,
    purpose: CasePurpose,
    item: ItemVersionPublished,
    applicant: SubjectRef | None,
) -> None:
    """Judge an application about `permit` under the item version in force.

    Raises:
        Refused: the permit is of another item or in another state, is worked elsewhere, may not be
            renewed or transferred, or somebody asks who is not its holder.
    """
    need_phase(permit, _OPEN_TO[purpose])
    if not permit.native:
        raise Refused(
            "worked-elsewhere",
            "该证照由来源系统管理，此处只接收上报",
            "this permit is kept by its source system; only reports are taken here",
        )
    if permit.item_code != item.item_code:
        raise Refused(
            "permit-other-item", "该证照属于其他事项", "the permit belongs to another item"
        )
    standard = item.standard
    if purpose is CasePurpose.RENEWAL:
        _check_renewal(permit, renewable=standard is None or standard.renewable)
    held = permit.holder
    if held is None or (applicant and applicant.subject_id == held.subject_id):
        return
    if applicant is None or purpose is not CasePurpose.CHANGE:
        raise Refused(
            "permit-other-holder", "申请人不是持证人", "the applicant does not hold this permit"
        )
    if standard is None or not standard.transferable:
        raise Refused(
            "permit-not-transferable",
            "依法取得的行政许可不得转让",
            "this permit may not be transferred",
        )


def check_grant(permit: Permit, purpose: CasePurpose, case_id: UUID) -> None:
    """Judge the grant of a case about `permit`, which may have ended since it was applied for.

    Raises:
        Refused: the grant could have no effect on the permit.
    """
    need_phase(permit, _GRANTED_FOR[purpose])
    if purpose is CasePurpose.RENEWAL and permit.renewal not in (None, case_id):
        raise Refused(
            "permit-renewal-pending", "已有延续申请在办", "a renewal has been applied for already"
        )


def _check_renewal(permit: Permit, *, renewable: bool) -> None:
    if not renewable or permit.valid_to is None:
        raise Refused("permit-not-renewable", "该证照不适用延续", "this permit cannot be renewed")
    if permit.renewal:
        raise Refused(
            "permit-renewal-pending", "已有延续申请在办", "a renewal has been applied for already"
        )
