"""Shapes of what the institution shows: responsibilities, seals, lists, hours, delegations."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from app.api.contract.shapes import Count, Page, Position, Shape

InFlight = Literal["STAY", "FOLLOW"]


class Responsibility(Shape):
    """One statement; `org` null: nobody answered. `validTo` is exclusive."""

    event_id: UUID
    item: str
    function: str
    type: str
    org: str | None
    from_org: str | None
    valid_from: date
    valid_to: date | None
    in_flight: InFlight | None
    corrects: UUID | None
    memo: str | None
    legal_basis: str | None
    reason: str | None
    territory: str | None
    recorded_at: datetime
    position: Position


class Responsibilities(Page[Responsibility]):
    """Who answered on `validAt`, as known at `asOf`."""

    valid_at: date
    as_of: datetime


class Told(Responsibility):
    """A statement and what corrected it."""

    corrected_at: datetime | None
    corrected_by: UUID | None


class Gap(Shape):
    """An item in force and a function of it that nobody answers for; `territories`: there alone."""

    item: str
    name: str
    item_version: Count
    function: str
    territories: list[str] | None


class Gaps(Page[Gap]):
    """监管空白; `counts` by function, whichever was asked for."""

    valid_at: date
    as_of: datetime
    counts: dict[str, Count]


class Seal(Shape):
    """A seal and its life; `active` on the date asked for."""

    seal: str
    org: str
    kind: Literal["OFFICIAL", "APPROVAL", "CONTRACT"]
    valid_from: date
    sealed_on: date | None
    reason: str | None
    destroyed_on: date | None
    witness: str | None
    active: bool


class Seals(Shape):
    """The seal ledger (印章台账)."""

    region: str
    valid_at: date
    items: list[Seal]


class Delegation(Shape):
    """委托; `active` on the date asked for."""

    item_code: str
    functions: list[str]
    delegator: str
    delegate: str
    valid_from: date
    valid_to: date | None
    announcement: str | None
    announced_on: date | None
    ended_on: date | None
    active: bool


class Delegations(Shape):
    """Every delegation there was."""

    region: str
    valid_at: date
    items: list[Delegation]


class ListEntry(Shape):
    """One line of a published list."""

    code: str
    name: str
    basis: str | None


class ReferenceList(Shape):
    """A list in one version."""

    kind: str
    list_version: Count
    valid_from: date
    entries: list[ListEntry]


class ReferenceLists(Shape):
    """Each list in the version in force on `validAt`."""

    region: str
    valid_at: date
    items: list[ReferenceList]


class Window(Shape):
    """Hours of service beyond the working day; minutes after midnight."""

    window: str
    weekdays: list[int]
    opens: Count
    closes: Count
    valid_from: date
    valid_to: date | None


class Hours(Shape):
    """The windows that are open on `validAt`."""

    region: str
    valid_at: date
    items: list[Window]


class Difference(Shape):
    """One part of a standard that differs; null where a version says nothing of it."""

    field: str
    before: Any
    after: Any
    added: list[Any] | None
    removed: list[Any] | None


class ItemDiff(Shape):
    """What changed from one version of an item to another (B10)."""

    item_code: str
    before: Count
    after: Count
    differences: list[Difference]
