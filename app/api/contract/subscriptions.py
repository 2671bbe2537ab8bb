"""Shapes of what is shown of subscriptions and reminders."""

from datetime import date, datetime
from uuid import UUID

from app.api.contract.shapes import Count, Position, Shape
from domain.delivery.batch_events import SmsReminder
from domain.delivery.reminder import SmsPhase
from domain.delivery.subscription import SubscriptionPhase
from domain.delivery.subscription_events import DeliveryChannel
from domain.registry.standards import Function, PushPriority


class Wanted(Shape):
    """A filter: every list that is not empty must hold."""

    event_types: list[str]
    item_codes: list[str]
    functions: list[Function]
    priorities: list[PushPriority]


class Subscription(Shape):
    """`endpoint` without its query. `generation`: of the secret that signs. `backlog`: messages of
    the feed that are not settled; `failures`: since the last success; `nextAt`: the next try."""

    subscription_id: UUID
    region: str
    org: str
    channel: DeliveryChannel
    endpoint: str | None
    posts: list[str]
    wanted: Wanted
    state: SubscriptionPhase
    from_seq: Count
    generation: Count
    rotated_at: datetime | None
    requested_at: datetime
    reason: str | None
    position: Position
    delivered_seq: Count | None
    delivered_at: datetime | None
    failures: Count
    next_at: datetime | None
    failing_since: datetime | None
    last_status: int | None
    last_failure: str | None
    backlog: Count
    dead_letters: Count


class OneSubscription(Subscription):
    """`asOfPosition`: what the view had read."""

    as_of_position: Position


class DeadLetter(Shape):
    """A message that was given up; `redriven`: its organisation has asked for it again."""

    feed_seq: Count
    at: datetime
    attempts: Count
    reason: str
    status: int | None
    redriven: bool
    position: Position


class Reminder(Shape):
    """A reminder by SMS; `number`: of what it is about."""

    sms_id: UUID
    region: str
    org: str
    post: str
    reminder: SmsReminder
    about: UUID
    number: str
    due: date | None
    state: SmsPhase
    queued_at: datetime
    ended_at: datetime | None
    reason: str | None
    position: Position
