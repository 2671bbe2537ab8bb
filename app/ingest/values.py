"""Texts of a row to values of an act, in the mapping's time zone."""

import re
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from decimal import Decimal

from app.ingest.errors import fault
from app.ingest.mapping import FieldRule
from app.reports.checks import FIRST_YEAR

Texts = dict[str, str]
_AMOUNT = re.compile(r"[0-9]{1,13}(\.[0-9]{1,6})?", re.ASCII)


def local_instant(text: str, zone: tzinfo, column: str) -> datetime:
    """An aware instant; one without offset, or a bare date (its 00:00), is local to `zone`.

    Raises:
        DomainError: bad-time.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise fault("bad-time", f"{column} = {text[:60]!r}", fields=(column,)) from None
    if moment.year < FIRST_YEAR:
        raise fault("bad-time", f"{column} = {text[:60]!r}", fields=(column,))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def converter(rule: FieldRule, zone: tzinfo) -> Callable[[str], object]:
    """What turns the column's text into the field's value.

    Raises (when called):
        DomainError: bad-value, bad-time.
    """
    if rule.kind == "instant":
        return lambda text: local_instant(text, zone, rule.column)
    plain: dict[str, Callable[[str], object]] = {
        "text": str,
        "int": int,
        "date": lambda text: date.fromisoformat(text[:10]),
        "bool": _truth,
        "workdays": lambda text: int(text) * 5 // 7,
        "cents": lambda text: cents(text, rule.divisor),
    }
    convert = plain[rule.kind]

    def converted(text: str) -> object:
        try:
            return convert(text)
        except ValueError:
            detail = f"{rule.column} = {text[:60]!r} is no {rule.kind}"
            raise fault("bad-value", detail, fields=(rule.column,)) from None

    return converted


def _truth(text: str) -> bool:
    known = {"true": True, "false": False, "1": True, "0": False}
    if text.lower() not in known:
        raise ValueError(text)
    return known[text.lower()]


def cents(text: str, divisor: int = 1) -> int:
    """Whole cents of an amount in units, or in a `divisor`-th of a unit; never rounded.

    Raises:
        ValueError: not an amount, or parts of a cent.
    """
    if not _AMOUNT.fullmatch(text):
        raise ValueError(text)
    whole, rest = divmod(Decimal(text) * 100, divisor)
    if rest:
        raise ValueError(text)
    return int(whole)
