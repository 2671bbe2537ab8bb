"""The commands that set up and change an institution: who may issue them (domain.md §1.1, §4.8)."""

from app.commands.entry import ADMIN, LEADER, LIAISON, Aggregate, Entry
from domain.registry import commands as r
from domain.registry import post_commands as post
from domain.registry import power_commands as p
from domain.registry import published_commands as s
from domain.registry.linkage_commands import SetLinkagePolicy
from domain.shared.act import Role
from domain.shared.command import Command

BOUNDARIES = ADMIN | {Role.ARBITER}
"""编办 draws and corrects the boundaries between organisations."""


def _registry(collection: str, command: type[Command], roles: frozenset[Role] = ADMIN) -> Entry:
    return Entry(collection, command, Aggregate.REGISTRY, roles, None, False)


INSTITUTION: tuple[Entry, ...] = (
    _registry("organisations", r.RegisterOrganisation),
    _registry("posts", r.AssignPost),
    _registry("posts", r.EndPost),
    _registry("posts", post.DeclareAbsence, ADMIN | LIAISON | LEADER),
    _registry("posts", post.EndAbsence, ADMIN | LIAISON | LEADER),
    _registry("items", r.PublishItemVersion),
    _registry("items", p.AssessTransfer, BOUNDARIES),
    _registry("responsibilities", r.AssignResponsibility),
    _registry("responsibilities", p.TransferResponsibility, BOUNDARIES),
    _registry("responsibilities", p.CorrectResponsibility, BOUNDARIES),
    _registry("delegations", p.GrantDelegation, BOUNDARIES),
    _registry("delegations", p.AnnounceDelegation, BOUNDARIES),
    _registry("delegations", p.RevokeDelegation, BOUNDARIES),
    _registry("seals", s.ActivateSeal),
    _registry("seals", s.SealUpSeal),
    _registry("seals", s.DestroySeal),
    _registry("lists", s.PublishList),
    _registry("hours", s.PublishHours),
    _registry("policies", SetLinkagePolicy, BOUNDARIES),
    _registry("calendars", r.PublishCalendar),
    _registry("calendars", r.AmendCalendar),
)
