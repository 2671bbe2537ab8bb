"""The leaf of an entry: a canonical JSON header that proves existence and order, not content.

Format 1. Keys, sorted: anchor, event, format, index, log, position, recordedAt, state, stream,
type, version. `log` and `index` stop a replay into another log or place; `state` is the SHA-256
of the state bytes, which carry a nonce, so the header reveals nothing about small contents.
"""

import re
from binascii import hexlify
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha1, sha256
from struct import Struct
from typing import Any

from adapters.ledger.proof.strict_json import MAX_INT, NotCanonical, encode, parse_canonical

FORMAT = 1
_NUMBERS = ("index", "position", "version")
_TEXTS = ("log", "type")
KEYS = frozenset({"format", "anchor", "event", "stream", "state", "recordedAt", *_NUMBERS, *_TEXTS})
_VARIANT = {b"%x" % value: b"%x" % (8 | value & 3) for value in range(16)}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


LeafHasher = Callable[[int, int, bytes, int, str, str, bytes, str | None], bytes]


def leaf_bytes(
    *,
    log: str,
    index: int,
    position: int,
    event: str,
    stream: str,
    version: int,
    type: str,  # noqa: A002 - the header's own word
    recorded_at: str,
    state: str,
    anchor: str | None = None,
) -> bytes:
    """The leaf header, as canonical JSON.

    `event` and `stream` are lower-case UUID texts, `recorded_at` is `instant(…)`, `state` the hex
    SHA-256 of the state bytes. They are trusted to be well formed; `check_header` tests what
    comes from outside. `leaf_hasher` is the faster way to many leaf hashes.
    """
    return (
        f'{{"anchor":{"null" if anchor is None else json_text(anchor)},"event":"{event}",'
        f'"format":1,"index":{index},"log":{json_text(log)},"position":{position},'
        f'"recordedAt":"{recorded_at}","state":"{state}","stream":"{stream}",'
        f'"type":{json_text(type)},"version":{version}}}'
    ).encode()


@lru_cache(maxsize=4096)
def leaf_hasher(log: str) -> LeafHasher:
    """A function that gives the leaf hashes of one log: SHA-256(0x00 ‖ header).

    By place: index, position, stream (16 bytes), version, type, recordedAt (`instant`), state
    bytes, anchor. The header is never a text: ids and digests are cut out of one hexadecimal run
    and put between bytes that are the same for a whole type. A third of the cost of `leaf_bytes`
    and its arguments; a test holds the two equal.
    """
    cut, template, variant = _PARTS.unpack, _template, _VARIANT

    def leaf(
        index: int,
        position: int,
        stream: bytes,
        version: int,
        kind: str,
        recorded_at: str,
        state: bytes,
        anchor: str | None = None,
    ) -> bytes:
        ids = stream + sha1(b"%b%d" % (stream, version)).digest()  # noqa: S324 - uuid5 is SHA-1
        a, b, c, d, e, f, g, h, i, j, k, content = cut(hexlify(ids + sha256(state).digest()))
        values = (f, g, h, variant[i], j, k, index, position, recorded_at.encode(), content)
        return sha256(template(log, kind, anchor) % (*values, a, b, c, d, e, version)).digest()

    return leaf


_PARTS = Struct("8s4s4s4s12s8s4sx3sc3s12s8x64s")
"""Hexadecimal stream, SHA-1 of which the event id is made, SHA-256 of the state."""


@lru_cache(maxsize=4096)
def _template(log: str, kind: str, anchor: str | None) -> bytes:
    """The leaf's prefix and header, with places for what differs from event to event."""
    given = ("null" if anchor is None else json_text(anchor), json_text(log), json_text(kind))
    return (
        b'\x00{"anchor":%b,"event":"%%b-%%b-5%%b-%%b%%b-%%b","format":1,"index":%%d,"log":%b,'
        b'"position":%%d,"recordedAt":"%%b","state":"%%b","stream":"%%b-%%b-%%b-%%b-%%b",'
        b'"type":%b,"version":%%d}'
    ) % tuple(text.encode().replace(b"%", b"%%") for text in given)


def state_digest(state: bytes) -> str:
    """The hex SHA-256 of state bytes, as the header's `state` carries it."""
    return sha256(state).hexdigest()


def event_id(stream: bytes, version: int) -> str:
    """uuid5(stream, str(version)) as text; `stream` is the UUID's 16 bytes (RFC 9562 §5.5)."""
    digest = bytearray(sha1(b"%b%d" % (stream, version)).digest()[:16])  # noqa: S324 - as above
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    return uuid_text(bytes(digest))


def uuid_text(value: bytes) -> str:
    """16 bytes as UUID text; five times as fast as str(UUID(bytes=…))."""
    text = value.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def instant(value: datetime) -> str:
    """An aware datetime as UTC with microseconds and Z; raises ValueError for a naive one."""
    if value.tzinfo is not UTC:
        if value.tzinfo is None:
            raise ValueError("an instant needs an offset")
        value = value.astimezone(UTC)
    return f"{value.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def instant_of_2000(micros: int) -> str:
    """Microseconds since 2000-01-01 (PostgreSQL's binary timestamptz) as `instant`."""
    seconds, rest = divmod(micros, 1_000_000)
    return f"{_second(seconds)}.{rest:06d}Z"


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    moment = _EPOCH + timedelta(seconds=seconds)
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")


def check_header(header: object) -> dict[str, Any]:
    """The header, if it has exactly the keys and forms of format 1; else NotCanonical."""
    if not isinstance(header, dict) or set(header) != KEYS:
        raise NotCanonical("not a leaf header: wrong keys")
    if header["format"] != FORMAT or type(header["format"]) is not int:
        raise NotCanonical(f"leaf format {header['format']!r} is not known")
    if not all(_natural(header[key]) for key in _NUMBERS):
        raise NotCanonical("index, position and version are integers from 0")
    forms = (("event", _UUID), ("stream", _UUID), ("state", _SHA256), ("recordedAt", _INSTANT))
    for key, form in forms:
        if not isinstance(header[key], str) or not form.fullmatch(header[key]):
            raise NotCanonical(f"{key} is malformed")
    if not all(isinstance(header[key], str) and header[key] for key in _TEXTS):
        raise NotCanonical("log and type are texts")
    if not isinstance(header["anchor"], str | None):
        raise NotCanonical("anchor is a text or null")
    return header


def parse_leaf(data: bytes) -> dict[str, Any]:
    """The header of canonical leaf bytes; raises NotCanonical for anything else."""
    return check_header(parse_canonical(data))


def _natural(value: object) -> bool:
    return type(value) is int and 0 <= value <= MAX_INT


@lru_cache(maxsize=4096)
def json_text(value: str) -> str:
    """A text as canonical JSON, quotes included."""
    return encode(value).decode("utf-8")
