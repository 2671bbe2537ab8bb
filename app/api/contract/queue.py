"""Shapes of the office's queues and of today's figures (domain.md §5: B1, B2, B4–B7, S1)."""

from datetime import date, datetime
from uuid import UUID

from app.api.contract.shapes import Count, Position, Severity, Shape
from domain.approval.pre_approval import Hindrance


class Owed(Shape):
    """Something to be done of a case by the end of `due`; `severity` null: still in time.

    `remaining`: working days left, negative: overdue.
    """

    case_id: UUID | None
    case_number: str
    item: str | None
    region: str
    phase: str | None
    rule: str
    title: str
    title_en: str
    law: str
    note: str
    org: str | None
    severity: Severity | None
    due: date
    remaining: int
    evidence: list[Position]


class PreApproved(Shape):
    """A pre-approval that has not been converted. `ready`: it can be as it stands, or, where
    `hindrances` names changed materials alone, once these have been reviewed anew. `missing`:
    preconditions still to be met."""

    case_id: UUID
    case_number: str
    item: str | None
    region: str
    phase: str
    accepted_on: date | None
    opined_at: datetime
    opinion: str
    favourable: bool
    valid_until: date | None
    missing: list[str]
    hindrances: list[Hindrance]
    ready: bool


class Overdue(Shape):
    """Open cases beyond a limit at this moment."""

    legal: Count
    committed: Count
    notice: Count


class Kept(Shape):
    """Of so many decisions with this limit, how many kept it; `permille` null: none to judge."""

    judged: Count
    kept: Count
    permille: int | None


class Today(Shape):
    """A day's figures; the rates are of the decisions since `since`."""

    day: date
    since: date
    received: Count
    accepted: Count
    decided: Count
    overdue: Overdue
    decided_since: Count
    legal: Kept
    committed: Kept
    position: Position
