"""The rows: every message numbered without a gap and chained to the feed that it belongs to."""

from collections.abc import Iterator, Sequence
from typing import LiteralString

from projections.context import Context
from projections.deliveries_message import (
    START,
    chained,
    data_of,
    message,
    own_lines,
    subject_of,
)
from projections.delivery_kinds import Family, Kind
from projections.delivery_streams import Stream
from projections.reader import Recorded

COLUMNS: tuple[LiteralString, ...] = (
    "number", "position", "message_id", "recipient", "region", "item", "function", "priority",
    "subject", "type", "stream", "case_id", "feed_seq", "feed_hash", "payload",
)  # fmt: skip
Feed = tuple[str, str]
"""Region and organisation."""


class Numbering:
    """The last number; of each feed the last sequence and hash, and which of them have moved."""

    def __init__(self, number: int = 0, feeds: dict[Feed, tuple[int, str]] | None = None) -> None:
        self.number = number
        self.feeds = feeds or {}
        self.moved: set[Feed] = set()

    def rows(
        self,
        event: Recorded,
        family: Family,
        kind: Kind,
        stream: Stream,
        recipients: Sequence[str],
        institution: Context,
    ) -> Iterator[tuple[object, ...]]:
        """One row a recipient; all have the same message, but where lines are one's own."""
        data = data_of(event, family, kind, stream, institution)
        shared = message(event, family, data)
        own = kind.lines is not None and kind.lines.own is not None
        for recipient in recipients:
            payload = message(event, family, own_lines(data, kind, recipient)) if own else shared
            yield self._row(event, stream, recipient, payload)

    def _row(
        self, event: Recorded, stream: Stream, recipient: str, payload: bytes
    ) -> tuple[object, ...]:
        feed = (event.region, recipient)
        seq, previous = self.feeds.get(feed, (0, START))
        self.number += 1
        self.feeds[feed] = seq + 1, chained(previous, payload)
        self.moved.add(feed)
        return (
            self.number, event.position, f"{event.position}-{recipient}", recipient, event.region,
            stream.item, stream.function, stream.priority,
            subject_of(event.region, recipient, event.type), event.type, event.stream, stream.case,
            *self.feeds[feed], payload,
        )  # fmt: skip
