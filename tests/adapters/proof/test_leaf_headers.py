"""The leaf header: assembled fast, equal to canonical JSON of the same fields."""

import struct
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.ledger.proof.canonical import canonical
from adapters.ledger.proof.leaf import (
    check_header,
    event_id,
    instant,
    instant_of_2000,
    leaf_bytes,
    leaf_hasher,
    parse_leaf,
    state_digest,
    uuid_text,
)
from adapters.ledger.proof.leaves import leaf_hashes
from adapters.ledger.proof.merkle import leaf_hash
from adapters.ledger.proof.source import row_leaf_hash
from adapters.ledger.proof.strict_json import MAX_INT, NotCanonical, encode

NATURAL = st.integers(0, MAX_INT)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
MOMENT = st.datetimes(datetime(1000, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(TEXT, NATURAL, NATURAL, st.uuids(), NATURAL, TEXT, MOMENT, st.binary(), st.none() | TEXT)
def test_a_header_equals_canonical_json_and_parses_back(
    log, index, position, stream, version, kind, at, state, anchor
):
    event = str(uuid5(stream, str(version)))
    digest, shown = state_digest(state), instant(at)
    data = leaf_bytes(
        log=log,
        index=index,
        position=position,
        event=event,
        stream=str(stream),
        version=version,
        type=kind,
        recorded_at=shown,
        state=digest,
        anchor=anchor,
    )
    fields = {
        "format": 1,
        "log": log,
        "index": index,
        "position": position,
        "event": event,
        "stream": str(stream),
        "version": version,
        "type": kind,
        "recordedAt": shown,
        "state": digest,
        "anchor": anchor,
    }
    assert data == canonical(fields) == encode(fields)
    assert parse_leaf(data) == fields
    hashed = leaf_hasher(log)(index, position, stream.bytes, version, kind, shown, state, anchor)
    assert hashed == leaf_hash(data)


ROW = st.tuples(
    *(NATURAL, NATURAL, st.uuids().map(lambda value: value.bytes), NATURAL, TEXT),
    *(MOMENT.map(instant), st.binary(), st.binary(min_size=32, max_size=32)),
    st.sampled_from([None] * 9 + ["anchor"]),
)


@given(TEXT, st.lists(ROW, min_size=1, max_size=70))
def test_leaf_hashes_of_a_batch_are_those_of_its_rows(log, rows):
    one_by_one = [row_leaf_hash(leaf_hasher(log), row) for row in rows]
    assert leaf_hashes(log)(tuple(zip(*rows, strict=True))) == one_by_one


def test_a_stream_that_is_no_uuid_does_not_borrow_its_neighbours_bytes():
    rows = [(1, 0, size * b"s", 1, "t", "at", b"", b"", None) for size in (15, 17)]
    with pytest.raises(struct.error):
        leaf_hashes("log")(tuple(zip(*rows, strict=True)))


@given(st.uuids(), st.integers(0, 2**31 - 1))
def test_event_ids_are_uuid5_of_stream_and_version(stream, version):
    assert event_id(stream.bytes, version) == str(uuid5(stream, str(version)))
    assert uuid_text(stream.bytes) == str(stream)


@given(MOMENT)
def test_instants_are_utc_with_microseconds_however_they_come(at):
    shown = instant(at)
    assert shown.endswith("Z")
    assert len(shown) == 27
    assert datetime.fromisoformat(shown) == at
    assert instant(at.astimezone(timezone(timedelta(hours=8)))) == shown
    micros = (at - datetime(2000, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert instant_of_2000(micros) == shown


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="offset"):
        instant(datetime(2026, 1, 1))  # noqa: DTZ001


GOOD = {
    "format": 1,
    "log": "l",
    "index": 0,
    "position": 1,
    "event": str(UUID(int=1)),
    "stream": str(UUID(int=2)),
    "version": 1,
    "type": "case.accepted",
    "recordedAt": "2026-01-02T03:04:05.000006Z",
    "state": "0" * 64,
    "anchor": None,
}


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"format": True},
        {"index": -1},
        {"index": True},
        {"index": "0"},
        {"position": None},
        {"version": 1 << 60},
        {"event": "x"},
        {"event": "A" + str(UUID(int=1))[1:]},
        {"stream": UUID(int=2).hex},
        {"state": "0" * 63},
        {"state": "G" * 64},
        {"recordedAt": "2026-01-02T03:04:05Z"},
        {"recordedAt": "2026-01-02T03:04:05.000006+08:00"},
        {"recordedAt": "2026-01-02T03:04:05.000006Z\n"},
        {"log": ""},
        {"type": 1},
        {"anchor": 1},
        {"extra": 1},
    ],
)
def test_a_header_of_other_form_is_refused(change):
    assert check_header(GOOD) == GOOD
    with pytest.raises(NotCanonical):
        check_header({**GOOD, **change})


def test_a_header_that_lacks_a_key_is_refused():
    for key in GOOD:
        with pytest.raises(NotCanonical):
            check_header({name: value for name, value in GOOD.items() if name != key})
    with pytest.raises(NotCanonical):
        parse_leaf(b"[]")
