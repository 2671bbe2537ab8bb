"""Bodies of `POST /v1/acts` to items: single, JSON array, or one per line.

An item is what JSON said, or the problem that stands in its place (a broken line of NDJSON does
not fail its neighbours). Whether it is a report is for `acts.prepare` to say.
"""

import orjson

from app.reports.errors import problem
from domain.shared.errors import DomainError

MAX_REPORT = 96 * 1024
"""Bytes one report may have; its stored state is at most 60 KiB anyway."""

Item = object | DomainError


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
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise problem("malformed-json", str(error)) from None


def _sized(item: object) -> Item:
    size = len(orjson.dumps(item))
    return item if size <= MAX_REPORT else problem("too-large", f"{size} > {MAX_REPORT} bytes")
