"""The content of an offline package: one stretch of a feed, the same bytes whenever it is made."""

import base64
from collections.abc import Iterable
from typing import Any, Protocol

from adapters.ledger.proof.strict_json import encode

FORMAT = "shenguan-package/1"


class Message(Protocol):
    """One numbered message with its exact bytes."""

    @property
    def feed_seq(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def subject(self) -> str: ...
    @property
    def feed_hash(self) -> str: ...
    @property
    def payload(self) -> bytes: ...


def content_of(
    log: str, region: str, organisation: str, before: str, messages: Iterable[Message]
) -> bytes:
    """Canonical JSON of a stretch; `before` is the chain's hash in front of it.

    `package.made` in the log states the SHA-256 of these bytes, so whatever is in them stands
    under the log's signed checkpoint.
    """
    lines: list[dict[str, Any]] = [
        {
            "seq": one.feed_seq,
            "number": one.number,
            "subject": one.subject,
            "hash": one.feed_hash,
            "payload": base64.b64encode(one.payload).decode("ascii"),
        }
        for one in messages
    ]
    return encode(
        {
            "format": FORMAT,
            "log": log,
            "region": region,
            "organisation": organisation,
            "before": before,
            "messages": lines,
        }
    )
