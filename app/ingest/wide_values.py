"""What a wide row says: texts with columns in them, counts as lines, differences of amounts."""

import re
from collections.abc import Callable
from datetime import tzinfo

from app.ingest.errors import fault
from app.ingest.values import Texts, cents, converter
from app.ingest.wide_mapping import CountRule, Values, WideField
from domain.supervision.inspection_terms import CheckOutcome

_COLUMN = re.compile(r"\{([^{}]+)\}")


def columns_of(text: str) -> list[str]:
    """The columns that a text names in braces."""
    return _COLUMN.findall(text)


def filled(text: str, row: Texts, blank: frozenset[str]) -> str | None:
    """The text with its columns filled in; None where one of them is empty."""
    if any(row.get(name, "") in blank for name in columns_of(text)):
        return None
    return _COLUMN.sub(lambda found: row[found[1]], text)


def holds(wanted: Values, row: Texts) -> bool:
    """Whether each column has one of its values."""
    return all(row.get(column, "") in values for column, values in wanted.items())


def used(field: WideField) -> list[str]:
    """The columns that a field is made of."""
    return [name for name in (field.column, field.minus) if name] + columns_of(field.text)


def reader(
    field: WideField, zone: tzinfo, blank: frozenset[str]
) -> Callable[[Texts], object | None]:
    """What gives the field's value from a row; None: the row does not say.

    Raises (when called):
        DomainError: bad-value, bad-time.
    """
    convert = converter(field, zone)

    def read(row: Texts) -> object | None:
        text = filled(field.text, row, blank) if field.text else row.get(field.column, "")
        if text is None or text in blank:
            return None
        value = text if field.text else convert(text)
        if field.minus:
            value = _less(value, field, row)
        return (value,) if field.many else value

    return read


def _less(value: object, field: WideField, row: Texts) -> int:
    try:
        taken = cents(row.get(field.minus, ""), field.divisor)
    except ValueError:
        raise fault("bad-value", f"{field.minus} is no amount", fields=(field.minus,)) from None
    assert isinstance(value, int)
    return value - taken


def line(rule: CountRule, row: Texts, blank: frozenset[str]) -> dict[str, object]:
    """A checked line from the number of faults found; without a number it was not checked.

    Raises:
        DomainError: bad-value.
    """
    text = row.get(rule.column, "")
    if text in blank:
        return {"name": rule.name, "outcome": CheckOutcome.NOT_CHECKED}
    if not text.isascii() or not text.isdigit():
        raise fault(
            "bad-value", f"{rule.column} = {text[:60]!r} is no count", fields=(rule.column,)
        )
    if not int(text):
        return {"name": rule.name, "outcome": CheckOutcome.PASSED}
    failed = {"outcome": CheckOutcome.FAILED, "gravity": rule.gravity}
    return {"name": rule.name, "note": text, **failed}
