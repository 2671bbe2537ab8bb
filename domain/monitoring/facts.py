"""What monitoring remembers of one case: milestones folded so that the order of arrival is moot.

Every field is either the first or the last of its kind by (occurredAt, source order, position),
or a collection that is sorted when it is used. So any order of arrival, and any cut into pages,
ends in the same facts (design.md, Life of an act).
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

UNORDERED = 2**53
"""Source order of an act that states none: after those of the same instant that do."""

_SHANGHAI_OFFSET = timedelta(hours=8)


@dataclass(slots=True)
class Entry:
    """One recorded act as the fold sees it. `data` is the stored payload, camelCase."""

    type: str
    position: int
    occurred_at: datetime
    recorded_at: datetime
    data: dict[str, Any]
    person: str
    role: str
    post: str | None = None
    org: str | None = None
    order: int = UNORDERED
    native: bool = True
    effective_date: str | None = None
    item: str | None = None
    stream: UUID | None = None
    occurred: str = ""
    """The `stamp` of `occurred_at`, if somebody has it already."""
    key: list[Any] = field(init=False)
    """Where the act belongs among the others of its case, as the facts keep it."""

    def __post_init__(self) -> None:
        self.key = [self.occurred or stamp(self.occurred_at), self.order, self.position]

    @property
    def day(self) -> str:
        """The date from which it counts in law: stated, else the local date (ISO)."""
        return self.effective_date or (self.occurred_at + _SHANGHAI_OFFSET).date().isoformat()


@dataclass(slots=True)
class CaseFacts:
    """Facts of one case, ready for JSON: lists begin with a key: occurredAt in UTC with
    microseconds, source order, position.

    marks: name -> [*key, day, type] · stated: [*key, instant] · started: [*key, kind, noticed days,
    served, day, native] · finished: [*key, kind, day] · extended: [*key, days, approver, served,
    day, native] · demands: [*key, NOTICED or SUPPLIED, what] ·
    hands: stage -> person -> [*key, post] · phases: band -> [*key, phase] · lags: [position,
    occurred, recorded, person, post] · powers: stage|organisation|day -> [*key, stage,
    organisation, day, person, post] · step: [*key, code, name] · acts: name -> [*key, value]:
    every act that a decision or a certificate rests on.
    """

    number: str | None = None
    item: str | None = None
    version: int | None = None
    profile: str | None = None
    survey: bool = False
    native: bool = True
    limits: list[Any] = field(default_factory=lambda: [None, None])
    marks: dict[str, list[Any]] = field(default_factory=dict)
    stated: list[Any] | None = None
    outcome: list[Any] | None = None
    started: list[list[Any]] = field(default_factory=list)
    finished: list[list[Any]] = field(default_factory=list)
    extended: list[list[Any]] = field(default_factory=list)
    demands: list[list[Any]] = field(default_factory=list)
    hands: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    phases: dict[str, list[Any]] = field(default_factory=dict)
    lags: list[list[Any]] = field(default_factory=list)
    backdated: list[list[Any]] = field(default_factory=list)
    powers: dict[str, list[Any]] = field(default_factory=dict)
    step: list[Any] | None = None
    acts: dict[str, list[list[Any]]] = field(default_factory=dict)
    latest: str = ""
    orgs: list[str] = field(default_factory=list)
    count: int = 0
    position: int = 0

    def at(self, mark: str) -> datetime | None:
        """When a milestone happened, None if it has not."""
        found = self.marks.get(mark)
        return instant(found[0]) if found else None

    def day(self, mark: str) -> str | None:
        """The date from which a milestone counts (ISO)."""
        found = self.marks.get(mark)
        return found[3] if found else None


def stamp(at: datetime) -> str:
    """A UTC instant as text of fixed width, so that texts sort as instants do."""
    return at.isoformat(timespec="microseconds")


def instant(text: str) -> datetime:
    """The instant of a `stamp`, or of any ISO text with its offset, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)
