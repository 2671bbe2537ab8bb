"""PostgreSQL values in binary, packed and unpacked by hand.

psycopg dumps a list element by element in Python; packing with `struct` is about ten times as fast
(performance.md, Recommended shape). Array format: src/backend/utils/adt/arrayfuncs.c, array_recv.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

INT8 = 20
INT4S, INT8S, UUIDS, TEXTS, BYTEAS, INSTANTS = 1007, 1016, 2951, 1009, 1001, 1185
"""Object ids of the array types (src/include/catalog/pg_type.dat); fixed in every PostgreSQL."""
_INT4, _TEXT, _BYTEA, _UUID, _TIMESTAMPTZ = 23, 25, 17, 2950, 1184


_HEADER = struct.Struct(">iiiii")
_ONE = {4: struct.Struct(">iiiiiii"), 8: struct.Struct(">iiiiiiq")}
"""Whole arrays of one element, by its width: a single writer's batch is made of them."""
_EMPTY = {
    element: struct.pack(">iii", 0, 0, element)
    for element in (INT8, _INT4, _TEXT, _BYTEA, _UUID, _TIMESTAMPTZ)
}


def _fixed(values: Sequence[int], element: int, width: int, code: str) -> bytes:
    count = len(values)
    if count == 1:
        return _ONE[width].pack(1, 0, element, 1, 1, width, values[0])
    if not count:
        return _EMPTY[element]
    flat = chain.from_iterable(zip(repeat(width), values))
    return struct.pack(f">iiiii{f'i{code}' * count}", 1, 0, element, count, 1, *flat)


def _variable(values: Sequence[bytes], element: int) -> bytes:
    if not values:
        return _EMPTY[element]
    parts = [_HEADER.pack(1, 0, element, len(values), 1)]
    for value in values:
        parts.append(len(value).to_bytes(4, "big"))
        parts.append(value)
    return b"".join(parts)


def int8(value: int) -> bytes:
    return struct.pack(">q", value)


def int4s(values: Sequence[int]) -> bytes:
    return _fixed(values, _INT4, 4, "i")


def int8s(values: Sequence[int]) -> bytes:
    return _fixed(values, INT8, 8, "q")


def uuids(values: Sequence[bytes]) -> bytes:
    """Each as its 16 bytes."""
    return _variable(values, _UUID)


def texts(values: Sequence[str]) -> bytes:
    return _variable([value.encode() for value in values], _TEXT)


def byteas(values: Sequence[bytes]) -> bytes:
    return _variable(values, _BYTEA)


def instants(values: Sequence[datetime]) -> bytes:
    micros: list[int] = []
    last, known = None, 0
    for value in values:
        if value is not last:  # a batch has few different times
            last, known = value, (value - _EPOCH) // _MICROSECOND
        micros.append(known)
    return _fixed(micros, _TIMESTAMPTZ, 8, "q")


def elements(array: bytes | None) -> list[bytes]:
    """The raw elements of a binary array without NULLs; none for NULL or an empty one."""
    if not array:
        return []
    result: list[bytes] = []
    if struct.unpack_from(">i", array)[0] == 0:
        return result
    at = 20
    for _ in range(struct.unpack_from(">i", array, 12)[0]):
        width = int.from_bytes(array[at : at + 4], "big")
        result.append(array[at + 4 : at + 4 + width])
        at += 4 + width
    return result


def integers(array: bytes | None) -> list[int]:
    """Signed integers of a binary int4[] or int8[]."""
    return [int.from_bytes(value, "big", signed=True) for value in elements(array)]


def from_unix_micros(micros: int) -> datetime | None:
    """An instant from microseconds since 1970; None for -1."""
    return None if micros < 0 else _UNIX + timedelta(microseconds=micros)
