"""权限: responsibilities and delegations of one region, folded together.

Both the institution that guards rest on and the view that rules rest on use this one fold.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from domain.registry.delegations import Delegation, told
from domain.registry.events import ResponsibilityAssigned
from domain.registry.powers import (
    DelegationAnnounced,
    DelegationGranted,
    DelegationRevoked,
    ResponsibilityCorrected,
    ResponsibilityTransferred,
)
from domain.registry.responsibilities import Assignment, Record, answering, recorded
from domain.registry.standards import Function
from domain.shared.event import DomainEvent
from domain.shared.ids import event_id

Key = tuple[str, Function]
"""Item and function."""

TYPES: tuple[type[DomainEvent], ...] = (
    ResponsibilityAssigned,
    ResponsibilityTransferred,
    ResponsibilityCorrected,
    DelegationGranted,
    DelegationAnnounced,
    DelegationRevoked,
)
"""What is folded here."""


@dataclass(slots=True)
class Competence:
    """Mutable while it is folded; whoever holds one that is in use works on a `copy`."""

    records: dict[Key, tuple[Record, ...]] = field(default_factory=dict)
    grants: dict[UUID, tuple[Delegation, ...]] = field(default_factory=dict)
    streams: dict[str, frozenset[UUID]] = field(default_factory=dict)
    """Delegation streams by item."""

    def copy(self) -> "Competence":
        """One that may be folded on."""
        return Competence(dict(self.records), dict(self.grants), dict(self.streams))

    def add(self, stream: UUID, version: int, event: DomainEvent) -> str | None:
        """Take in one event, in place; the item that it concerns, None if it is of another kind."""
        match event:
            case ResponsibilityAssigned() | ResponsibilityTransferred() | ResponsibilityCorrected():
                key = (event.item_code, event.function)
                ref = event_id(stream, version)
                self.records[key] = recorded(self.records.get(key, ()), event, ref)
                return event.item_code
            case DelegationGranted() | DelegationAnnounced() | DelegationRevoked():
                grants = told(self.grants.get(stream, ()), event)
                if not grants:
                    return None
                item = grants[-1].item_code
                self.grants[stream] = grants
                self.streams[item] = self.streams.get(item, frozenset()) | {stream}
                return item
        return None

    def responsible(
        self,
        item: str,
        function: Function,
        on: date,
        accepted: date | None = None,
        territory: str | None = None,
    ) -> Assignment | None:
        """Who answers on a date, for a case accepted on `accepted` if one is worked on."""
        return answering(self.records.get((item, function), ()), on, accepted, territory)

    def territorial(self, item: str, functions: Iterable[Function]) -> bool:
        """Whether it matters for these functions of an item where the subject is."""
        return any(
            one.territory
            for function in functions
            for one in self.records.get((item, function), ())
        )

    def record(self, item: str, ref: UUID) -> Record | None:
        """A record that counts, of any function of an item, by the id of its event."""
        of_item = (self.records.get((item, function), ()) for function in Function)
        return next((one for records in of_item for one in records if one.ref == ref), None)

    def delegated(
        self, item: str, function: Function, delegator: str, delegate: str, on: date
    ) -> bool:
        """Whether `delegate` may act in the delegator's name on a date."""
        return any(
            one.covers(function, on)
            for stream in self.streams.get(item, ())
            for one in self.grants[stream]
            if (one.delegator, one.delegate) == (delegator, delegate)
        )
