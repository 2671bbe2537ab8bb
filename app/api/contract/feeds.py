"""Shapes of what is said about one feed: its messages, a comparison, proofs, receipts."""

from datetime import datetime
from typing import Any

from app.api.contract.shapes import Base64, Count, Hash, Position, Shape
from domain.shared.event import Code


class FeedMessage(Shape):
    """One message as it went out. `payload`: its bytes, which the chain of `hash` covers; `hash`:
    SHA-256(hash before ‖ SHA-256(payload)). `number`: its sequence in the stream."""

    seq: Count
    number: Count
    subject: str
    hash: Hash
    payload: Base64


class FeedMessages(Shape):
    """Messages in their order after `after`, at which the chain stood at `hash`; `last` is the
    number of the newest."""

    after: Count
    hash: Hash
    last: Count
    items: list[FeedMessage]
    position: Position


class FeedComparison(Shape):
    """Whether what was told is what went out. `agreed`: the largest of the numbers told up to which
    it is; `differs`: the smallest at which it is not, and `hash` what the chain was there (null
    beyond the end); both null if everything agrees. `last`: number of the newest message."""

    equal: bool
    agreed: Count
    differs: Count | None
    hash: Hash | None
    last: Count
    position: Position


class FeedDigest(Shape):
    """All feeds in scope: how many messages, and SHA-256 over the sorted lines
    `<pp.cc.dd.organisation> <seq> <hash>`, each with a line feed."""

    count: Count
    digest: Hash
    feeds: Count
    position: Position


class FeedProof(Shape):
    """Where the event of one message stands in the log. `header`: its leaf, which names the event
    and digests its content; `proof`: the way to the checkpoint's root (RFC 6962), null while no
    checkpoint covers it; `state`: the content, where the organisation may see it."""

    seq: Count
    hash: Hash
    header: dict[str, Any]
    leaf_hash: Hash
    proof: list[Base64] | None
    state: Base64 | None


class FeedProofs(Shape):
    """Proofs under one checkpoint, a C2SP note; null before the first."""

    log: str
    checkpoint: str | None
    items: list[FeedProof]
    position: Position


class FeedSignIn(Shape):
    """How the caller's post signs in to NATS. `account`: public key of its organisation's account,
    and the name of its consumer; `claim`: the user JWT of the post's registered key, null where it
    registered none and signs in with its bearer token."""

    account: str
    claim: str | None


class SignedReceipt(Shape):
    """The newest receipt of an organisation: signed for up to `signed` of `last` messages."""

    region: str
    organisation: Code
    last: Count
    signed: Count
    hash: Hash | None
    post: str | None
    tree_size: Count | None
    root: Hash | None
    signed_at: datetime | None


class OfflinePackage(Shape):
    """One offline package; `receivedAt` is null until its receipt has come back."""

    region: str
    organisation: Code
    first: Count
    last: Count
    package: Hash
    made_at: datetime
    received_at: datetime | None
