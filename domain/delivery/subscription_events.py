"""Events of a subscription (订阅): which part of its own feed an organisation wants where.

What is secret (signing secrets, telephone numbers) is never in an event.
"""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from domain.registry.standards import Function, PushPriority
from domain.shared.event import Code, Digest, DomainEvent, Text, Value


class DeliveryChannel(StrEnum):
    """送达渠道: besides stream and SSE, which need no subscription."""

    WEBHOOK = "WEBHOOK"
    SMS = "SMS"


class SubscriptionFilter(Value):
    """订阅条件: every list that is not empty must hold; an unknown field is refused (fails closed).

    It only narrows what its organisation may read anyway.
    """

    event_types: tuple[Code, ...] = ()
    item_codes: tuple[Code, ...] = ()
    functions: tuple[Function, ...] = ()
    priorities: tuple[PushPriority, ...] = ()


class SubscriptionRequested(DomainEvent):
    """已申请订阅: to be verified at its callback before anything is sent. Source: design.md (Push).

    `endpoint`: https address of a webhook. `posts`: who is reminded by SMS.
    """

    TYPE: ClassVar[str] = "subscription.requested"
    org: Code
    channel: DeliveryChannel
    endpoint: Text | None = None
    posts: tuple[Code, ...] = ()
    wanted: SubscriptionFilter = SubscriptionFilter()
    from_seq: int = Field(default=1, ge=1)


class SubscriptionVerified(DomainEvent):
    """订阅已核实: the callback answered the challenge. Source: Standard Webhooks.

    `challenge`: SHA-256 of what it echoed. `certificate_key`: SHA-256 of the public key (SPKI) of
    its certificate, to which it is held from now on; None for plain http in a demo.
    """

    TYPE: ClassVar[str] = "subscription.verified"
    challenge: Digest
    certificate_key: Digest | None = None


class SubscriptionChanged(DomainEvent):
    """订阅已变更: how it stands from now on, all of it; a changed address must be verified anew.

    Source: design.md.
    """

    TYPE: ClassVar[str] = "subscription.changed"
    endpoint: Text | None = None
    posts: tuple[Code, ...] = ()
    wanted: SubscriptionFilter = SubscriptionFilter()


class SubscriptionSecretRotated(DomainEvent):
    """订阅密钥已更换: the secret of `generation` signs from now on, the one before for a while too.

    Nothing of a secret is in the log: it is derived under a key outside. Source: Standard Webhooks.
    """

    TYPE: ClassVar[str] = "subscription.secret_rotated"
    generation: int = Field(ge=2)


class SubscriptionPaused(DomainEvent):
    """订阅已暂停: by its organisation, or because its receiver fails for too long.

    Source: design.md.
    """

    TYPE: ClassVar[str] = "subscription.paused"
    reason: Text


class SubscriptionResumed(DomainEvent):
    """订阅已恢复: goes on where it stopped, a webhook when verified anew. Source: design.md."""

    TYPE: ClassVar[str] = "subscription.resumed"


class SubscriptionEnded(DomainEvent):
    """订阅已终止: for good. Source: design.md."""

    TYPE: ClassVar[str] = "subscription.ended"
    reason: Text


class DeliveryDeadLettered(DomainEvent):
    """投递失败待处理: given up after all retries; nothing is lost. Source: design.md.

    `feed_seq`: the message of the organisation's feed. `status`: the last HTTP status, if any.
    """

    TYPE: ClassVar[str] = "subscription.dead_lettered"
    feed_seq: int = Field(ge=1)
    attempts: int = Field(ge=1)
    reason: Text
    status: int | None = None


class DeliveryRedriven(DomainEvent):
    """已重新投递: a named post sends dead letters again. Source: design.md."""

    TYPE: ClassVar[str] = "subscription.redriven"
    feed_seqs: tuple[int, ...] = Field(min_length=1, max_length=1000)
    reason: Text | None = None


EVENTS: tuple[type[DomainEvent], ...] = (
    SubscriptionRequested,
    SubscriptionVerified,
    SubscriptionChanged,
    SubscriptionSecretRotated,
    SubscriptionPaused,
    SubscriptionResumed,
    SubscriptionEnded,
    DeliveryDeadLettered,
    DeliveryRedriven,
)
