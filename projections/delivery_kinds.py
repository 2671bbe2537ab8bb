"""How one type of event goes out: to whom, and which of its fields.

What is said is named field by field, so that a field nobody thought of stays inside: identifiers,
numbers, closed lists, dates and counts, never free text, never a person. `/asyncapi.json` is
made of the same tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.shared.event import DomainEvent

BUREAU, STAFFING_OFFICE, GOVERNMENT = "bureau", "staffing office", "government"
"""Parties that no event names: who decided the case, who rules disputes, who rules them last."""


@dataclass(frozen=True, slots=True)
class Due:
    """`name`: member with the last of `days` (a field; working days) after the event's legal day,
    or after the day in member `after`."""

    name: str
    days: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Of every line of the list `field`, these `parts`, all as they are stored. `own`: the part
    that names an organisation; each is told its own lines alone."""

    field: str
    parts: tuple[str, ...]
    own: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of event that goes out.

    `to`: parties of its stream, or `.field` of the event itself, in this order, each once · `says`:
    fields as they are · `counts`: lists of which the length is said · `sets`: which party of the
    stream is from now on whom the field names.
    """

    event: type[DomainEvent]
    to: tuple[str, ...]
    says: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    dues: tuple[Due, ...] = ()
    lines: Lines | None = None
    sets: Mapping[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """The stored name."""
        return self.event.TYPE


@dataclass(frozen=True, slots=True)
class Family:
    """Streams of one aggregate. `path`: where `dataref` points, `{stream}` or `{event}` in it.

    `opening`: the event that opens a stream, before which nobody is told; None where each event
    stands for itself. Of it `carried` are repeated in every message, and `parties` are whom it
    names by field. `actor`: whoever opens it is a party of this name.
    """

    name: str
    path: str
    kinds: tuple[Kind, ...]
    opening: type[DomainEvent] | None = None
    carried: tuple[str, ...] = ()
    parties: Mapping[str, str] = field(default_factory=dict)
    actor: str | None = None

    @property
    def identifier(self) -> str:
        """Member that names the stream: taskId, pushBatchId, …"""
        first, *rest = self.name.split("-")
        return first + "".join(word.capitalize() for word in rest) + "Id"


def stored_name(event: type[DomainEvent], name: str) -> str:
    """How the log and a message call a field of an event."""
    return event.model_fields[name].alias or name
