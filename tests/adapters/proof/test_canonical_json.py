"""Canonical bytes: RFC 8785 inside the restricted domain, refusal outside it."""

import json
import os
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.ledger.proof.canonical import canonical
from adapters.ledger.proof.strict_json import (
    MAX_DEPTH,
    MAX_INT,
    NotCanonical,
    encode,
    parse_canonical,
)

VECTORS = Path(os.environ.get("SHENGUAN_DATA", "../shared/data")) / "vectors" / "jcs"
data = pytest.mark.skipif(not VECTORS.is_dir(), reason=f"no vectors in {VECTORS}")

SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


def oracle(value: object) -> str:
    """RFC 8785 written from its text: own escapes, UTF-16 order, no JSON library."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + "".join(_escape(c) for c in value) + '"'
    if isinstance(value, list):
        return "[" + ",".join(oracle(item) for item in value) + "]"
    assert isinstance(value, dict)
    keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(f"{oracle(key)}:{oracle(value[key])}" for key in keys) + "}"


def _escape(char: str) -> str:
    code = ord(char)
    return SHORT.get(code) or (f"\\u{code:04x}" if code < 32 else char)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
KEY = st.text(st.characters(max_codepoint=127), max_size=6)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INT, MAX_INT) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEY, inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(VALUE)
def test_both_encoders_equal_an_independent_rfc_8785_writer(value):
    expected = oracle(value).encode()
    assert canonical(value) == expected
    assert encode(value) == expected
    assert parse_canonical(expected) == value


def random_value(rng: random.Random, depth: int = 0) -> object:
    kind = rng.randrange(7 if depth < 4 else 5)
    if kind == 0:
        return rng.choice((None, True, False))
    if kind == 1:
        return rng.choice((rng.randint(-MAX_INT, MAX_INT), rng.randint(-9, 9), MAX_INT, -MAX_INT))
    if kind < 5:
        return random_text(rng, rng.choice((0x80, 0x500, 0x3000, 0x10FFFF)))
    size = rng.randrange(5)
    if kind == 5:
        return [random_value(rng, depth + 1) for _ in range(size)]
    return {random_text(rng, 0x7F): random_value(rng, depth + 1) for _ in range(size)}


def random_text(rng: random.Random, top: int) -> str:
    codes = (rng.randint(0, top) for _ in range(rng.randrange(9)))
    return "".join(chr(code) for code in codes if not 0xD800 <= code < 0xE000)


def test_twenty_thousand_seeded_values_are_written_alike_by_all_three():
    rng = random.Random(8785)
    for _ in range(20_000):
        value = random_value(rng)
        expected = oracle(value).encode()
        assert canonical(value) == encode(value) == expected


def test_every_code_point_but_surrogates_is_escaped_as_the_rfc_says():
    for start in range(0, 0x110000, 0x400):
        if 0xD800 <= start < 0xE000:
            continue
        text = "".join(map(chr, range(start, start + 0x400)))
        assert canonical(text) == encode(text) == oracle(text).encode()


def test_text_is_not_normalised():
    value = unicodedata.normalize("NFD", "Å")
    assert canonical(value) == f'"{value}"'.encode()


@data
@pytest.mark.data
def test_published_vectors_are_reproduced_inside_the_domain_and_refused_outside():
    outcomes = {}
    for path in sorted((VECTORS / "input").glob("*.json")):
        value = json.loads(path.read_text("utf-8"))
        try:
            outcomes[path.stem] = canonical(value) == (VECTORS / "output" / path.name).read_bytes()
        except NotCanonical as error:
            outcomes[path.stem] = str(error).split(":")[0]
    key, real = "key is not an ASCII string", "float is not allowed"
    assert outcomes == {
        "arrays": True,
        "french": key,
        "structures": real,  # 56.0
        "unicode": True,
        "values": real,
        "weird": key,
    }


@data
@pytest.mark.data
def test_published_outputs_are_read_back_inside_the_domain():
    for name in ("arrays", "structures", "unicode"):
        hex_text = (VECTORS / "outhex" / f"{name}.txt").read_text()
        raw = bytes.fromhex("".join(hex_text.split()))
        assert encode(parse_canonical(raw)) == raw


class Loud(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        MAX_INT + 1,
        -MAX_INT - 1,
        10**30,
        {"é": 1},
        {1: "x"},
        {None: 1},
        "\ud800",
        {"a": "x\udfff"},
        (1, 2),
        {1, 2},
        b"bytes",
        Loud("subclass"),
        object(),
        {"a": [{"b": 0.5}]},
    ],
)
def test_a_value_outside_the_domain_is_refused(value):
    for write in (canonical, encode):
        with pytest.raises(NotCanonical):
            write(value)


def test_a_value_nested_too_deeply_is_refused():
    value: list = []
    for _ in range(MAX_DEPTH - 1):
        value = [value]
    assert parse_canonical(canonical(value)) == value
    with pytest.raises(NotCanonical):
        canonical([value])


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b' {"a":1}',
        b'{"a":1}\n',
        b"1.0",
        b"1e3",
        b"-0",
        b"01",
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"9007199254740992",
        b"1" * 5000,
        b'"\\u0041"',
        b'"\\/"',
        b'"\\ud800"',
        b'"\xed\xa0\x80"',
        b'"\xff"',
        b'"\x01"',
        b'"\\u000A"',
        b'"\\u001F"',
        b"\xef\xbb\xbf{}",
        '{"é":1}'.encode(),
        b"",
        b"{",
        b"{}{}",
        b"[" * 100_000,
        b"[" * 65 + b"]" * 65,
        '"a"'.encode("utf-16"),
    ],
)
def test_bytes_that_are_not_canonical_are_refused(raw):
    with pytest.raises(NotCanonical):
        parse_canonical(raw)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=40))
def test_arbitrary_bytes_are_refused_or_come_back_unchanged(raw):
    try:
        value = parse_canonical(raw)
    except NotCanonical:
        return
    assert encode(value) == raw
