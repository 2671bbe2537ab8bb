"""What handling a command needs from outside, as values.

The flow of a command is a generator that yields these and gets their answers, so one flow serves
blocking callers (policies, simulation) and awaiting ones (the API).
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from adapters.ledger.batch import Claim
from app.commands.feed_looks import FeedLooks
from domain.shared.act import Act


class Load(NamedTuple):
    """Answer: list[Act], oldest first."""

    stream: UUID


class Consult(NamedTuple):
    """Answer: the Institution of a region; `fresh` reads what was recorded meanwhile."""

    region: str
    fresh: bool = False


class Find(NamedTuple):
    """Answer: `Taken`, or None if nobody has claimed this text."""

    text: str


class Taken(NamedTuple):
    """Where the events of a claim are, and the digest of what was claimed."""

    position: int
    count: int
    digest: bytes


class Ahead(NamedTuple):
    """Answer: ids of the cases worked here that were accepted before this one, of its item, and
    are undecided as far as the monitoring view knows; None while it does not know of this one."""

    case: UUID


class Look(NamedTuple):
    """Answer: what this reads of the feeds as they went out, and of what was signed."""

    at: Callable[[FeedLooks], Any]


class Supervised(NamedTuple):
    """Answer: the acts by which supervision speaks, of each stream that is, or may be, about a
    subject, and of the streams named; None while the log has run too far ahead of the view."""

    region: str
    subject: UUID
    named: tuple[UUID, ...] = ()


class Reported(NamedTuple):
    """Answer: streams of inspections that sources report, which may count against the yearly cap of
    a company: planned by `org` for `year`, as far as can be known without reading everything."""

    region: str
    org: str
    subject: UUID
    year: int


class GiveBack(NamedTuple):
    """Answer: the receipts of events appended before."""

    position: int
    count: int


@dataclass(frozen=True, slots=True)
class Append:
    """Answer: list[Receipt], or one of the log's own errors raised."""

    acts: Sequence[Act]
    region: str
    claims: Sequence[Claim] = ()
    expect: Mapping[UUID, int] = field(default_factory=dict)
    recorded_at: datetime | None = None


Effect = Load | Consult | Find | Ahead | Supervised | Reported | Look | GiveBack | Append
Flow = Generator[Effect, Any, Any]
