"""Canonical JSON (RFC 8785) over a domain so narrow that the standard library writes it.

The domain: None, bool, str, list, dict and int with |int| < 2**53; keys are ASCII strings; no
floats; no lone surrogates; at most `MAX_DEPTH` levels. For ASCII keys, code-point order is the
UTF-16 order that RFC 8785 §3.2.3 asks for, and without floats its number rules are empty.
"""

import json
from typing import Any, NoReturn

MAX_INT = 2**53 - 1
MAX_DEPTH = 64

_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
).encode


class NotCanonical(ValueError):
    """The value or the bytes lie outside the restricted canonical domain."""


def check(value: object, depth: int = 0) -> None:
    """Raise NotCanonical unless the value lies in the domain. Strings are checked on encoding.

    Exact types only: a subclass (an enum, a named tuple) could print differently elsewhere.
    """
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return
    if isinstance(value, int) and kind is int:
        if not -MAX_INT <= value <= MAX_INT:
            raise NotCanonical(f"integer beyond 2^53: {value}")
    elif depth >= MAX_DEPTH:
        raise NotCanonical(f"nested deeper than {MAX_DEPTH} levels")
    elif isinstance(value, dict) and kind is dict:
        _check_object(value, depth + 1)
    elif isinstance(value, list) and kind is list:
        for item in value:
            check(item, depth + 1)
    else:
        raise NotCanonical(f"{kind.__name__} is not allowed")


def _check_object(value: dict[Any, Any], depth: int) -> None:
    for key, item in value.items():
        if type(key) is not str or not key.isascii():
            raise NotCanonical(f"key is not an ASCII string: {key!r}")
        kind = type(item)
        if kind is str or item is None or kind is bool:  # most values: save the call
            continue
        check(item, depth)


def encode(value: object) -> bytes:
    """The canonical bytes of a value of the domain; raises NotCanonical for any other."""
    check(value)
    try:
        return _encode(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("string holds a lone surrogate") from error


def parse_canonical(data: bytes) -> Any:
    """The value whose canonical bytes are `data`; anything else raises NotCanonical.

    Refused: duplicate or unsorted keys, floats, NaN, white space, other escapes, a byte order
    mark, invalid UTF-8. So two different byte strings never mean the same entry.
    """
    try:
        value = json.loads(
            bytes(data).decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            parse_int=_integer,
        )
        again = encode(value)
    except NotCanonical:
        raise
    except (ValueError, RecursionError) as error:
        raise NotCanonical(f"not JSON: {error}") from error
    if again != data:
        raise NotCanonical("not in canonical form")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise NotCanonical("duplicate key")
    return result


def _integer(text: str) -> int:
    if len(text) > 17:
        raise NotCanonical(f"integer beyond 2^53: {text[:20]}")
    return int(text)


def _refuse_number(text: str) -> NoReturn:
    raise NotCanonical(f"not an integer: {text[:20]}")
