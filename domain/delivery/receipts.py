"""Receipts of one organisation's feed: what it holds, said under its key, never taken back."""

from dataclasses import dataclass
from typing import Any

from domain.delivery.commands import SignReceipt
from domain.delivery.events import ReceiptSigned
from domain.shared.act import Act
from domain.shared.errors import Refused
from domain.shared.event import DomainEvent
from domain.shared.folding import Changes, History, Steps
from domain.shared.folding import fold as fold_acts


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts(History):
    """`last`: the newest receipt, None before the first."""

    last: ReceiptSigned | None = None


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What the claim is held against.

    `signed`: the signature is that of its public key · `keys`: public keys (base64) of the post ·
    `delivered`: number of the feed's last message · `feed_hash`: of the feed at the claimed number,
    None beyond its end · `root`: that a signed checkpoint of the claimed size states, None if none
    was signed at that size.
    """

    signed: bool
    keys: frozenset[str]
    delivered: int
    feed_hash: str | None
    root: str | None


def fold(acts: list[Act]) -> Receipts:
    """The receipts of one feed."""
    return fold_acts(acts, _STEPS, Receipts())


def decide(
    receipts: Receipts, org: str, post: str, command: SignReceipt, facts: ReceiptFacts
) -> tuple[DomainEvent, ...]:
    """The receipt, or nothing if the newest one says it already.

    Raises:
        Refused: `receipt-…`, naming the first thing that differs.
    """
    claim = ReceiptSigned(org=org, post=post, **dict(command))
    last = receipts.last
    if last == claim:
        return ()
    check_signature(signed=facts.signed, known=command.public_key in facts.keys)
    if facts.feed_hash is None:
        raise Refused(
            "receipt-beyond-feed",
            f"推送序列只到第 {facts.delivered} 条，回执称第 {command.feed_seq} 条",
            f"the feed ends at message {facts.delivered}; the receipt claims {command.feed_seq}",
        )
    if facts.feed_hash != command.feed_hash:
        raise Refused(
            "receipt-other-feed",
            f"第 {command.feed_seq} 条的链值与已推送的不符：应为 {facts.feed_hash}，"
            "请用 compare 查出首个不同的消息",
            f"at message {command.feed_seq} the feed's hash is {facts.feed_hash}: ask `compare` "
            "for the first message that differs",
        )
    if facts.root != command.root:
        raise Refused(
            "receipt-other-checkpoint",
            f"规模 {command.tree_size} 没有这样的签名检查点",
            f"no signed checkpoint of size {command.tree_size} states this root: keep the note "
            "that you have, it is evidence, and tell the operator",
        )
    if last and (command.feed_seq < last.feed_seq or command.tree_size < last.tree_size):
        raise Refused(
            "receipt-not-newer",
            f"已有回执签到第 {last.feed_seq} 条（检查点 {last.tree_size}），回执只增不减",
            f"signed up to message {last.feed_seq} under size {last.tree_size} already: receipts "
            "only go forward",
        )
    if last and (command.feed_seq, post) == (last.feed_seq, last.post):
        return ()  # the same post again, by a newer checkpoint: nothing more is held
    return (claim,)


def check_signature(*, signed: bool, known: bool) -> None:
    """Raises:
    Refused: a signature that is wrong, or by a key that is not of the post.
    """
    if not signed:
        raise Refused("receipt-bad-signature", "签名无效", "the signature is not of this key")
    if not known:
        raise Refused(
            "receipt-unknown-key",
            "该公钥不属于此岗位：请先登记岗位的 publicNkey；限于部分事项的岗位不能代表机构签收",
            "this key is not the post's: register it as the post's publicNkey first; a post "
            "limited to items cannot sign for the whole feed",
        )


def _signed(_: Any, act: Act) -> Changes:
    return {"last": act.event}


_STEPS: Steps = {ReceiptSigned: _signed}
