"""Shapes of publicity."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field, create_model

from app.api.contract.shapes import Position, Shape
from domain.approval.publicity import FIELDS

CSV = "text/csv"


class Grant(Shape):
    """One decision to grant. `daysLeft`: working days until it must be public; null once it is.
    `reported`: worked in another system, which may have published it itself."""

    permit_id: UUID
    case_id: UUID
    region: str
    item: str | None
    item_version: int | None
    org: str | None
    reported: bool
    case_number: str | None
    decided_on: date
    decision_number: str | None
    valid_from: date | None
    valid_to: date | None
    conditions: list[str]
    permit_number: str | None
    ended: str | None
    due_on: date
    provisional: bool
    published_on: date | None
    notice_number: str | None
    url: str | None
    delivery_due: date
    delivered_on: date | None
    days_left: int | None


_LINE: dict[str, Any] = {code: (str, Field(alias=code, title=name)) for code, name in FIELDS}
FormLine = create_model("FormLine", __base__=Shape, **_LINE)
FormLine.__doc__ = (
    "One line of the form (发改办财金〔2018〕424号); a field without a value is empty."
)


class Export(Shape):
    """Lines of the form."""

    items: list[FormLine]  # ty: ignore[invalid-type-form] - made from the list of its fields


class Notice(Shape):
    """A grant that is public. Of a person: the first character of the name."""

    decision: str
    decision_number: str | None
    holder: str
    holder_kind: str
    holder_code: str | None
    content: str
    decided_on: date
    valid_from: date | None
    valid_to: date | None
    valid: bool
    org: str
    org_name: str
    published_on: date


class Notices(Shape):
    """Public grants of a region, newest first."""

    items: list[Notice]
    next: str | None
    position: Position
