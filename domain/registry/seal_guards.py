"""启用、封存、销毁印章: guards (一枚印章管审批)."""

from domain.registry import published_commands as c
from domain.registry.institution import Institution
from domain.registry.known import need_organisation
from domain.registry.seal_ledger import Seal
from domain.registry.seals import SealActivated, SealDestroyed, SealSealedUp
from domain.shared.errors import Invalid, Refused
from domain.shared.event import DomainEvent

Events = tuple[DomainEvent, ...]


def activate(state: Institution, command: c.ActivateSeal) -> Events:
    """启用印章: a code names one seal, for ever."""
    need_organisation(state, command.org)
    held = state.seals.get(command.seal)
    if held is None:
        return (SealActivated(**dict(command)),)
    if (held.org, held.kind, held.valid_from) == (command.org, command.kind, command.valid_from):
        return ()
    raise Refused(
        "seal-known", "该印章编码已被使用", "this code names a seal already; give another"
    )


def seal_up(state: Institution, command: c.SealUpSeal) -> Events:
    """封存印章: one that is in use."""
    held = _known(state, command.seal)
    if held.sealed_on == command.sealed_on:
        return ()
    if held.sealed_on is not None:
        raise Refused("seal-sealed-up", "该印章已封存", "this seal is sealed up already")
    if command.sealed_on < held.valid_from:
        raise Invalid(
            "seal-before-activation", "封存日早于启用日", "the seal was not in use by then",
            fields=("sealedOn",),
        )  # fmt: skip
    return (SealSealedUp(**dict(command)),)


def destroy(state: Institution, command: c.DestroySeal) -> Events:
    """销毁印章: only after it was sealed up."""
    held = _known(state, command.seal)
    if held.destroyed_on is not None:
        if (held.destroyed_on, held.witness) == (command.destroyed_on, command.witness):
            return ()
        raise Refused("seal-destroyed", "该印章已销毁", "this seal has been destroyed already")
    if held.sealed_on is None or command.destroyed_on < held.sealed_on:
        raise Refused(
            "seal-not-sealed-up",
            "印章须先封存，方可销毁",
            "a seal is sealed up first and destroyed afterwards",
        )
    return (SealDestroyed(**dict(command)),)


def _known(state: Institution, seal: str) -> Seal:
    held = state.seals.get(seal)
    if held is None:
        raise Invalid("seal-unknown", "印章未登记", "no such seal", fields=("seal",))
    return held
