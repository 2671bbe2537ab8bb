"""Bodies of `POST /v1/acts` to items: single, JSON array, or one per line.

An item is what JSON said, or the problem that stands in its place (a broken line of NDJSON does
not fail its neighbours). Whether it is a report is for `acts.prepare` to say.
"""

import json
import re
from typing import Any

import orjson

from app.reports.errors import problem
from domain.shared.errors import DomainError

MAX_REPORT = 96 * 1024
"""Bytes one report may have; its stored state is at most 60 KiB anyway."""

Item = object | DomainError
_KEY = re.compile(rb'"[ \t\r\n]*:')


def read_single(body: bytes) -> list[Item]:
    """One report.

    Raises:
        DomainError: malformed-json, too-large.
    """
    return [parse(body)]


def read_batch(body: bytes, limit: int = 5_000) -> list[Item]:
    """A JSON array of reports (`application/cloudevents-batch+json`).

    Raises:
        DomainError: malformed-json, not-cloudevents (no array), too-many.
    """
    try:
        items = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise problem("malformed-json", str(error)) from None
    if not isinstance(items, list):
        raise problem("not-cloudevents", "a batch is a JSON array")
    if len(items) > limit:
        raise problem("too-many", f"{len(items)} > {limit}")
    refuse_twice(body, items)
    if len(body) <= MAX_REPORT:
        return items
    return [_sized(item) for item in items]


def read_lines(body: bytes, limit: int = 5_000) -> list[Item]:
    """NDJSON, empty lines skipped; a bad line becomes its own problem.

    Raises:
        DomainError: too-many.
    """
    lines = [line for line in body.split(b"\n") if line.strip()]
    if len(lines) > limit:
        raise problem("too-many", f"{len(lines)} > {limit}")
    items: list[Item] = []
    for line in lines:
        try:
            items.append(parse(line))
        except DomainError as error:
            items.append(error)
    return items


def parse(text: bytes) -> object:
    """One report's JSON.

    Raises:
        DomainError: malformed-json, too-large.
    """
    if len(text) > MAX_REPORT:
        raise problem("too-large", f"{len(text)} > {MAX_REPORT} bytes")
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise problem("malformed-json", str(error)) from None
    refuse_twice(text, found)
    return found


def refuse_twice(text: bytes, found: object) -> None:
    """Refuse a key that stands twice in one object: which of the two was meant?

    Counting is cheap. Quotes before a colon are never fewer than keys, so where both counts agree
    no key was dropped; only where they differ (a text with `":` does that too) the slow parser
    looks.

    Raises:
        DomainError: malformed-json.
    """
    if len(_KEY.findall(text)) == _keys(found):
        return
    try:
        json.loads(text, object_pairs_hook=_once)
    except RecursionError:
        raise problem("malformed-json", "nested too deeply") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise problem("malformed-json", "the same key twice")
    return found


def _keys(value: object) -> int:
    if isinstance(value, dict):
        return len(value) + sum(map(_keys, value.values()))
    return sum(map(_keys, value)) if isinstance(value, list) else 0


def _sized(item: object) -> Item:
    size = len(orjson.dumps(item))
    return item if size <= MAX_REPORT else problem("too-large", f"{size} > {MAX_REPORT} bytes")
