"""The base of every event: a frozen fact with a stable name of its own."""

from datetime import UTC, date, datetime
from typing import Annotated, ClassVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Beyond them no calendar of ours has days to count, and one such act would halt every reader."""


def _in_utc(instant: datetime) -> datetime:
    at = instant.astimezone(UTC)
    if not FIRST_YEAR - 1 <= at.year <= LAST_YEAR:  # 1 January 1900 in Shanghai is 1899 in UTC
        raise ValueError(f"an instant lies between {FIRST_YEAR} and {LAST_YEAR}")
    return at


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An instant: offset mandatory on input, kept in UTC."""

Text = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
"""Free text of a form field; longer content is a document and enters by digest."""

Code = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]*$")]
"""An identifier from outside, opaque to us."""

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of a document, lower-case hexadecimal."""

Day = Annotated[
    date,
    Field(
        ge=date(FIRST_YEAR, 1, 1),
        le=date(LAST_YEAR, 12, 31),
        json_schema_extra={"pattern": "^((19|20|21)[0-9]{2}|2200)-"},
    ),
]
"""A date that something is counted from: the days before and after it exist too."""


class Value(BaseModel):
    """A frozen value inside an event or a command. Unknown fields are refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True
    )


class DomainEvent(Value):
    """A fact that has happened: payload only, the envelope is `domain.shared.act.Meta`.

    `TYPE` is the stored name, for ever; `VERSION` the newest shape of the payload.
    """

    TYPE: ClassVar[str]
    VERSION: ClassVar[int] = 1


__all__ = ["Code", "Day", "Digest", "DomainEvent", "Instant", "Text", "Value", "date"]
