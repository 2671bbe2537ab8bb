"""One organisation's feed: its messages from any number on, compared, and proved by the log.

A feed is everything that goes out from one county to one organisation, numbered from 1. Whoever
hears it on the stream reads the same bytes here, so it can fill a gap and recompute every hash.
"""

import base64
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from adapters.bus.comparing import HELD, compare, heard
from adapters.bus.feed import FeedPosition, digest
from app.api.access import Callers, Containers, Scopes, note
from app.api.feed_proofs import proofs_of
from app.api.problems import Problem
from app.api.queries import AtLeast, paged, reading, respond
from app.api.scope import scope_of
from app.bootstrap import Container
from app.commands.caller import Caller
from domain.shared.event import Code
from projections import delivery_queries, feed_queries, receipt_queries
from projections.generations import PUSH
from projections.pages import snapshot

router = APIRouter(prefix="/v1/feeds", tags=["feeds"])
Region = Annotated[str, Path(pattern="^[0-9]{6}$", description="GB/T 2260")]
Organisation = Annotated[Code, Path()]
After = Annotated[int, Query(ge=0, lt=2**53, description="A number of the feed; 0: all of it")]
Held = Annotated[
    str,
    Query(
        pattern=HELD, description="`<seq>:<hash>` of what you hold, up to 32 with commas between"
    ),
]


def open_feed(container: Container, caller: Caller, region: str, organisation: str) -> None:
    """Refuse a feed that is not in the caller's scope, whether it exists or not.

    Raises:
        Problem: `forbidden`, logged.
    """
    if not scope_of(caller).allows(region, None, (organisation,)):
        note(container, caller, "read-feed", target=f"{region}/{organisation}", allowed=False)
        raise Problem("forbidden")


@router.get("/digest")
def all_in_one(request: Request, scope: Scopes, container: Containers) -> Response:
    """How many messages all feeds in scope have, and one digest of them: for who reads several."""
    with reading(container) as connection:
        page = delivery_queries.feeds(connection, scope)
    held = {
        f"{row['region'][:2]}.{row['region'][2:4]}.{row['region'][4:6]}.{row['recipient']}": (
            FeedPosition(row["seq"], row["hash"])
        )
        for row in page.items
    }
    count, hash_ = digest(held)
    content = {"count": count, "digest": hash_, "feeds": len(held), "position": page.position}
    return respond(request, content)


@router.get("/receipts", dependencies=[AtLeast])
def receipts(request: Request, scope: Scopes, container: Containers) -> Response:
    """Signed for up to N of M: the newest receipt of each feed in scope, and feeds without one."""
    with reading(container) as connection:
        return respond(request, paged(receipt_queries.receipts(connection, scope)))


@router.get("/packages", dependencies=[AtLeast])
def packages(request: Request, scope: Scopes, container: Containers) -> Response:
    """Offline packages made for organisations in scope, and which of them came back signed."""
    with reading(container) as connection:
        return respond(request, paged(receipt_queries.packages(connection, scope)))


@router.get("/{region}/{organisation}/messages")
def messages(
    region: Region,
    organisation: Organisation,
    request: Request,
    caller: Callers,
    container: Containers,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """The messages after number `after`, with their exact bytes."""
    open_feed(container, caller, region, organisation)
    with reading(container) as connection, snapshot(connection, PUSH) as (_, position):
        start = feed_queries.feed_at(connection, region, organisation, (after,))
        found = feed_queries.stretch(connection, region, organisation, after, limit)
    if after > start.last:
        raise Problem("invalid-fields", fields=(("after", *_beyond(start.last)),))
    items = [
        {
            "seq": one.feed_seq,
            "number": one.number,
            "subject": one.subject,
            "hash": one.feed_hash,
            "payload": base64.b64encode(one.payload).decode("ascii"),
        }
        for one in found
    ]
    start_at = {"after": after, "hash": start.hashes[after], "last": start.last}
    return respond(request, {**start_at, "items": items, "position": position})


@router.get("/{region}/{organisation}/compare")
def comparison(
    region: Region,
    organisation: Organisation,
    held: Held,
    request: Request,
    caller: Callers,
    container: Containers,
) -> Response:
    """You hold N, hash H: yes, or the smallest of the numbers told at which it is otherwise. Ask
    again between `agreed` and `differs`, and the first message that differs is found soon."""
    open_feed(container, caller, region, organisation)
    stated = heard(held)
    with reading(container) as connection, snapshot(connection, PUSH) as (_, position):
        numbers = [one.count for one in stated]
        ours = feed_queries.feed_at(connection, region, organisation, numbers)
    agreed, differs = compare(stated, ours.hashes)
    content = {
        "equal": differs is None,
        "agreed": agreed,
        "differs": differs,
        "hash": None if differs is None else ours.hashes.get(differs),
        "last": ours.last,
        "position": position,
    }
    return respond(request, content)


@router.get("/{region}/{organisation}/proofs")
def proofs(
    region: Region,
    organisation: Organisation,
    request: Request,
    caller: Callers,
    container: Containers,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> Response:
    """Where the events of the messages after number `after` stand in the log, under its newest
    signed checkpoint. Nothing of anybody else is in it but hashes."""
    open_feed(container, caller, region, organisation)
    with reading(container) as connection, snapshot(connection, PUSH) as (_, position):
        found = feed_queries.stretch(connection, region, organisation, after, limit)
    shown = organisation if organisation in (scope_of(caller).orgs or ()) else None
    content: dict[str, Any] = proofs_of(container, region, found, shown)
    if any(item["state"] for item in content["items"]):
        note(container, caller, "read-entries", target=f"{region}/{organisation} after {after}")
    return respond(request, {**content, "position": position})


def _beyond(last: int) -> tuple[str, str]:
    return f"推送序列只到第 {last} 条", f"the feed ends at message {last}"
