"""证照: decide and evolve of one permit. 撤销, 撤回, 吊销 and 注销 are never mixed."""

from collections.abc import Callable
from typing import Any

from domain.permit import commands as c
from domain.permit import ending, running
from domain.permit import follow_up_commands as f
from domain.permit.guards import PermitFacts
from domain.permit.permit_state import Ending, Permit, PermitPhase
from domain.permit.permit_steps import evolve, fold
from domain.shared.command import Command
from domain.shared.event import DomainEvent

_GUARDS: dict[type[Command], Callable[[Permit, Any, PermitFacts], DomainEvent]] = {
    f.IssuePermit: running.issue,
    f.ChangePermit: running.change,
    f.ApplyForRenewal: running.apply_for_renewal,
    f.RenewPermit: running.renew,
    f.RefuseRenewal: running.refuse_renewal,
    f.EndRenewal: running.end_renewal,
    f.RunOutPermit: running.run_out,
    f.EndSuspension: ending.end_suspension,
    c.AnnulPermit: ending.annul,
    c.WithdrawPermit: ending.withdraw,
    c.RevokePermit: ending.revoke,
    c.SuspendPermit: ending.suspend,
    c.LiftSuspension: ending.lift,
    c.CancelPermit: ending.cancel,
}


def decide(permit: Permit, command: Command, facts: PermitFacts) -> tuple[DomainEvent, ...]:
    """The events that `command` causes.

    Raises:
        Refused: the state of the permit forbids it, or a safeguard of the law is missing.
    """
    return (_GUARDS[type(command)](permit, command, facts),)


__all__ = ["Ending", "Permit", "PermitFacts", "PermitPhase", "decide", "evolve", "fold"]
