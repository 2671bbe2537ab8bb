"""What a simulation did."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(slots=True)
class Summary:
    """Counts of one run. `refused`: attempts by code; `vacant`: lives that no post could go on
    with. `last`: the position of the last event."""

    region: str
    first_day: date
    days: int = 0
    events: int = 0
    first: int = 0
    last: int = 0
    seconds: float = 0.0
    by_type: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    vacant: Counter[str] = field(default_factory=Counter)
    policies_moved: tuple[str, ...] = ()

    @property
    def cases(self) -> int:
        """Cases opened, the reported ones included."""
        return self.by_type["case.application_submitted"]

    def body(self) -> dict[str, Any]:
        """For machines; camelCase."""
        return {
            "region": self.region,
            "firstDay": self.first_day.isoformat(),
            "days": self.days,
            "events": self.events,
            "firstPosition": self.first,
            "lastPosition": self.last,
            "seconds": round(self.seconds, 1),
            "eventsPerSecond": round(self.events / max(self.seconds, 0.001)),
            "cases": self.cases,
            "tasks": self.tasks,
            "byType": dict(sorted(self.by_type.items())),
            "refused": dict(sorted(self.refused.items())),
            "vacant": dict(sorted(self.vacant.items())),
            "policiesMoved": list(self.policies_moved),
        }

    @property
    def tasks(self) -> int:
        """Tasks pushed."""
        return self.by_type["task.pushed"]
