"""撤销、撤回、吊销、暂扣、注销: each by its own organ and on its own ground, never mixed."""

from domain.permit import commands as c
from domain.permit import events as e
from domain.permit import follow_up_commands as f
from domain.permit.grounds import CancellationGround
from domain.permit.guards import ALIVE, IN_FORCE, PermitFacts, need_phase
from domain.permit.permit_state import Ending, Permit, PermitPhase
from domain.shared.errors import Refused
from domain.timing.days import end_of

_AFTER_ENDING: dict[CancellationGround, tuple[Ending, ...]] = {
    CancellationGround.EXPIRED: (Ending.EXPIRED,),
    CancellationGround.ANNULLED_WITHDRAWN_OR_REVOKED: (
        Ending.ANNULLED,
        Ending.WITHDRAWN,
        Ending.REVOKED,
    ),
}
"""Grounds that are themselves an act on the permit; the others end it by the formality alone."""


def annul(permit: Permit, command: c.AnnulPermit, _facts: PermitFacts) -> e.PermitAnnulled:
    """撤销 (许可§69): on a ground of the list, after the harm to the public was weighed."""
    need_phase(permit, ALIVE)
    if not command.public_harm_weighed:
        raise Refused(
            "permit-harm-not-weighed",
            "撤销前应当衡量是否可能对公共利益造成重大损害",
            "before a permit is annulled it must be weighed whether that harms the public greatly",
        )
    return e.PermitAnnulled(**dict(command))


def withdraw(permit: Permit, command: c.WithdrawPermit, _facts: PermitFacts) -> e.PermitWithdrawn:
    """撤回 (许可§8): lawful once; what the holder loses is compensated."""
    need_phase(permit, ALIVE)
    return e.PermitWithdrawn(**dict(command))


def revoke(
    permit: Permit, command: c.RevokePermit, _facts: PermitFacts
) -> e.PermitRevokedByPenalty:
    """吊销 (处罚§9, §63): a penalty, never without the right to a hearing."""
    need_phase(permit, ALIVE)
    if not command.hearing_right_told:
        raise Refused(
            "permit-hearing-right-not-told",
            "吊销证照前应当告知听证权利",
            "the right to a hearing must be told before a permit is revoked",
        )
    return e.PermitRevokedByPenalty(**dict(command))


def suspend(permit: Permit, command: c.SuspendPermit, facts: PermitFacts) -> e.PermitSuspended:
    """暂扣 (处罚§9)."""
    need_phase(permit, IN_FORCE)
    if command.until and command.until < facts.on:
        raise Refused(
            "permit-suspension-in-the-past", "暂扣期限已过", "the last day of it has passed"
        )
    return e.PermitSuspended(**dict(command))


def lift(permit: Permit, command: c.LiftSuspension, _facts: PermitFacts) -> e.SuspensionLifted:
    """解除暂扣, by who imposed it."""
    need_phase(permit, (PermitPhase.SUSPENDED,))
    return e.SuspensionLifted(reason=command.reason)


def end_suspension(
    permit: Permit, _command: f.EndSuspension, facts: PermitFacts
) -> e.SuspensionLifted:
    """暂扣期满: by the clock alone, once its last day has ended."""
    need_phase(permit, (PermitPhase.SUSPENDED,))
    until = permit.suspended_until
    if until is None or facts.at < end_of(until, facts.calendar.zone):
        raise Refused("permit-not-due", "暂扣期限未满", "the suspension has not ended")
    return e.SuspensionLifted(reason="暂扣期满")


def cancel(permit: Permit, command: c.CancelPermit, _facts: PermitFacts) -> e.PermitCancelled:
    """注销 (许可§70): the formality. Where its ground is an act on the permit, that act comes
    first; where it is a fact of the holder or of the law, a permit in force may be cancelled [D].
    """
    ended = _AFTER_ENDING.get(command.ground)
    need_phase(permit, (PermitPhase.INVALID,) if ended else (*ALIVE, PermitPhase.INVALID))
    if ended and permit.ended_by not in ended:
        raise Refused(
            "permit-other-ground",
            f"证照因“{permit.ended_by}”失效，与所列注销情形不符",
            f"the permit ended as {permit.ended_by}; that is another ground of cancellation",
        )
    return e.PermitCancelled(**dict(command))
