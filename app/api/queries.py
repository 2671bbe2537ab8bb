"""What every query route shares: its own writes visible, its cursor judged, its position told."""

from collections.abc import Generator
from contextlib import contextmanager
from hashlib import sha256
from typing import Annotated, Any, LiteralString

import psycopg
from fastapi import Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from app.api.access import Callers, Containers
from app.api.problems import NOT_MODIFIED, Problem
from app.api.rendering import answer
from app.api.wakeups import Wakeups
from app.bootstrap import Container
from projections.pages import BadCursor, Counts, Page

_HEAD = "SELECT position FROM ledger.head WHERE id = 1"
_REACHED = "SELECT position FROM ops.follower WHERE name = 'projector'"
_BY_A_CURSOR = (
    KeyError,
    ValueError,
    TypeError,
    ArithmeticError,
    AttributeError,
    psycopg.DataError,
    psycopg.ProgrammingError,
)
"""What a query may meet inside a cursor that somebody made by hand."""

Cursor = Annotated[
    str | None,
    Query(
        max_length=2000,
        description="`next` of the last page; the filters are in it. Any other: `invalid-cursor`",
        json_schema_extra={"pattern": "^[A-Za-z0-9_-]*$"},
    ),
]
NOT_RECORDED = (
    "日志尚无此位置，请用回执中的 position",
    "the log has no such position: use the `position` of a receipt",
)
Limit = Annotated[int, Query(ge=1, le=500)]


def reached(container: Container) -> int:
    """How far the projector has come. Blocking."""
    return _asked(container, _REACHED)


def recorded(container: Container) -> int:
    """How far the log has come. Blocking."""
    return _asked(container, _HEAD)


def _asked(container: Container, question: LiteralString) -> int:
    with container.queries.connection() as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else 0


async def at_least(
    request: Request,
    container: Containers,
    _: Callers,
    atLeast: Annotated[  # noqa: N803 - the public name
        int | None,
        Query(ge=0, lt=2**53, description="Wait (at most 2 s) until this position can be read"),
    ] = None,
) -> None:
    """Read-your-writes: a command's answer names its position, a query may ask for it.

    Raises:
        Problem: `view-behind` when the projector does not get there in time; `invalid-fields` for
            a position that nothing has been recorded at: waiting would not help.
    """
    if not atLeast or await run_in_threadpool(reached, container) >= atLeast:
        return
    if await run_in_threadpool(recorded, container) < atLeast:
        raise Problem("invalid-fields", fields=(("atLeast", *NOT_RECORDED),))
    wakeups: Wakeups = request.app.state.wakeups
    if not await wakeups.until(
        lambda: run_in_threadpool(reached, container), atLeast, container.settings.projection_wait
    ):
        raise Problem("view-behind")


AtLeast = Depends(at_least)


@contextmanager
def reading(container: Container, cursor: str | None = None) -> Generator[psycopg.Connection[Any]]:
    """A read-only connection on one snapshot.

    Raises:
        Problem: `invalid-cursor` for a cursor of another query, or one that was tampered with.
    """
    try:
        with container.queries.connection() as connection:
            yield connection
    except psycopg.errors.UndefinedTable:  # the projector has never run yet
        raise Problem("view-behind") from None
    except (BadCursor, *_BY_A_CURSOR):
        if cursor is None:
            raise
        raise Problem("invalid-cursor") from None


def paged(page: Page[Any]) -> dict[str, Any]:
    """A page as JSON."""
    return {"items": page.items, "next": page.next, "position": page.position}


def counted(counts: Counts) -> dict[str, Any]:
    """Counts as JSON."""
    return {"counts": counts.buckets, "position": counts.position}


def respond(request: Request, content: dict[str, Any]) -> Response:
    """The content with an ETag of its bytes, or 304 where the caller has it already."""
    response = answer(content)
    tag = f'"{_digest(bytes(response.body))}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "Authorization"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=NOT_MODIFIED, headers=headers)
    response.headers.update(headers)
    return response


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:32]
