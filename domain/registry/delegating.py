"""委托下放: guards (许可§24)."""

from domain.registry import power_commands as c
from domain.registry.delegations import Delegation
from domain.registry.institution import Institution
from domain.registry.known import need_item, need_organisation, need_period
from domain.registry.powers import DelegationAnnounced, DelegationGranted, DelegationRevoked
from domain.shared.errors import Invalid, Refused
from domain.shared.event import DomainEvent
from domain.shared.ids import delegation_id

Events = tuple[DomainEvent, ...]
Named = c.GrantDelegation | c.AnnounceDelegation | c.RevokeDelegation


def grant(state: Institution, command: c.GrantDelegation) -> Events:
    """委托实施: by whoever answers for every function of it; a delegate may not delegate on."""
    need_item(state, command.item_code)
    need_organisation(state, command.delegator, "delegator")
    need_organisation(state, command.delegate, "delegate")
    need_period(command.valid_from, command.valid_to)
    if command.delegator == command.delegate:
        raise Invalid(
            "delegation-to-itself", "委托与受委托机关相同", "both organisations are the same",
            fields=("delegate",),
        )  # fmt: skip
    last = _last(state, command)
    if last and last.ended_on is None:
        stated = (last.functions, last.valid_from, last.valid_to)
        if stated == (frozenset(command.functions), command.valid_from, command.valid_to):
            return ()
        if last.valid_to is None or command.valid_from < last.valid_to:
            raise Refused(
                "delegation-open",
                "此委托尚在，请先撤销",
                "this delegation is on record and has not ended; revoke it first",
            )
    for function in command.functions:
        held = state.responsible(command.item_code, function, command.valid_from)
        if held is None or held.org != command.delegator:
            raise _refused(state, command)
    return (DelegationGranted(**dict(command)),)


def announce(state: Institution, command: c.AnnounceDelegation) -> Events:
    """公告委托: once."""
    last = _open(state, command)
    if last.announced_on is None:
        names = ("announcement", "announced_on")
        return (DelegationAnnounced(**{name: getattr(command, name) for name in names}),)
    if (last.announcement, last.announced_on) == (command.announcement, command.announced_on):
        return ()
    raise Refused("delegation-announced", "此委托已公告", "this delegation was announced already")


def revoke(state: Institution, command: c.RevokeDelegation) -> Events:
    """撤销委托."""
    last = _last(state, command)
    if last and last.ended_on == command.ended_on:
        return ()
    _open(state, command)
    return (DelegationRevoked(ended_on=command.ended_on, reason=command.reason),)


def _last(state: Institution, command: Named) -> Delegation | None:
    assert state.jurisdiction, "the ruling has seen to it"
    named = (command.item_code, command.delegator, command.delegate)
    grants = state.competence.grants.get(delegation_id(state.jurisdiction, *named), ())
    return grants[-1] if grants else None


def _open(state: Institution, command: Named) -> Delegation:
    last = _last(state, command)
    if last is None or last.ended_on is not None:
        raise Refused(
            "delegation-none", "无此委托，或已撤销", "no such delegation, or it has been revoked"
        )
    return last


def _refused(state: Institution, command: c.GrantDelegation) -> Refused:
    """Of an organisation that does not answer itself; it may be a delegate."""
    item, on = command.item_code, command.valid_from
    for function in command.functions:
        held = state.responsible(item, function, on)
        if held and state.competence.delegated(item, function, held.org, command.delegator, on):
            return Refused(
                "delegation-by-delegate",
                "受委托机关不得再委托",
                "who acts for another may not delegate on",
            )
    return Refused(
        "delegation-not-responsible",
        "委托机关该日不承担所委托的职责",
        "the delegator does not answer for what it would delegate on that day",
    )
