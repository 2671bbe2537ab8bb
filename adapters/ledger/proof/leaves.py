"""Leaf hashes of many entries at once: what `leaf_hasher` gives one by one, column by column.

The ids of a whole batch become text in a dozen strided copies, so that what is left to do for each
entry is one format and the hashes themselves. A test holds the two equal.
"""

from binascii import hexlify
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha1, sha256

from adapters.ledger.proof.leaf import json_text, leaf_hasher
from adapters.ledger.proof.source import Row

Columns = tuple[tuple, ...]
"""A batch of `Row`s turned over: one tuple for each field."""
BatchHasher = Callable[[Columns], list[bytes]]

_FORM = b"        -    -    -    -                "
"""Room for a UUID and four blanks, which divide it from the next and keep copies aligned."""
_ROOM = len(_FORM)
_CUTS = ((0, 0, "Q"), (9, 8, "I"), (14, 12, "I"), (19, 16, "I"), (24, 20, "I"), (28, 24, "Q"))
"""Where in the form, from where among the hexadecimal digits, and in copies of 8 or 4 digits."""
_VARIANT = bytes.maketrans(b"0123456789abcdef", b"89ab" * 4)


@lru_cache(maxsize=4096)
def leaf_hashes(log: str) -> BatchHasher:
    """A function that gives the leaf hashes of a batch of one log's entries, in their order.

    It takes the batch by columns (`zip(*rows)`), at least one row; the stored leaf hashes among
    them are not looked at.
    """
    after_index = f',"log":{json_text(log)},"position":'

    def hashes(columns: Columns) -> list[bytes]:
        positions, indexes, streams, versions, kinds, instants, states, _, anchors = columns
        if anchors.count(None) < len(anchors) or set(map(len, streams)) != {16}:
            return _one_by_one(log, columns)
        rows = zip(
            indexes,
            positions,
            event_texts(streams, versions),
            instants,
            [sha256(state).hexdigest() for state in states],
            uuid_texts(b"".join(streams)),
            map(_from_type, kinds),
            versions,
            strict=True,
        )
        return [
            sha256(
                f'\0{{"anchor":null,"event":"{event}","format":1,"index":{index}{after_index}'
                f'{position},"recordedAt":"{instant}","state":"{state}","stream":"{stream}'
                f"{from_type}{version}}}".encode()
            ).digest()
            for index, position, event, instant, state, stream, from_type, version in rows
        ]

    return hashes


def uuid_texts(values: bytes) -> list[str]:
    """The texts of UUIDs that lie end to end, 16 bytes each."""
    return _formed(values, 16).decode("ascii").split()


def event_texts(streams: tuple[bytes, ...], versions: tuple[int, ...]) -> list[str]:
    """`event_id` of each stream and version: uuid5, made of 16 of the 20 bytes of a SHA-1."""
    pairs = zip(streams, versions, strict=True)
    text = _formed(b"".join([sha1(b"%b%d" % pair).digest() for pair in pairs]), 20)  # noqa: S324 - uuid5 is SHA-1
    text[14::_ROOM] = b"5" * (len(text) // _ROOM)
    text[19::_ROOM] = text[19::_ROOM].translate(_VARIANT)
    return text.decode("ascii").split()


def _formed(values: bytes, width: int) -> bytearray:
    """The first 16 of every `width` bytes as UUID texts, divided by blanks."""
    count = len(values) // width
    text = bytearray(_FORM * count)
    target, digits = memoryview(text), memoryview(hexlify(values))
    for to, start, unit in _CUTS:
        size = 8 if unit == "Q" else 4
        end = to + _ROOM * (count - 1) + size  # of the last copy
        forms = target[to:end].cast(unit)
        forms[:: _ROOM // size] = digits.cast(unit)[start // size :: 2 * width // size]
    return text


@lru_cache(maxsize=4096)
def _from_type(kind: str) -> str:
    return f'","type":{json_text(kind)},"version":'


def _one_by_one(log: str, columns: Columns) -> list[bytes]:
    """For what is rare: an anchor, or a stream that is no UUID (which is an error)."""
    leaf = leaf_hasher(log)
    rows: zip[Row] = zip(*columns, strict=True)
    return [
        leaf(index, position, stream, version, kind, instant, state, anchor)
        for position, index, stream, version, kind, instant, state, _, anchor in rows
    ]
