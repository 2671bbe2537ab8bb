"""The relay's publisher against one awaited publish at a time, into the same kind of stream."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from pathlib import Path

from adapters.bus.accounts import CoreKeys, OrganisationAccess, wall_config
from adapters.bus.connection import Access, connect
from adapters.bus.delivery import Delivery
from adapters.bus.names import inbox_of
from adapters.bus.nkey import UserKey
from adapters.bus.relay import StreamPublisher
from adapters.bus.stream import ensure_stream
from adapters.servers.nats import EmbeddedNats
from bench.lines import Contestant, Line, Measure, Sample
from bench.stage import Stage

_ORG = "11320412014134021X"
_SUBJECT = f"linkage.32.04.12.{_ORG}.task.pushed"
_PAYLOAD = b'{"text":"' + b"x" * 340 + b'"}'
_KEYS = {name: UserKey.create() for name in ("relay", "admin", "monitor", _ORG)}
_ALONE = 10
"""One awaited publish at a time gets so many times fewer messages: its rate does not depend."""

Publish = Callable[[Access, list[Delivery]], Awaitable[None]]


@contextlib.contextmanager
def opened(stage: Stage) -> Generator[Mapping[str, Contestant]]:
    count = stage.scale.relayed
    yield {
        "relay, backlog": lambda: _measured(stage.var, count, _relay),
        "awaited": lambda: _measured(stage.var, count // _ALONE, _awaited),
    }


def _measured(var: Path, count: int, publish: Publish) -> Sample:
    """Messages a second into a fresh stream of a fresh server with the account wall."""
    core = CoreKeys(*(_KEYS[name].public_key for name in ("relay", "admin", "monitor")))
    wall = wall_config(core, [OrganisationAccess.of(_ORG, [_KEYS[_ORG].public_key])])
    deliveries = [Delivery(n, _SUBJECT, f"d-{n}", {}, _PAYLOAD) for n in range(1, count + 1)]
    with (
        tempfile.TemporaryDirectory(dir=var) as folder,
        EmbeddedNats(Path(folder), config=wall) as server,
    ):
        assert server.address
        return asyncio.run(_timed(server.address.url, deliveries, publish))


async def _timed(url: str, deliveries: list[Delivery], publish: Publish) -> Sample:
    access = {name: Access(url, _KEYS[name], inbox_of(name), "bench") for name in _KEYS}
    admin = await connect(access["admin"])
    await ensure_stream(admin.client)
    began = time.perf_counter()
    await publish(access["relay"], deliveries)
    spent = time.perf_counter() - began
    state = await ensure_stream(admin.client)
    await admin.close()
    if state["last_seq"] != len(deliveries):
        raise RuntimeError(f"{state['last_seq']} of {len(deliveries)} messages are in the stream")
    return {"rate": len(deliveries) / spent}


async def _relay(access: Access, deliveries: list[Delivery]) -> None:
    publisher, wake, stop = StreamPublisher(access), asyncio.Event(), asyncio.Event()

    async def following(after: int, limit: int) -> list[Delivery]:
        if after == len(deliveries):
            stop.set()
        return deliveries[after : after + limit]

    await publisher.run(following, wake, stop)


async def _awaited(access: Access, deliveries: list[Delivery]) -> None:
    connection = await connect(access)
    for delivery in deliveries:
        await connection.client.request(
            delivery.subject, delivery.payload, headers=delivery.wire_headers()
        )
    await connection.close()


MEASURE = Measure(
    "relay",
    {
        "relay, backlog": "`StreamPublisher.run` from connecting to stopping, a backlog: atomic "
        "batches of 1,000 with the expected sequence; the source is a list in memory",
        "awaited": "the same messages, each published and its acknowledgement awaited",
    },
    opened,
    (
        Line(
            "relay with a backlog against one awaited publish at a time",
            *("relay, backlog", "awaited", 8.0),
            "not profiled; few messages (quick) pay for connecting. Acknowledged before fsync on "
            "both sides",
        ),
    ),
)
