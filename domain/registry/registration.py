"""Setting up an institution: guards, and nothing new for what is known already.

A command that states what holds already causes no event, so an onboarding file may be applied
again and adds only what is new.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from domain.registry import (
    absences,
    calendars,
    delegating,
    items,
    publishing,
    seal_guards,
    transfers,
)
from domain.registry import commands as c
from domain.registry import events as e
from domain.registry import post_commands as post
from domain.registry import power_commands as p
from domain.registry import published_commands as s
from domain.registry.institution import Institution
from domain.registry.known import need_organisation, need_period
from domain.registry.liaison import need_substitutable
from domain.registry.linkage_commands import SetLinkagePolicy, set_policy
from domain.registry.posts import STATED
from domain.registry.uscc import is_uscc
from domain.shared.act import Role
from domain.shared.command import Command
from domain.shared.errors import Invalid, Refused
from domain.shared.event import DomainEvent
from domain.timing.notices import CalendarDataError

_POSTS_OUTSIDE = frozenset({Role.APPLICANT, Role.AGENT, Role.SYSTEM})
_OF_THE_COUNTY = frozenset(
    {
        Role.ADMIN, Role.SOURCE, Role.LEADER, Role.ARBITER, Role.DISCIPLINE,
        Role.EFFICIENCY_OFFICER,
    }
)  # fmt: skip
"""May be of no organisation: they oversee all."""
Events = tuple[DomainEvent, ...]
LONGEST_HOLIDAY = timedelta(days=365)
"""[D] Every day of a holiday is held in memory and shown: a thousand years slow each reader."""


def _register(state: Institution, command: c.RegisterOrganisation) -> Events:
    if not is_uscc(command.uscc):
        raise Invalid("uscc-invalid", "统一社会信用代码有误", "not a USCC", fields=("uscc",))
    if state.organisation(command.uscc) == command.name:
        return ()
    return (e.OrganisationRegistered(**dict(command)),)


def _assign_post(state: Institution, command: c.AssignPost) -> Events:
    if command.role in _POSTS_OUTSIDE:
        raise Invalid("post-role-without-post", "该角色不设岗位", "no posts of this role")
    need_period(command.valid_from, command.valid_to)
    if command.org:
        need_organisation(state, command.org)
    elif command.role not in _OF_THE_COUNTY:
        raise Invalid("post-without-organisation", "岗位须属机构", "a post needs an organisation")
    event = e.PostAssigned(**dict(command))
    for held in state.posts.get(command.post, ()):
        if held.valid_from == command.valid_from and all(
            getattr(held, name) == getattr(command, name) for name in STATED if name != "valid_to"
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
    need_substitutable(state.posts, command)
    return (event,)


def _end_post(state: Institution, command: c.EndPost) -> Events:
    tenures = state.posts.get(command.post, ())
    if any(one.valid_to == command.ended_on for one in tenures):
        return ()
    if not any(one.valid_on(command.ended_on) for one in tenures):
        raise Refused("post-not-held", "该日岗位无人任职", "nobody holds the post on that day")
    return (e.PostEnded(**dict(command)),)


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
    if any(one.last - one.first > LONGEST_HOLIDAY for one in command.holidays):
        raise Invalid(
            "calendar-holiday-too-long",
            "一个假期最长为 366 天，请逐年列明",
            "a holiday lasts 366 days at most: name it for each year",
            fields=("holidays",),
        )


def _publish_calendar(state: Institution, command: c.PublishCalendar) -> Events:
    _days_in_order(command)
    if command.known_to < command.known_from:
        raise Invalid("calendar-period", "日历期间有误", "knownTo is before knownFrom")
    try:
        state.zones(command.zone)
    except CalendarDataError:
        raise Invalid(
            "calendar-zone",
            f"没有名为 {command.zone} 的时区，请用 IANA 名称，如 Asia/Shanghai",
            f"no time zone is called {command.zone}: use an IANA name, as Asia/Shanghai",
            fields=("zone",),
        ) from None
    if command.version in state.calendar_versions:
        return ()
    known = state.calendar
    if known.known_to != calendars.NEVER and not (
        command.known_from <= known.known_from and known.known_to <= command.known_to
    ):
        raise Refused(
            "calendar-forgets",
            "新日历未涵盖已公布的期间，会丢失其放假安排；补充年度请用 amend-calendar",
            "it leaves out days whose holidays are published already, which would be forgotten:"
            " to add a year, amend the calendar",
        )
    return (e.CalendarPublished(**dict(command)),)


def _amend_calendar(state: Institution, command: c.AmendCalendar) -> Events:
    _days_in_order(command)
    if state.calendar.known_to == calendars.NEVER:
        raise Refused("calendar-unpublished", "尚未发布日历", "no calendar has been published")
    if command.known_to < state.calendar.known_from:
        raise Invalid(
            "calendar-period",
            "修订后的日历早于其起始日",
            "knownTo is before the calendar begins",
            fields=("knownTo",),
        )
    if command.version in state.calendar_versions:
        return ()
    return (e.CalendarAmended(**dict(command)),)


_GUARDS: dict[type[Command], Callable[[Institution, Any], Events]] = {
    c.RegisterOrganisation: _register,
    c.AssignPost: _assign_post,
    c.EndPost: _end_post,
    post.DeclareAbsence: absences.declare,
    post.EndAbsence: absences.end,
    c.PublishItemVersion: items.publish,
    c.AssignResponsibility: transfers.assign,
    p.TransferResponsibility: transfers.transfer,
    p.CorrectResponsibility: transfers.correct,
    p.AssessTransfer: transfers.assess,
    p.GrantDelegation: delegating.grant,
    p.AnnounceDelegation: delegating.announce,
    p.RevokeDelegation: delegating.revoke,
    s.ActivateSeal: seal_guards.activate,
    s.SealUpSeal: seal_guards.seal_up,
    s.DestroySeal: seal_guards.destroy,
    s.PublishList: publishing.publish_list,
    s.PublishHours: publishing.publish_hours,
    SetLinkagePolicy: set_policy,
    c.PublishCalendar: _publish_calendar,
    c.AmendCalendar: _amend_calendar,
}


def decide(state: Institution, command: Command) -> Events:
    """The events that `command` causes; none if it states what holds already.

    Raises:
        Invalid: wrong code, unknown item or organisation, empty period, contradiction.
        Refused: the post is held, a version is out of turn, a power is not theirs to give.
    """
    return _GUARDS[type(command)](state, command)
