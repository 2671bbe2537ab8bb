"""What a flooding source costs the windows: `python -m tests.system.flood [ROUNDS] [SECONDS]`.

A whole `shenguan up`, demo county. Clerks work native cases at a steady pace, first alone, then
beside one source that sends on 64 connections as fast as it is answered, and again at once when
it is refused. Each round measures quiet, batches, quiet, single reports; the median of the rounds'
ratios counts. Times are those of the clerks' HTTP requests, from a process of their own.
"""

import asyncio
import itertools
import json
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from tests.support.running import Running
from tests.system.load import CHECK, ITEM, event

CLERKS, PAUSE, CONNECTIONS, BATCH = 8, 0.15, 64, 500
REPORT = "application/cloudevents+json"
MANY = "application/cloudevents-batch+json"


async def flood(base: str, token: str, seconds: float, size: int) -> dict[str, int]:
    """Send `size` reports a request on every connection; answers by status, `acts` recorded."""
    until, seen, numbers = time.monotonic() + seconds, dict[str, int](), itertools.count()
    mark = f"{os.getpid()}-{time.time_ns()}"
    payload = {"legalDays": 20, "committedDays": 5}
    signed = {
        "authorization": f"Bearer {token}",
        "content-type": REPORT if size == 1 else MANY,
        "connection": "keep-alive",
    }

    def body() -> bytes:
        acts = [event(f"{mark}-{next(numbers)}", 1, "case.accepted", payload) for _ in range(size)]  # ty: ignore[invalid-argument-type]
        return json.dumps(acts[0] if size == 1 else acts).encode()

    async def one(client: httpx.AsyncClient) -> None:
        while time.monotonic() < until:
            try:
                answer = await client.post("/v1/acts", content=body(), headers=signed)
            except httpx.TransportError as error:
                key, acts = type(error).__name__, 0
            else:
                key, acts = str(answer.status_code), size if answer.status_code == 200 else 0
            seen[key] = seen.get(key, 0) + 1
            seen["acts"] = seen.get("acts", 0) + acts

    limits = httpx.Limits(max_connections=CONNECTIONS)
    async with httpx.AsyncClient(base_url=base, limits=limits, timeout=60) as client:
        await asyncio.gather(*(one(client) for _ in range(CONNECTIONS)))
    return seen


async def clerks(base: str, tokens: dict[str, str], seconds: float) -> dict[str, Any]:
    """Native cases at a steady pace; milliseconds of commands, and of reads of one's own write."""
    until = time.monotonic() + seconds
    commands: list[float] = []
    reads: list[float] = []
    behind = 0

    async def ask(client: httpx.AsyncClient, post: str, path: str, body: Any) -> dict[str, Any]:
        await asyncio.sleep(random.expovariate(1 / PAUSE))
        begun = time.perf_counter()
        signed = {"authorization": f"Bearer {tokens[post]}"}
        answer = await client.post(f"/v1/cases/{path}", json=body, headers=signed)
        commands.append((time.perf_counter() - begun) * 1000)
        answer.raise_for_status()
        return answer.json()

    async def clerk(client: httpx.AsyncClient, window: str) -> None:
        nonlocal behind
        while time.monotonic() < until:
            opened = await ask(client, window, "submit-application", {"itemCode": ITEM})
            case = opened["id"]
            await ask(client, window, f"{case}/receive-materials", {})
            await ask(client, window, f"{case}/accept-case", {})
            await ask(client, "reviewer-01", f"{case}/start-review", {})
            done = await ask(client, "reviewer-01", f"{case}/complete-review", CHECK)
            begun = time.perf_counter()
            signed = {"authorization": f"Bearer {tokens[window]}"}
            at = {"atLeast": done["position"]}
            answer = await client.get(f"/v1/cases/{case}", params=at, headers=signed)
            reads.append((time.perf_counter() - begun) * 1000)
            behind += answer.status_code == 503

    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        await asyncio.gather(*(clerk(client, f"window-0{1 + n % 2}") for n in range(CLERKS)))
    return {
        "count": len(commands),
        **{f"p{q}": quantile(commands, q) for q in (50, 99)},
        **{f"read p{q}": quantile(reads, q) for q in (50, 99)},
        "view-behind": behind,
    }


def quantile(times: list[float], percent: int) -> float:
    """Of sorted times, the one below which `percent` lie."""
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 2)


def _in_process(queue: Any, function: Any, *arguments: Any) -> None:
    queue.put(asyncio.run(function(*arguments)))


def beside(seconds: float, base: str, tokens: dict[str, str], size: int) -> dict[str, Any]:
    """The clerks' figures, beside a flood of `size` reports a request (0: none)."""
    context = multiprocessing.get_context("spawn")
    told, sent = context.Queue(), context.Queue()
    extra = 2.0
    others = []
    if size:
        source = (sent, flood, base, tokens["source-platform"], seconds + 2 * extra, size)
        others.append(context.Process(target=_in_process, args=source))
        others[0].start()
        time.sleep(extra)
    people = context.Process(target=_in_process, args=(told, clerks, base, tokens, seconds))
    people.start()
    figures = told.get(timeout=seconds + 120)
    people.join()
    if size:
        figures["flood"] = sent.get(timeout=120)
        others[0].join()
    return figures


def measure(running: Running, rounds: int, seconds: float) -> dict[str, Any]:
    """All rounds; figures of each, and median ratios of flooded to quiet p99."""
    posts = ("window-01", "window-02", "reviewer-01", "source-platform")
    running.sign_in(posts)
    tokens = {post: running.token(post) for post in posts}
    beside(3, running.base, tokens, 0)  # warm
    found: list[dict[str, Any]] = []
    for number in range(rounds):
        figures = {}
        for name, size in (("batches", BATCH), ("single", 1)):
            quiet = beside(seconds, running.base, tokens, 0)
            loud = beside(seconds, running.base, tokens, size)
            running.settle(180)
            figures[name] = {"quiet": quiet, "loud": loud, "ratio": loud["p99"] / quiet["p99"]}
            print(number, name, json.dumps(figures[name]), flush=True)
        found.append(figures)
    ratios = {name: statistics.median(one[name]["ratio"] for one in found) for name in found[0]}
    return {"ratios": ratios, "rounds": found}


def main() -> None:
    """Start everything in a folder of its own, measure, stop."""
    rounds, seconds = (sys.argv[1:] + ["3", "15"][len(sys.argv) - 1 :])[:2]
    with tempfile.TemporaryDirectory() as folder:
        running = Running(Path(folder) / "var")
        try:
            running.start()
            running.init()
            print(json.dumps(measure(running, int(rounds), float(seconds))["ratios"]))
        finally:
            running.stop()


if __name__ == "__main__":
    main()
