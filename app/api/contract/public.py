"""Shapes of what anybody may ask. Nothing else of a case or a person is ever in them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.api.contract.shapes import Position, Shape
from domain.approval.applicant_view import LackKind
from domain.approval.case_state import Outcome, Phase


class NextDue(Shape):
    """The next date that the applicant may count on. `provisional`: beyond the published holidays;
    `atLeast`: the case stands still, so the date moves on."""

    on: date
    clock: Literal["NOTICE", "COMMITTED", "LEGAL", "STATED", "DELIVERY"]
    provisional: bool
    at_least: bool


class Paused(Shape):
    """Why the case stands still; `noticedDays` working days as they were told."""

    reason: str
    since: date
    noticed_days: int | None


class LackingMaterial(Shape):
    """One thing that is missing. `FETCH` is not asked of the applicant."""

    name: str
    kind: LackKind
    hint: str
    since: date
    due: date | None


class Ask(Shape):
    """Whom to ask: an organisation by code and name, and a post."""

    org: str | None
    name: str | None
    post: str | None


class ApplicantsPage(Shape):
    """A case as its applicant sees it (A1), with one list of everything missing (A2)."""

    case_number: str | None
    item_code: str | None
    item_name: str | None
    stage: Phase
    stage_name: str
    next_step: str | None
    received_on: date | None
    accepted_on: date | None
    decided_on: date | None
    outcome: Outcome | None
    ending: Annotated[str | None, Field(description="How it ended without a decision")]
    due: NextDue | None
    legal_due: date | None
    paused: list[Paused]
    missing: list[LackingMaterial]
    ask: Ask
    supervised_by: Annotated[str | None, Field(description="The regulator, after the grant")]
    position: Position


class QueryCode(Shape):
    """What the applicant needs for `/v1/public/cases`."""

    case_number: str | None
    query_code: str
