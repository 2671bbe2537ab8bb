"""What a post may see (domain.md §4.8): one scope, applied by every query of every read path."""

from app.commands.caller import Caller
from domain.shared.act import Role
from projections.scope import NOTHING, Scope

WHOLE_REGION = frozenset({Role.DISCIPLINE, Role.EFFICIENCY_OFFICER})
"""They watch over everybody in their jurisdiction."""

SHOWN_CLUES = frozenset({Role.DISCIPLINE})
"""A clue is about those who handle a case, so nobody who may be one of them is shown it."""

OWN_ORGANISATION = frozenset(
    {
        Role.WINDOW,
        Role.REVIEWER,
        Role.SURVEYOR,
        Role.CHIEF_DECIDER,
        Role.CERT_MAKER,
        Role.LIAISON,
        Role.REGULATOR,
        Role.ENFORCER,
        Role.REG_REVIEWER,
        Role.OBSERVER,
        Role.ARBITER,
        Role.LEADER,
    }
)
"""They see what their organisation works on and what was addressed to it."""


def scope_of(caller: Caller) -> Scope:
    """The scope of a post; whoever is not named above sees nothing (ADMIN: no business data)."""
    items = caller.items or None
    if caller.role in WHOLE_REGION:
        return Scope(caller.region, items=items, clues=caller.role in SHOWN_CLUES)
    if caller.role is Role.LEADER and caller.org is None:  # of the whole jurisdiction
        return Scope(caller.region, items=items)
    if caller.role in OWN_ORGANISATION and caller.org:
        return Scope(caller.region, orgs=(caller.org,), items=items)
    return NOTHING
