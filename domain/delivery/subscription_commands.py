"""Commands of a subscription (订阅): its organisation asks, its worker reports what came of it."""

from typing import Annotated, ClassVar

from pydantic import Field

from domain.delivery.subscription_events import DeliveryChannel, SubscriptionFilter
from domain.shared.command import Command
from domain.shared.event import Code, Digest, Text

Seq = Annotated[int, Field(ge=1, lt=2**53)]
Posts = Annotated[tuple[Code, ...], Field(max_length=100)]


class RequestSubscription(Command):
    """申请订阅: for the caller's own organisation, which is never named by the caller.

    `endpoint`: of a webhook. `posts`: who is reminded by SMS; empty: the liaisons of the day.
    `fromSeq`: the first message of the feed that a webhook gets, the next one at the latest;
    reminders begin with what is new.
    """

    NAME: ClassVar[str] = "request-subscription"
    channel: DeliveryChannel
    endpoint: Text | None = None
    posts: Posts = ()
    wanted: SubscriptionFilter = SubscriptionFilter()
    from_seq: Seq = 1


class VerifySubscription(Command):
    """核实订阅: issued by the webhook worker alone, once the callback has echoed its challenge."""

    NAME: ClassVar[str] = "verify-subscription"
    endpoint: Text
    challenge: Digest
    certificate_key: Digest | None = None


class ChangeSubscription(Command):
    """变更订阅: what is left out stays as it is; another address is verified before it is used."""

    NAME: ClassVar[str] = "change-subscription"
    endpoint: Text | None = None
    posts: Posts | None = None
    wanted: SubscriptionFilter | None = None


class RotateSecret(Command):
    """更换订阅密钥: the answer shows the new one; the old one signs beside it for a day."""

    NAME: ClassVar[str] = "rotate-secret"


class PauseSubscription(Command):
    """暂停订阅: by its organisation, or by the worker when its receiver fails for too long."""

    NAME: ClassVar[str] = "pause-subscription"
    reason: Text


class ResumeSubscription(Command):
    """恢复订阅: a webhook goes on where it stopped, once its address is verified anew."""

    NAME: ClassVar[str] = "resume-subscription"


class EndSubscription(Command):
    """终止订阅: for good."""

    NAME: ClassVar[str] = "end-subscription"
    reason: Text


class DeadLetterDelivery(Command):
    """搁置投递: issued by the webhook worker alone, after the last retry."""

    NAME: ClassVar[str] = "dead-letter-delivery"
    feed_seq: Seq
    attempts: int = Field(ge=1)
    reason: Text
    status: int | None = None


class RedriveDeliveries(Command):
    """重新投递: dead letters are sent again; the feed goes on beside them."""

    NAME: ClassVar[str] = "redrive-deliveries"
    feed_seqs: tuple[Seq, ...] = Field(min_length=1, max_length=1000)
    reason: Text | None = None
