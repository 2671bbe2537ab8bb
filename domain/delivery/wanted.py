"""订阅条件: a filter narrows its organisation's own feed, and fails closed."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from domain.delivery.subscription_events import EVENTS, SubscriptionFilter
from domain.shared.errors import Forbidden, Invalid

_OWN = frozenset(event.TYPE for event in EVENTS)
"""What is told about subscriptions goes by the other channels: dead letters about dead letters
would have no end."""


def need_known(
    wanted: SubscriptionFilter, types: Collection[str], known_item: Callable[[str], bool]
) -> None:
    """Raises:
    Invalid: `filter-unknown-event-type`, `filter-unknown-item`, naming what is unknown.
    """
    if unknown := sorted(set(wanted.event_types) - (set(types) - _OWN)):
        raise Invalid(
            "filter-unknown-event-type",
            f"订阅条件中有未知的事项类型：{'、'.join(unknown)}",
            f"no such event to subscribe to: {', '.join(unknown)}; see /asyncapi.json",
            fields=("wanted.eventTypes",),
        )
    if unknown := sorted(code for code in set(wanted.item_codes) if not known_item(code)):
        raise Invalid(
            "filter-unknown-item",
            f"订阅条件中有未知的事项编码：{'、'.join(unknown)}",
            f"no such item: {', '.join(unknown)}; see GET /v1/items",
            fields=("wanted.itemCodes",),
        )


def is_within(wanted: SubscriptionFilter, items: Collection[str]) -> bool:
    """Whether a post that is limited to `items` may have this; any, where it is not limited."""
    return not items or (bool(wanted.item_codes) and set(wanted.item_codes) <= set(items))


def need_within(wanted: SubscriptionFilter, items: Collection[str]) -> None:
    """Raises:
    Forbidden: `filter-beyond-post`: not within the items of the caller's post.
    """
    if not is_within(wanted, items):
        raise Forbidden(
            "filter-beyond-post",
            "本岗位只能订阅其事项范围内的消息，请在订阅条件中列明事项",
            "this post may subscribe to its own items alone: name them in wanted.itemCodes",
        )


def is_wanted(
    wanted: SubscriptionFilter, kind: str, item: str | None, data: Mapping[str, Any]
) -> bool:
    """Whether a message of the feed passes: every list that is not empty must hold, so a message
    that does not say its function, priority or item passes no filter for it.

    Args:
        kind: event type as in the log, `task.pushed`.
        data: the message's `data`.
    """
    return (
        kind not in _OWN
        and _holds(wanted.event_types, kind)
        and _holds(wanted.item_codes, item)
        and _holds(wanted.functions, data.get("function"))
        and _holds(wanted.priorities, data.get("priority"))
    )


def _holds(listed: Collection[str], value: str | None) -> bool:
    return not listed or value in listed
