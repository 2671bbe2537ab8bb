"""Events of delivery (送达): to whom, by which channel, signed for by whom (push.md; design.md)."""

from typing import ClassVar

from pydantic import Field

from domain.delivery.batch_events import EVENTS as BATCH
from domain.delivery.subscription_events import EVENTS as SUBSCRIPTION
from domain.shared.event import Code, Digest, DomainEvent, Text


class ReceiptSigned(DomainEvent):
    """回执已签: a regulator holds its feed up to `feed_seq`, and says so under its own key.

    Source: push.md §5; RFC 8032. `signature`: Ed25519, base64, over the canonical JSON of the other
    fields; `public_key`: base64. `tree_size` and `root`: the checkpoint that it was verified by.
    """

    TYPE: ClassVar[str] = "receipt.signed"
    org: Code
    post: Code
    feed_seq: int = Field(ge=1)
    feed_hash: Digest
    tree_size: int = Field(ge=0)
    root: Digest
    public_key: Text
    signature: Text


class PackageMade(DomainEvent):
    """离线包已制作: a part of an organisation's feed, signed, for a line that does not exist.

    Source: domain.md §7 (data not shared). `package`: SHA-256 of its content (`package.json`).
    `tree_size`: of a signed checkpoint that covers its messages.
    """

    TYPE: ClassVar[str] = "package.made"
    org: Code
    first_seq: int = Field(ge=1)
    last_seq: int = Field(ge=1)
    feed_hash: Digest
    package: Digest
    tree_size: int = Field(ge=0)


class PackageReceived(DomainEvent):
    """离线包已签收: its receipt came back. Source: domain.md §7."""

    TYPE: ClassVar[str] = "package.received"
    org: Code
    package: Digest
    last_seq: int = Field(ge=1)
    public_key: Text
    signature: Text


EVENTS: tuple[type[DomainEvent], ...] = (
    *SUBSCRIPTION,
    *BATCH,
    ReceiptSigned,
    PackageMade,
    PackageReceived,
)
