"""The commands of a permit: who may issue them (domain.md §3.2)."""

from app.commands.entry import DECIDER, LEADER, SYSTEM, Aggregate, Entry
from domain.permit import commands as c
from domain.permit import follow_up_commands as f
from domain.registry.standards import Function
from domain.shared.act import Role
from domain.shared.command import Command

ENFORCER = frozenset({Role.ENFORCER})


def _permit(
    command: type[Command],
    roles: frozenset[Role],
    function: Function | None = None,
    *,
    internal: bool = False,
) -> Entry:
    return Entry("permits", command, Aggregate.PERMIT, roles, function, True, internal)


PERMIT: tuple[Entry, ...] = (
    _permit(c.AnnulPermit, DECIDER | LEADER, Function.DECIDE),
    _permit(c.WithdrawPermit, DECIDER, Function.DECIDE),
    _permit(c.RevokePermit, ENFORCER, Function.ENFORCE),
    _permit(c.SuspendPermit, ENFORCER, Function.ENFORCE),
    _permit(c.LiftSuspension, ENFORCER, Function.ENFORCE),
    _permit(c.CancelPermit, DECIDER | SYSTEM, Function.DECIDE),
    _permit(f.IssuePermit, SYSTEM, internal=True),
    _permit(f.ChangePermit, SYSTEM, internal=True),
    _permit(f.ApplyForRenewal, SYSTEM, internal=True),
    _permit(f.RenewPermit, SYSTEM, internal=True),
    _permit(f.RefuseRenewal, SYSTEM, internal=True),
    _permit(f.EndRenewal, SYSTEM, internal=True),
    _permit(f.RunOutPermit, SYSTEM, internal=True),
    _permit(f.EndSuspension, SYSTEM, internal=True),
)
"""`cancel-permit` by SYSTEM: a policy, on the grant of a cancellation that the holder asked for."""
