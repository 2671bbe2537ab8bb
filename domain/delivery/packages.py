"""One offline package: made, perhaps again, and received when its receipt has come back."""

from dataclasses import dataclass
from typing import Any

from domain.delivery.commands import MakePackage, ReceivePackage
from domain.delivery.events import PackageMade, PackageReceived
from domain.delivery.receipts import check_signature
from domain.shared.act import Act
from domain.shared.errors import Invalid, NotFound, Refused
from domain.shared.event import DomainEvent
from domain.shared.folding import Changes, History, Steps
from domain.shared.folding import fold as fold_acts

MOST_MESSAGES = 10_000
"""In one package: it is made in memory, and a disc is made again where a stretch was lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package(History):
    """`made`: None before; `received`: None until its receipt came back."""

    made: PackageMade | None = None
    received: PackageReceived | None = None


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """What the feed's stretch is. `package`: SHA-256 of the content; None where the feed does not
    hold the whole stretch, which ends at `delivered`. `tree_size`: of the newest signed checkpoint;
    None if none covers the last message."""

    delivered: int
    package: str | None = None
    feed_hash: str = ""
    tree_size: int | None = None


def fold(acts: list[Act]) -> Package:
    """The state of one package."""
    return fold_acts(acts, _STEPS, Package())


def check_stretch(first: int, last: int) -> None:
    """Raises:
    Invalid: a stretch that is none, or too long for one package.
    """
    if not first <= last < first + MOST_MESSAGES:
        raise Invalid(
            "package-stretch-impossible",
            f"起止序号颠倒，或超过 {MOST_MESSAGES} 条，请分段",
            f"the stretch ends before it begins, or has over {MOST_MESSAGES} messages: split it",
            fields=("firstSeq", "lastSeq"),
        )


def make(package: Package, command: MakePackage, facts: PackageFacts) -> tuple[DomainEvent, ...]:
    """`PackageMade`; nothing if it has been made already.

    Raises:
        Refused: beyond the feed's end, or not yet under a signed checkpoint.
    """
    if package.made is not None:
        return ()
    if facts.package is None:
        raise Refused(
            "package-beyond-feed",
            f"推送序列只到第 {facts.delivered} 条",
            f"the feed ends at message {facts.delivered}",
        )
    if facts.tree_size is None:
        raise Refused(
            "package-not-sealed",
            "最后一条消息尚未签封，请稍后再试",
            "no signed checkpoint covers the last message yet: try again in a moment",
        )
    return (
        PackageMade(
            org=command.organisation,
            first_seq=command.first_seq,
            last_seq=command.last_seq,
            feed_hash=facts.feed_hash,
            package=facts.package,
            tree_size=facts.tree_size,
        ),
    )


def receive(
    package: Package, command: ReceivePackage, *, signed: bool, known: bool
) -> tuple[DomainEvent, ...]:
    """`PackageReceived`; nothing if it has been received already.

    Raises:
        NotFound: nothing was made of this stretch.
        Refused: another content, a wrong signature, or an unknown key.
    """
    if package.made is None:
        raise NotFound("package-not-found", "没有这个离线包", "no such package was made")
    if command.package != package.made.package:
        raise Refused(
            "package-other-content",
            f"回执所签内容与制作的不同：应为 {package.made.package}",
            f"the receipt is for another content; what was made is {package.made.package}",
        )
    check_signature(signed=signed, known=known)
    if package.received is not None:
        return ()
    return (
        PackageReceived(
            org=command.organisation,
            package=command.package,
            last_seq=command.last_seq,
            public_key=command.public_key,
            signature=command.signature,
        ),
    )


def _made(_: Any, act: Act) -> Changes:
    return {"made": act.event}


def _received(_: Any, act: Act) -> Changes:
    return {"received": act.event}


_STEPS: Steps = {PackageMade: _made, PackageReceived: _received}
