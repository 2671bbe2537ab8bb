"""订阅: decide of one subscription."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from domain.delivery import subscription_commands as c
from domain.delivery import subscription_events as e
from domain.delivery.subscription_state import Subscription, SubscriptionPhase, evolve, fold
from domain.delivery.wanted import need_known
from domain.shared.command import Command
from domain.shared.errors import Invalid, Refused
from domain.shared.event import DomainEvent

P = SubscriptionPhase
Events = tuple[DomainEvent, ...]
_LIVE = (P.UNVERIFIED, P.ACTIVE, P.PAUSED)
MOST = 20
"""[D] Subscriptions of one organisation that have not ended: fewer than there are places for
receivers that fail, so that one organisation's cannot take them all."""


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """`org`: of the caller. `types`: events that a feed may hold. `known_item`, `known_post`:
    whether the county has the item, and the organisation the post on that day. `held`: how many
    subscriptions the organisation has that have not ended. `delivered`: number of its feed's last
    message."""

    org: str
    types: Collection[str]
    known_item: Callable[[str], bool]
    known_post: Callable[[str], bool]
    held: int = 0
    delivered: int = 0


def decide(state: Subscription, command: Command, facts: SubscriptionFacts) -> Events:
    """The events that `command` causes; none if it states what holds already.

    Raises:
        Invalid: a filter, a post or an address that cannot be.
        Refused: the state of the subscription forbids it.
    """
    return _GUARDS[type(command)](state, command, facts)


def _request(state: Subscription, command: c.RequestSubscription, facts: SubscriptionFacts):
    _need(state, (P.NONE, P.ENDED))
    if facts.held >= MOST:
        raise Refused(
            "subscription-too-many",
            f"本机构已有 {facts.held} 个订阅，至多 {MOST} 个：请先终止不用的",
            f"your organisation has {facts.held} subscriptions of at most {MOST}: end some first",
        )
    webhook = command.channel is e.DeliveryChannel.WEBHOOK
    _need_target(command.endpoint, command.posts, facts, webhook=webhook)
    if webhook and command.from_seq > facts.delivered + 1:
        raise Invalid(
            "subscription-beyond-feed",
            f"推送序列只到第 {facts.delivered} 条，最多可从第 {facts.delivered + 1} 条订起，"
            "否则其间的消息无人收到",
            f"the feed ends at message {facts.delivered}: begin at {facts.delivered + 1} at most, "
            "or what comes until then would be sent to nobody",
            fields=("fromSeq",),
        )
    need_known(command.wanted, facts.types, facts.known_item)
    return (e.SubscriptionRequested(org=facts.org, **dict(command)),)


def _verify(state: Subscription, command: c.VerifySubscription, _facts: SubscriptionFacts):
    _need(state, (P.UNVERIFIED,))
    if command.endpoint != state.endpoint:
        raise Refused(
            "subscription-other-address", "回调地址已变更", "the address has changed meanwhile"
        )
    said = {"challenge": command.challenge, "certificate_key": command.certificate_key}
    return (e.SubscriptionVerified(**said),)


def _change(state: Subscription, command: c.ChangeSubscription, facts: SubscriptionFacts):
    _need(state, _LIVE)
    given = {name: value for name, value in command if value is not None}
    now = {name: getattr(state, name) for name in ("endpoint", "posts", "wanted")} | given
    webhook = state.channel is e.DeliveryChannel.WEBHOOK
    _need_target(now["endpoint"], now["posts"], facts, webhook=webhook)
    need_known(now["wanted"], facts.types, facts.known_item)
    return (e.SubscriptionChanged(**now),)


def _rotate(state: Subscription, _command: c.RotateSecret, _facts: SubscriptionFacts):
    _need(state, _LIVE)
    if state.channel is not e.DeliveryChannel.WEBHOOK:
        raise Refused("subscription-no-secret", "短信订阅没有密钥", "reminders bear no signature")
    return (e.SubscriptionSecretRotated(generation=state.generation + 1),)


def _pause(state: Subscription, command: c.PauseSubscription, _facts: SubscriptionFacts):
    _need(state, (P.UNVERIFIED, P.ACTIVE))
    return (e.SubscriptionPaused(reason=command.reason),)


def _resume(state: Subscription, _command: c.ResumeSubscription, _facts: SubscriptionFacts):
    _need(state, (P.PAUSED,))
    return (e.SubscriptionResumed(),)


def _end(state: Subscription, command: c.EndSubscription, _facts: SubscriptionFacts):
    _need(state, _LIVE)
    return (e.SubscriptionEnded(reason=command.reason),)


def _dead_letter(state: Subscription, command: c.DeadLetterDelivery, _facts: SubscriptionFacts):
    _need(state, _LIVE)
    if command.feed_seq in state.dead:
        return ()
    return (e.DeliveryDeadLettered(**dict(command)),)


def _redrive(state: Subscription, command: c.RedriveDeliveries, _facts: SubscriptionFacts):
    _need(state, (P.ACTIVE,))
    seqs = tuple(sorted(set(command.feed_seqs)))
    if unknown := [seq for seq in seqs if seq not in state.dead]:
        listed = ", ".join(map(str, unknown[:10]))
        raise Refused(
            "subscription-not-dead-lettered",
            f"以下序号不在待处理清单中：{listed}",
            f"not among the dead letters: {listed}; see GET /v1/subscriptions/{{id}}/dead-letters",
        )
    return (e.DeliveryRedriven(feed_seqs=seqs, reason=command.reason),)


def _need_target(
    endpoint: str | None, posts: Collection[str], facts: SubscriptionFacts, *, webhook: bool
) -> None:
    if webhook and (endpoint is None or posts):
        raise Invalid(
            "subscription-endpoint-needed",
            "WEBHOOK 订阅须有回调地址 endpoint，且不列岗位 posts",
            "a webhook has an `endpoint` and no `posts`",
            fields=("endpoint",),
        )
    if not webhook and endpoint is not None:
        raise Invalid(
            "subscription-endpoint-not-needed",
            "短信订阅没有回调地址，号码由岗位确定",
            "reminders have no `endpoint`: they go to posts",
            fields=("endpoint",),
        )
    if unknown := sorted(post for post in posts if not facts.known_post(post)):
        raise Invalid(
            "subscription-unknown-post",
            f"本机构当日没有岗位：{'、'.join(unknown)}",
            f"your organisation has no such post today: {', '.join(unknown)}",
            fields=("posts",),
        )


def _need(state: Subscription, allowed: Collection[P]) -> None:
    if state.phase not in allowed:
        expected = sorted(one.value for one in allowed)
        raise Refused(
            "subscription-wrong-state",
            f"订阅处于“{state.phase.value}”状态，此操作须在“{'、'.join(expected)}”状态",
            f"the subscription is {state.phase.value}; this act needs {', '.join(expected)}",
        )


_GUARDS: dict[type[Command], Callable[[Subscription, Any, SubscriptionFacts], Events]] = {
    c.RequestSubscription: _request,
    c.VerifySubscription: _verify,
    c.ChangeSubscription: _change,
    c.RotateSecret: _rotate,
    c.PauseSubscription: _pause,
    c.ResumeSubscription: _resume,
    c.EndSubscription: _end,
    c.DeadLetterDelivery: _dead_letter,
    c.RedriveDeliveries: _redrive,
}

__all__ = ["Subscription", "SubscriptionFacts", "SubscriptionPhase", "decide", "evolve", "fold"]
