"""Server-sent events: the caller's own deliveries, in order, from any point (WHATWG HTML §9.2).

The id of an event is its delivery number, so `Last-Event-ID` resumes without loss or repetition.
The right to listen is looked at again before anything is sent, and every few seconds besides: a
revoked post loses its stream (push.md §2).
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from adapters.bus.names import feed_of
from adapters.identity.tokens import Identity
from app.api.access import Containers, Identities, Scopes
from app.api.problems import Problem
from app.api.queries import paged, reading, respond
from app.api.scope import scope_of
from app.api.wakeups import Wakeups
from app.bootstrap import Container
from app.metrics import STREAMS
from app.sign_in import caller_behind
from app.tracing import traceparents
from projections import delivery_queries
from projections.delivery_queries import Outgoing
from projections.scope import Scope

router = APIRouter(tags=["stream"])
PAGE = 200
LOOK = 3.0
"""Seconds between looks at the right to listen, where nothing is sent."""
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


@router.get("/v1/stream", response_class=StreamingResponse)
async def stream(
    request: Request,
    identity: Identities,
    scope: Scopes,
    container: Containers,
    last_event_id: Annotated[
        str | None, Header(json_schema_extra={"pattern": "^[0-9]{1,15}$"})
    ] = None,
    after: Annotated[int | None, Query(ge=0, lt=2**53)] = None,
) -> StreamingResponse:
    """What went out to this post, as it goes out. Without `Last-Event-ID` (or `after`) only what
    is new; `after=0` replays everything."""
    start = after if last_event_id is None else number_of(last_event_id)
    start = await known(container, start)
    events = follow(container, request.app.state.wakeups, identity, scope, start)
    return StreamingResponse(events, media_type="text/event-stream", headers=HEADERS)


def number_of(last_event_id: str) -> int:
    """The delivery number in a Last-Event-ID header."""
    if not last_event_id.isascii() or not last_event_id.isdigit() or len(last_event_id) > 15:
        raise Problem("malformed-request", en="Last-Event-ID is a delivery number")
    return int(last_event_id)


async def known(container: Container, start: int | None) -> int:
    """Where to begin: behind a delivery that there is; None: behind the last one.

    Raises:
        Problem: `invalid-cursor` for one that the log as it is now has no delivery for;
        `view-behind` where the push does not tell in time: whoever listens from there on would
        never be sent what comes until then.
    """
    last, _, head = await run_in_threadpool(newest, container)
    if start is None or start <= last:
        return last if start is None else start
    for wait in (0.05, 0.1, 0.2, 0.4, 0.8):
        await asyncio.sleep(wait)
        last, position, _ = await run_in_threadpool(newest, container)
        if start <= last:
            return start
        if position >= head:
            raise Problem(
                "invalid-cursor",
                zh=f"游标 {start} 超出最后一次推送 {last}：源系统可能已从旧备份恢复",
                en=f"delivery {start} is beyond the last one, {last}: this system was restored "
                "from an older backup, or the number is another system's; decide where to go on "
                "(`after`)",
            )
    raise Problem("view-behind")


_NEWEST = """
SELECT coalesce((SELECT max(number) FROM proj.delivery), 0),
       coalesce((SELECT position FROM ops.follower WHERE name = 'push'), 0),
       coalesce((SELECT position FROM ledger.head), 0)"""


def newest(container: Container) -> tuple[int, int, int]:
    """Number of the last delivery there is; up to which position of the log that says; the log's
    last position. Blocking."""
    with reading(container) as connection:
        row = connection.execute(_NEWEST).fetchone()
    return row if row else (0, 0, 0)


def page_after(
    container: Container, scope: Scope, number: int
) -> tuple[list[Outgoing], dict[int, str]]:
    """The next deliveries of this scope, and the traceparent of those that have one. Blocking."""
    with reading(container) as connection:
        page = delivery_queries.feed(connection, scope, after=number, limit=PAGE).items
        return page, traceparents(connection, [one.position for one in page])


@router.get("/v1/feeds")
def feeds(request: Request, scope: Scopes, container: Containers) -> Response:
    """The last sequence number and hash of each feed in scope: "you hold N, hash H"."""
    with reading(container) as connection:
        return respond(request, paged(delivery_queries.feeds(connection, scope)))


async def follow(
    container: Container, wakeups: Wakeups, identity: Identity, scope: Scope, number: int
) -> AsyncIterator[bytes]:
    """The body of a stream: deliveries, heartbeats, and an end when the right to listen ends."""
    heartbeat = container.settings.stream_heartbeat
    loop = asyncio.get_running_loop()
    beat_at, look_at = loop.time() + heartbeat, loop.time() + LOOK
    yield b"retry: 2000\n\n"
    with STREAMS.track_inprogress():
        while not wakeups.ending:
            bell = wakeups.bell
            page, traces = await run_in_threadpool(page_after, container, scope, number)
            if page or loop.time() >= min(look_at, beat_at):
                if not await run_in_threadpool(still_allowed, container, identity, scope):
                    yield b"event: end\ndata: {}\n\n"
                    return
                look_at = loop.time() + LOOK
            for delivery in page:
                number = delivery.number
                yield frame(delivery, traces.get(delivery.position))
            if loop.time() >= beat_at:
                yield b": still here\n\n"
                beat_at = loop.time() + heartbeat
            if len(page) < PAGE:
                await wakeups.rung(bell, max(0.01, min(look_at, beat_at) - loop.time()))


def frame(delivery: Outgoing, trace: str | None = None) -> bytes:
    """One delivery on the wire; its JSON holds no line break. The place in the feed and the trace
    stand in comments: the message's bytes are under the feed's hash and stay as they are."""
    comment = b": traceparent=%b\n" % trace.encode() if trace else b""
    comment += b": feed=%b %d %b\n" % (
        feed_of(delivery.subject).encode(),
        delivery.feed_seq,
        delivery.feed_hash.encode(),
    )
    return comment + b"id: %d\nevent: %b\ndata: %b\n\n" % (
        delivery.number,
        delivery.type.encode(),
        delivery.payload,
    )


def still_allowed(container: Container, identity: Identity, scope: Scope) -> bool:
    """Whether the token lives and the post still sees what it saw. Blocking."""
    if identity.expires_at <= datetime.now(UTC):
        return False
    caller = caller_behind(container, identity)
    return caller is not None and scope_of(caller) == scope
