"""What later messages of a stream need of its earlier events: parties, identifiers, item."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from domain.registry.standards import Function
from projections.context import Context
from projections.delivery_kinds import BUREAU, Family, Kind, stored_name
from projections.reader import Recorded

OWNER = "owner"
"""Party of the line with the event's own `number`: who a resolution obliges."""
Parties = dict[str, list[str]]


class Stream:
    """One stream. `data`: what every message of it says; `case`: whose bureau hears of it."""

    __slots__ = ("case", "data", "function", "historic", "item", "parties", "priority")

    def __init__(
        self,
        parties: Parties,
        data: dict[str, Any],
        case: UUID | None = None,
        item: str | None = None,
        function: str | None = None,
        priority: str | None = None,
    ) -> None:
        self.parties, self.data, self.case = parties, data, case
        self.item, self.function, self.priority = item, function, priority
        self.historic: bool = data.get("historic", False)

    def dumped(self) -> str:
        """As the column `facts` has it."""
        case = str(self.case) if self.case else None
        facts = [self.parties, self.data, case, self.item, self.function, self.priority]
        return orjson.dumps(facts).decode()

    @classmethod
    def loaded(cls, text: str) -> "Stream":
        """From the column `facts`."""
        parties, data, case, *rest = orjson.loads(text)
        return cls(parties, data, UUID(case) if case else None, *rest)

    def told(self, kind: Kind, event: Recorded) -> bool:
        """Take in whom an event makes a party; whether anything has changed."""
        before = {name: list(orgs) for name, orgs in self.parties.items()}
        for party, name in kind.sets.items():
            self.parties[party] = named(event.data.get(stored_name(kind.event, name)))
        for line in event.data.get("resolutions", ()):
            self.parties[f"{OWNER} {line['number']}"] = [line["owner"]]
        return self.parties != before


def opened(family: Family, event: Recorded, task: Stream | None, institution: Context) -> Stream:
    """A stream after the event that opens it, or what stands for one where each stands for itself.

    `task`: the one that it comes from, whose case, function and urgency it shares.
    """
    data = event.data
    opening = family.opening
    carried: dict[str, Any] = {}
    parties: Parties = {}
    if opening is not None:
        carried = dict(_carried(family, data))
        parties = {
            party: named(data.get(stored_name(opening, name)))
            for party, name in family.parties.items()
        }
    if family.actor:
        parties[family.actor] = named(event.meta["actor"].get("org"))
    item = data.get("itemCode") or event.meta.get("itemCode") or _only(data.get("itemCodes"))
    case = UUID(data["caseId"]) if "caseId" in data else task.case if task else None
    decides = _decides(event, item, institution) if family.name == "inspection" else None
    if decides:
        parties[BUREAU] = [decides]
    function = data.get("function") or (task.function if task else None)
    priority = data.get("priority") or (task.priority if task else None)
    return Stream(parties, carried, case, item, function, priority)


def _carried(family: Family, data: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    assert family.opening
    for name in family.carried:
        stored = stored_name(family.opening, name)
        value = data.get(stored, family.opening.model_fields[name].default)
        if stored in data or value is False:  # what is None is left out
            yield stored, value


def _decides(event: Recorded, item: str | None, institution: Context) -> str | None:
    if item is None:
        return None
    on = date.fromisoformat(event.legal_day)
    return institution.responsible(event.region, item, Function.DECIDE, on)


def _only(items: list[str] | None) -> str | None:
    return items[0] if items and len(items) == 1 else None


def named(value: Any) -> list[str]:
    """The organisations in a field: one, several, or one a line."""
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    lines = (one if isinstance(one, str) else one.get("org") or one.get("owner") for one in value)
    return [org for org in lines if org]
