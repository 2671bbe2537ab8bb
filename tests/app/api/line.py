"""An application that keeps running between the requests of a test.

A start and an end for each request would be most of its time: a start listens to PostgreSQL on a
connection of its own.
"""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from concurrent.futures import Future
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


class Line:
    """The application's lifespan in a thread of its own; `run` works beside it."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._opened: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = Thread(target=self._live, name="line", daemon=True)
        self._thread.start()
        self._loop, self._ended = self._opened.result()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` returns or raises, in the application's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self) -> None:
        """End the lifespan and everything in its loop."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()

    def _live(self) -> None:
        try:
            asyncio.run(self._whole())
        except BaseException as error:
            if self._opened.done():
                raise
            self._opened.set_exception(error)

    async def _whole(self) -> None:
        ended = asyncio.Event()
        async with lifespan(self._app):
            self._opened.set_result((asyncio.get_running_loop(), ended))
            await ended.wait()


@asynccontextmanager
async def lifespan(app: Any) -> AsyncGenerator[None]:
    """Run an ASGI application's lifespan around a block (httpx does not)."""
    inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    outbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    task = asyncio.create_task(app(scope, inbox.get, outbox.put))
    await inbox.put({"type": "lifespan.startup"})
    started = await outbox.get()
    assert started["type"] == "lifespan.startup.complete", started
    yield
    await inbox.put({"type": "lifespan.shutdown"})
    await outbox.get()
    await task
