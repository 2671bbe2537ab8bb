"""Hand-written: what each command about a permit leads to in each state (domain.md §3.2)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from app.api.contract.permit_examples import PERMITS as BODIES
from app.commands.caller import Caller
from domain.permit import follow_up_commands as f
from domain.shared.command import Command
from domain.shared.ids import permit_id
from domain.timing.days import shanghai_date
from tests.app.api.world import ITEM, A, World

POSTS = {
    "annul-permit": "decider-01",
    "withdraw-permit": "decider-01",
    "revoke-permit": "enforcer-enforcement",
    "suspend-permit": "enforcer-enforcement",
    "lift-suspension": "enforcer-enforcement",
    "cancel-permit": "decider-01",
}
EXPIRED, AFTER_AN_ACT, DISSOLVED = (
    "EXPIRED",
    "ANNULLED_WITHDRAWN_OR_REVOKED",
    "HOLDER_DISSOLVED",
)
COMMANDS: dict[str, tuple[str, dict[str, Any]]] = {
    **{name: (name, body) for name, body in BODIES.items() if name != "cancel-permit"},
    **{
        f"cancel-permit: {ground}": ("cancel-permit", {"ground": ground})
        for ground in (EXPIRED, AFTER_AN_ACT, DISSOLVED)
    },
}
ENDING = {
    "annul-permit": "INVALID",
    "withdraw-permit": "INVALID",
    "revoke-permit": "INVALID",
    f"cancel-permit: {DISSOLVED}": "CANCELLED",
}
AFTERWARDS = {
    f"cancel-permit: {AFTER_AN_ACT}": "CANCELLED",
    f"cancel-permit: {DISSOLVED}": "CANCELLED",
}
ALLOWED: dict[str, dict[str, str]] = {
    "VALID": {**ENDING, "suspend-permit": "SUSPENDED"},
    "RENEWING": {**ENDING, "suspend-permit": "SUSPENDED"},
    "SUSPENDED": {**ENDING, "lift-suspension": "VALID"},
    "ANNULLED": AFTERWARDS,
    "WITHDRAWN": AFTERWARDS,
    "REVOKED": AFTERWARDS,
    "EXPIRED": {
        f"cancel-permit: {EXPIRED}": "CANCELLED",
        f"cancel-permit: {DISSOLVED}": "CANCELLED",
    },
    "CANCELLED": {},
}
"""What is not named is refused."""


def system(world: World, permit: UUID, command: Command) -> None:
    """What a policy or the clock does."""
    caller = Caller.system(A, "test")
    world.container.handler.handle_sync(command, caller=caller, target=permit)


def in_state(world: World, state: str) -> UUID:
    """A permit of its own in a state, by HTTP as far as a post may do it."""
    today = shanghai_date(world.container.now())
    case = uuid4()
    permit = permit_id(case)
    issue = f.IssuePermit(
        permit_number=f"证-{case.hex[:12]}",
        case_id=case,
        item_code=ITEM,
        valid_from=today - timedelta(days=400),
        valid_to=today - timedelta(days=1) if state == "EXPIRED" else today + timedelta(days=45),
    )
    system(world, permit, issue)
    if state == "EXPIRED":
        system(world, permit, f.RunOutPermit())
    elif state == "RENEWING":
        system(world, permit, f.ApplyForRenewal(by_case=uuid4(), applied_on=today))
    for name in LEADING.get(state, ()):
        command, body = COMMANDS[name]
        world.command(f"/v1/permits/{permit}/{command}", body, POSTS[command])
    return permit


LEADING = {
    "SUSPENDED": ("suspend-permit",),
    "ANNULLED": ("annul-permit",),
    "WITHDRAWN": ("withdraw-permit",),
    "REVOKED": ("revoke-permit",),
    "CANCELLED": (f"cancel-permit: {DISSOLVED}",),
}
