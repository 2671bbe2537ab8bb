"""Which stream a registry command writes to."""

from uuid import UUID

from domain.registry import commands as c
from domain.registry import post_commands as post
from domain.registry import power_commands as p
from domain.registry import published_commands as s
from domain.registry.linkage_commands import SetLinkagePolicy
from domain.shared import ids
from domain.shared.command import Command


def stream_of(jurisdiction: UUID, command: Command) -> UUID:
    """The stream of a registry command; derived, so that the same thing has one stream."""
    match command:
        case c.RegisterOrganisation(uscc=uscc):
            return ids.organisation_id(jurisdiction, uscc)
        case (
            c.AssignPost(post=name)
            | c.EndPost(post=name)
            | post.DeclareAbsence(post=name)
            | post.EndAbsence(post=name)
        ):
            return ids.post_id(jurisdiction, name)
        case c.PublishItemVersion(item_code=code) | p.AssessTransfer(item_code=code):
            return ids.item_id(jurisdiction, code)
        case (
            c.AssignResponsibility(item_code=code, function=function)
            | p.TransferResponsibility(item_code=code, function=function)
            | p.CorrectResponsibility(item_code=code, function=function)
        ):
            return ids.responsibility_id(jurisdiction, code, function)
        case p.GrantDelegation() | p.AnnounceDelegation() | p.RevokeDelegation() as one:
            return ids.delegation_id(jurisdiction, one.item_code, one.delegator, one.delegate)
        case s.ActivateSeal(seal=seal) | s.SealUpSeal(seal=seal) | s.DestroySeal(seal=seal):
            return ids.seal_id(jurisdiction, seal)
        case s.PublishList(kind=kind):
            return ids.reference_list_id(jurisdiction, kind)
        case SetLinkagePolicy():
            return jurisdiction
        case s.PublishHours(window=window):
            return ids.service_window_id(jurisdiction, window)
        case c.PublishCalendar() | c.AmendCalendar():
            return ids.calendar_id(jurisdiction)
    raise AssertionError(f"not a registry command: {command.NAME}")
