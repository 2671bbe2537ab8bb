"""A client that is not the limit: `python -m bench.client PORT PATH CONNECTIONS SECONDS SIZE`.

Raw requests over plain sockets in a process of its own, each connection sending its next as soon
as it has its answer. The token comes on stdin. SIZE 1 sends one report a request, more a batch.
Prints one line of JSON: acts a second, and the p50 and p99 of requests in milliseconds.
"""

import asyncio
import itertools
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple, cast

import httptools
import orjson
import uvloop

from bench.load import WARM_UP

SOURCE = "/bench/platform"
_ITEM, _ORG = "329901-0101", "11329901MB01A9019P"
_NOTE = "x" * 180


class Plan(NamedTuple):
    """What is sent where; `size` is the number of acts in a request."""

    port: int
    path: str
    token: str
    connections: int
    seconds: float
    size: int


def requests_of(plan: Plan) -> Callable[[], bytes]:
    """A function that makes the next request, every act in it new: a case number and an id."""
    marked = f"{os.getpid():x}-{time.time_ns():x}-"
    report = orjson.dumps(
        {
            "specversion": "1.0",
            "id": f"{marked}%010d",
            "source": SOURCE,
            "type": "cn.shenguan.case.accepted.v1",
            "subject": f"{marked}%010d",
            "time": datetime.now(UTC).isoformat(),
            "data": {
                "itemCode": _ITEM,
                "actor": {"personId": "p-77", "role": "WINDOW", "org": _ORG, "post": "window-09"},
                "documents": [],
                "payload": {"legalDays": 20, "committedDays": 5},
            },
        }
    )
    kind = "cloudevents" if plan.size == 1 else "cloudevents-batch"
    body = report if plan.size == 1 else b"[%b]" % b",".join([report] * plan.size)
    length = len(body) + 2 * plan.size * (10 - len(b"%010d"))
    head = (
        f"POST {plan.path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {plan.token}\r\n"
        f"content-type: application/{kind}+json\r\ncontent-length: {length}\r\n\r\n"
    )
    numbers, template = itertools.count(), head.encode() + body

    def next_request() -> bytes:
        own = itertools.islice(numbers, plan.size)
        return template % tuple(number for one in own for number in (one, one))

    return next_request


class Connection(asyncio.Protocol):
    """One request after the other; `finished` gets (when, how long) of each."""

    def __init__(self, make: Callable[[], bytes], finished: list[tuple[float, float]]) -> None:
        self._make, self._finished = make, finished
        self._parser = httptools.HttpResponseParser(self)
        self._sent = 0.0
        self._answer: list[bytes] = []
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.until = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def send(self) -> None:
        request = self._make()
        self._sent = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._answer.append(body)

    def on_message_complete(self) -> None:
        now = time.perf_counter()
        status, answer = self._parser.get_status_code(), b"".join(self._answer)
        self._answer.clear()
        if status != 200:
            self._end(RuntimeError(f"{status}: {answer[:500]!r}"))
            return
        self._finished.append((now, now - self._sent))
        self._parser = httptools.HttpResponseParser(self)
        if now < self.until:
            self.send()
        else:
            self._end(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(exc or ConnectionError("the server closed the connection"))

    def _end(self, error: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_exception(error) if error else self.ended.set_result(None)
        self._transport.close()


async def load(plan: Plan) -> dict[str, float]:
    """Send until the time is over; figures without the warm-up."""
    finished: list[tuple[float, float]] = []
    make, loop = requests_of(plan), asyncio.get_running_loop()
    opened: list[Connection] = []
    for _ in range(plan.connections):
        place = ("127.0.0.1", plan.port)
        opened.append((await loop.create_connection(lambda: Connection(make, finished), *place))[1])
    began, busy = time.perf_counter(), time.process_time()
    for one in opened:
        one.until = began + plan.seconds * (1 + WARM_UP)
        one.send()
    await asyncio.gather(*(one.ended for one in opened))
    busy = (time.process_time() - busy) / (time.perf_counter() - began)
    first, span = began + plan.seconds * WARM_UP, plan.seconds
    took = sorted(spent for at, spent in finished if first <= at < first + span)
    if plan.size > 1:  # few large answers: whole requests and the time that they took
        took, span = sorted(spent for _, spent in finished), finished[-1][0] - began
    if not took:
        raise RuntimeError("nothing was answered in the time measured")
    return {
        "rate": len(took) * plan.size / span,
        "p50": took[len(took) // 2] * 1e3,
        "p99": took[int(len(took) * 0.99)] * 1e3,
        "client": busy * 100,
    }


def main() -> None:
    """Read the plan, print the figures."""
    port, path, connections, seconds, size = sys.argv[1:]
    token = sys.stdin.readline().strip()
    plan = Plan(int(port), path, token, int(connections), float(seconds), int(size))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(orjson.dumps(runner.run(load(plan))).decode())


if __name__ == "__main__":
    main()
