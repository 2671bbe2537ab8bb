"""承诺生效: a permit granted on a signed commitment puts the commitment in force.

Source: 浙江§14; domain.md §3.3. From then on its verification is due.
"""

from app.policies.policy import Cause, Desk, Gap, Intention, Policy, Reaction
from domain.approval.events import PermitGranted
from domain.commitment.commands import TakeEffect
from domain.commitment.commitment import CommitmentPhase
from domain.registry.standards import Function
from domain.shared.ids import commitment_id

DEFAULT_VERIFY_DAYS = 60  # 浙江§14


def react(cause: Cause, desk: Desk) -> Reaction:
    """Nothing without a signed commitment, or where its source system reports its course."""
    commitment = desk.commitment_of(cause.stream)
    if commitment.phase is not CommitmentPhase.SIGNED or not commitment.native:
        return ()
    on = cause.effective_on(desk.institution)
    item_code = commitment.item_code or cause.item_code or ""
    case = desk.case(cause.stream)
    verifier = desk.institution.responsible(
        item_code, Function.SUPERVISE, on, territory=case.territory
    )
    target = commitment_id(cause.stream)
    if verifier is None:
        return (
            Gap(
                target,
                TakeEffect,
                "该事项当日无监管机构，承诺无人核查(监管空白)",
                "no organisation answers for supervising this item: nobody would verify it",
            ),
        )
    item = desk.institution.item(item_code, case.item_version)
    command = TakeEffect(
        verify_days=item.verify_days if item else DEFAULT_VERIFY_DAYS, verifier=verifier.org
    )
    return (Intention(command, target, effective_date=on),)


COMMITMENT_EFFECT = Policy("commitment-effect", frozenset({PermitGranted.TYPE}), react)
