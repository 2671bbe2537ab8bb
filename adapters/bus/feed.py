"""The chain of one feed: what a regulator holds, provable without trusting the transport.

A feed is everything from one county to one organisation (`32.05.83.<uscc>`). Its messages carry
`Feed-Seq`, 1, 2, 3, …, and `Feed-Hash`; consumer and stream sequences say nothing of that kind,
since the first tells transport continuity only and the second has gaps under a filter.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.bus.names import FEED_HASH_HEADER, FEED_SEQ_HEADER

_START = "0" * 64


class FeedGap(Exception):
    """A message of a feed is missing, doubled or altered."""


@dataclass(frozen=True, slots=True)
class FeedPosition:
    """The last message held of one feed: its number, from 1, and the hash of the chain so far."""

    count: int = 0
    hash: str = _START

    def after(self, payload: bytes) -> "FeedPosition":
        """The position with one more message: SHA-256(previous hash ‖ SHA-256(payload)), hex."""
        body = bytes.fromhex(self.hash) + hashlib.sha256(payload).digest()
        return FeedPosition(self.count + 1, hashlib.sha256(body).hexdigest())

    def headers(self) -> dict[str, str]:
        """As they travel with the message."""
        return {FEED_SEQ_HEADER: str(self.count), FEED_HASH_HEADER: self.hash}


def follow(
    position: FeedPosition | None, headers: Mapping[str, str], payload: bytes
) -> FeedPosition | None:
    """The position after a message; raises FeedGap unless it continues `position`.

    None for `position` means that nothing is known of this feed: the message is taken as it is,
    which is how a reader starts in the middle. One that states no place in its feed is none of
    the relay's.
    """
    if FEED_SEQ_HEADER not in headers:
        raise FeedGap("a message that states no place in its feed")
    stated = FeedPosition(_count(headers), headers.get(FEED_HASH_HEADER, ""))
    if position is not None and position.after(payload) != stated:
        if stated.count == position.count + 1:
            raise FeedGap(f"message {stated.count} does not continue the chain: was it altered?")
        raise FeedGap(f"after {position.count} came {stated.count}")
    return stated


def digest(positions: Mapping[str, FeedPosition]) -> tuple[int, str]:
    """What a reader of several feeds holds: the total, and SHA-256 (hex) over the sorted lines
    `feed count hash\\n`."""
    lines = "".join(f"{feed} {at.count} {at.hash}\n" for feed, at in sorted(positions.items()))
    return sum(at.count for at in positions.values()), hashlib.sha256(lines.encode()).hexdigest()


def _count(headers: Mapping[str, str]) -> int:
    text = headers[FEED_SEQ_HEADER]
    if not (text.isascii() and text.isdigit()):
        raise FeedGap(f"{FEED_SEQ_HEADER} is no number: {text!r}")
    return int(text)
