"""Setting up an institution: guards, and nothing new for what is known already.

A command that states what holds already causes no event, so an onboarding file may be applied
again and adds only what is new.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from domain.registry import calendars
from domain.registry import commands as c
from domain.registry import events as e
from domain.registry.institution import Institution
from domain.registry.uscc import is_uscc
from domain.shared.act import Role
from domain.shared.command import Command
from domain.shared.errors import Invalid, Refused
from domain.shared.event import DomainEvent
from domain.shared.ids import calendar_id, item_id, organisation_id, post_id, responsibility_id

_POSTS_OUTSIDE = frozenset({Role.APPLICANT, Role.AGENT, Role.SYSTEM})
Events = tuple[DomainEvent, ...]


def _register(state: Institution, command: c.RegisterOrganisation) -> Events:
    if not is_uscc(command.uscc):
        raise Invalid("uscc-invalid", "统一社会信用代码有误", "not a USCC", fields=("uscc",))
    if state.organisation(command.uscc) == command.name:
        return ()
    return (e.OrganisationRegistered(**dict(command)),)


def _known_org(state: Institution, org: str) -> None:
    if state.organisation(org) is None:
        raise Invalid("organisation-unknown", "机构未登记", "no such organisation", fields=("org",))


def _period(command: c.AssignPost | c.AssignResponsibility) -> None:
    if command.valid_to and command.valid_to <= command.valid_from:
        raise Invalid(
            "period-empty",
            "期间止须晚于起",
            "the period ends before it begins",
            fields=("validTo",),
        )


def _assign_post(state: Institution, command: c.AssignPost) -> Events:
    if command.role in _POSTS_OUTSIDE:
        raise Invalid("post-role-without-post", "该角色不设岗位", "no posts of this role")
    _period(command)
    if command.org:
        _known_org(state, command.org)
    elif command.role not in (Role.ADMIN, Role.SOURCE):
        raise Invalid("post-without-organisation", "岗位须属机构", "a post needs an organisation")
    event = e.PostAssigned(**dict(command))
    for held in state.posts.get(command.post, ()):
        if held.valid_from == command.valid_from and all(
            getattr(held, name) == getattr(command, name)
            for name in ("person_id", "role", "org", "items", "public_nkey", "sources")
        ):
            return ()
        ends = command.valid_to
        if (ends is None or held.valid_from < ends) and (
            held.valid_to is None or command.valid_from < held.valid_to
        ):
            raise Refused(
                "post-held",
                "该岗位此期间已有人任职",
                "the post is held in this period; end it first",
            )
    return (event,)


def _end_post(state: Institution, command: c.EndPost) -> Events:
    tenures = state.posts.get(command.post, ())
    if any(one.valid_to == command.ended_on for one in tenures):
        return ()
    if not any(one.valid_on(command.ended_on) for one in tenures):
        raise Refused("post-not-held", "该日岗位无人任职", "nobody holds the post on that day")
    return (e.PostEnded(**dict(command)),)


def _publish_item(state: Institution, command: c.PublishItemVersion) -> Events:
    if command.committed_days > command.legal_days:
        raise Invalid(
            "item-committed-beyond-legal",
            "承诺时限不得长于法定时限",
            "the committed limit may not exceed the legal one",
            fields=("committedDays",),
        )
    event = e.ItemVersionPublished(**dict(command))
    versions = state.items.get(command.item_code, {})
    if versions.get(command.item_version) == event:
        return ()
    if command.item_version != len(versions) + 1:
        raise Refused(
            "item-version-out-of-turn",
            f"下一版本号应为 {len(versions) + 1}",
            f"the next version is {len(versions) + 1}; a published version is never changed",
        )
    return (event,)


def _assign(state: Institution, command: c.AssignResponsibility) -> Events:
    if state.item(command.item_code) is None:
        raise Invalid("item-unknown", "事项不存在", "no such item", fields=("itemCode",))
    _known_org(state, command.org)
    _period(command)
    records = state.competence.records.get((command.item_code, command.function), ())
    last = records[-1].answer if records else None
    wanted = (command.org, command.valid_from, command.valid_to)
    if last and (last.org, last.valid_from, last.valid_to) == wanted:
        return ()
    return (e.ResponsibilityAssigned(**dict(command)),)


def _days_in_order(command: c.PublishCalendar | c.AmendCalendar) -> None:
    off = {one.first <= one.last for one in command.holidays}
    worked = any(
        one.first <= day <= one.last for one in command.holidays for day in command.make_up_days
    )
    if False in off or worked:
        raise Invalid(
            "calendar-contradiction",
            "日历自相矛盾",
            "a day is both off and worked, or a range ends before it begins",
            fields=("holidays", "makeUpDays"),
        )


def _publish_calendar(state: Institution, command: c.PublishCalendar) -> Events:
    _days_in_order(command)
    if command.known_to < command.known_from:
        raise Invalid("calendar-period", "日历期间有误", "knownTo is before knownFrom")
    if command.version in state.calendar_versions:
        return ()
    return (e.CalendarPublished(**dict(command)),)


def _amend_calendar(state: Institution, command: c.AmendCalendar) -> Events:
    _days_in_order(command)
    if state.calendar.known_to == calendars.NEVER:
        raise Refused("calendar-unpublished", "尚未发布日历", "no calendar has been published")
    if command.version in state.calendar_versions:
        return ()
    return (e.CalendarAmended(**dict(command)),)


_GUARDS: dict[type[Command], Callable[[Institution, Any], Events]] = {
    c.RegisterOrganisation: _register,
    c.AssignPost: _assign_post,
    c.EndPost: _end_post,
    c.PublishItemVersion: _publish_item,
    c.AssignResponsibility: _assign,
    c.PublishCalendar: _publish_calendar,
    c.AmendCalendar: _amend_calendar,
}


def decide(state: Institution, command: Command) -> Events:
    """The events that `command` causes; none if it states what holds already.

    Raises:
        Invalid: wrong code, unknown item or organisation, empty period.
        Refused: the post is held, a version is out of turn.
    """
    return _GUARDS[type(command)](state, command)


def stream_of(jurisdiction: UUID, command: Command) -> UUID:
    """The stream that a registry command writes to."""
    match command:
        case c.RegisterOrganisation(uscc=uscc):
            return organisation_id(jurisdiction, uscc)
        case c.AssignPost(post=post) | c.EndPost(post=post):
            return post_id(jurisdiction, post)
        case c.PublishItemVersion(item_code=code):
            return item_id(jurisdiction, code)
        case c.AssignResponsibility(item_code=code, function=function):
            return responsibility_id(jurisdiction, code, function)
        case c.PublishCalendar() | c.AmendCalendar():
            return calendar_id(jurisdiction)
    raise AssertionError(f"not a registry command: {command.NAME}")
