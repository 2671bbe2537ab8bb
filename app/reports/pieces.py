"""Large bodies of reports read in pieces, so that nobody else waits for one of eight megabytes."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator

from app.reports.errors import problem
from app.reports.read import MAX_REPORT, Item, parse, read_batch, read_lines
from domain.shared.errors import DomainError

LARGE = 128 * 1024
"""Bytes beyond which a body is read in pieces: below, it takes under a millisecond."""
PIECE = 50
_SCANNER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


async def read_patiently(
    body: bytes, limit: int, turn: Callable[[], Awaitable[object]], *, lines: bool
) -> list[Item]:
    """`read_batch` or `read_lines`, in pieces where the body is large.

    Raises:
        DomainError: as those.
    """
    if len(body) <= LARGE:
        return read_lines(body, limit) if lines else read_batch(body, limit)
    pieces = _line_pieces(body, limit) if lines else _array_pieces(body, limit)
    items: list[Item] = []
    for piece in pieces:
        items += piece
        await turn()
    return items


def _line_pieces(body: bytes, limit: int) -> Iterator[list[Item]]:
    lines = [line for line in body.split(b"\n") if line.strip()]
    if len(lines) > limit:
        raise problem("too-many", f"{len(lines)} > {limit}")
    for start in range(0, len(lines), PIECE):
        yield [_or_problem(line) for line in lines[start : start + PIECE]]


def _or_problem(line: bytes) -> Item:
    try:
        return parse(line)
    except DomainError as error:
        return error


def _array_pieces(body: bytes, limit: int) -> Iterator[list[Item]]:
    """The elements of an array. Where each ends is found by the standard library's scanner, what
    it says by the same parser as in small bodies, so that both take the same JSON."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise problem("malformed-json", str(error)) from None
    at = _skip(text, 0)
    if text[at : at + 1] != "[":
        read_batch(body, limit)  # it says what this is
        raise problem("malformed-json", "an array was expected")
    at, count, piece = at + 1, 0, []
    while (found := _element(text, at, first=count == 0)) is not None:
        item, at = found
        count += 1
        if count > limit:
            raise problem("too-many", f"> {limit}")
        piece.append(item)
        if len(piece) >= PIECE:
            yield piece
            piece = []
    yield piece


def _element(text: str, at: int, *, first: bool) -> tuple[Item, int] | None:
    """The element at `at` and where it ends; None at the end of the array, and of the text."""
    at = _skip(text, at)
    mark = text[at : at + 1]
    if mark == "]":
        if text[at + 1 :].strip(" \t\r\n"):
            raise problem("malformed-json", "text after the array")
        return None
    if not first:
        if mark != ",":
            raise problem("malformed-json", f"character {at}: a comma was expected")
        at = _skip(text, at + 1)
    try:
        _, end = _SCANNER.raw_decode(text, at)
    except (ValueError, RecursionError) as error:
        raise problem("malformed-json", str(error)[:200]) from None
    part = text[at:end].encode("utf-8", "surrogatepass")
    if len(part) > MAX_REPORT:
        return problem("too-large", f"{len(part)} > {MAX_REPORT} bytes"), end
    return parse(part), end


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
