"""Subscriptions and reminders: load, judge whose they are, decide."""

from collections.abc import Generator
from datetime import date
from typing import Any

from app.commands.effects import Effect, Load, Look
from app.commands.request import Aim, Request, Ruling, need_existing
from domain.delivery import reminder, subscription
from domain.delivery.reminder_commands import QueueSms
from domain.delivery.subscription_commands import ChangeSubscription, RequestSubscription
from domain.delivery.subscription_events import DeliveryChannel
from domain.delivery.wanted import is_within, need_within
from domain.registry.authority import authorise
from domain.registry.institution import Institution
from domain.shared.act import Role
from domain.shared.errors import Forbidden, NotFound
from domain.shared.ids import reminders_id
from projections.delivery_table import KINDS

Flow = Generator[Effect, Any, Ruling]


def rule_subscription(request: Request, institution: Institution, aim: Aim) -> Flow:
    """The ruling on a command for a subscription of the caller's own organisation."""
    command, caller, stream = request.command, request.caller, request.target
    assert stream
    if institution.jurisdiction is None:
        raise NotFound("jurisdiction-unknown", "辖区未设立", "the jurisdiction is not set up")
    opening = isinstance(command, RequestSubscription)
    if opening and command.channel is DeliveryChannel.SMS:  # one of each organisation
        stream = reminders_id(institution.jurisdiction, caller.org or "")
    aim.stream = stream
    state = subscription.fold((yield Load(stream)))
    if not opening:
        need_existing(state, caller.region, "subscription", "订阅")
        mine = caller.org == state.org and is_within(state.wanted, caller.items)
        if caller.role is not Role.SYSTEM and not mine:
            aim.stream = None  # nothing is told of what this post may not see, or written beside it
            raise NotFound("subscription-not-found", "订阅不存在", "no such subscription")
    aim.at = at = request.at(state)
    on = institution.calendar.local_date(at)
    authorise(institution, request.actor, request.entry.roles, on)
    org = _organisation(request, state)
    held = delivered = 0
    if isinstance(command, RequestSubscription):
        held = yield Look(lambda looks: looks.subscriptions(caller.region, org))
        if command.from_seq > 1:
            delivered = (yield Look(lambda looks: looks.feed_at(caller.region, org, ()))).last
    facts = subscription.SubscriptionFacts(
        org,
        KINDS.keys(),
        lambda code: institution.item(code) is not None,
        lambda post: _belongs(institution, post, org, on),
        held,
        delivered,
    )
    if isinstance(command, RequestSubscription | ChangeSubscription) and command.wanted is not None:
        need_within(command.wanted, caller.items)
    events = subscription.decide(state, command, facts)
    return Ruling(stream, state.version, events, at)


def rule_sms(request: Request, institution: Institution, aim: Aim) -> Flow:
    """The ruling on a command for a reminder; the system alone issues them."""
    assert request.target
    aim.stream = request.target
    state = reminder.fold((yield Load(request.target)))
    if not isinstance(request.command, QueueSms):
        need_existing(state, request.caller.region, "sms", "短信")
    aim.at = at = request.at(state)
    on = institution.calendar.local_date(at)
    authorise(institution, request.actor, request.entry.roles, on)
    return Ruling(request.target, state.version, reminder.decide(state, request.command), at)


def _organisation(request: Request, state: subscription.Subscription) -> str:
    org = state.org if request.caller.role is Role.SYSTEM else request.caller.org
    if org is None:
        raise Forbidden(
            "subscription-without-organisation",
            "本岗位不属于任何机构，不能订阅",
            "this post belongs to no organisation, so there is no feed to subscribe to",
        )
    return org


def _belongs(institution: Institution, post: str, org: str, on: date) -> bool:
    held = institution.post(post, on)
    return held is not None and held.org == org
