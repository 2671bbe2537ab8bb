"""The application on a real socket in a thread, and the projector behind it, as in real life."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

from projections.engine import Projector
from tests.app.api.world import World, served


@contextlib.contextmanager
def serving(world: World) -> Iterator[str]:
    """The address of the running application."""
    ready, stop = threading.Event(), threading.Event()
    found: list[str] = []

    async def main() -> None:
        async with served(world) as address:
            found.append(address)
            ready.set()
            while not stop.is_set():  # noqa: ASYNC110 - set from another thread
                await asyncio.sleep(0.05)

    server = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    follower = threading.Thread(target=lambda: follow(world.url, stop), daemon=True)
    server.start()
    follower.start()
    try:
        assert ready.wait(30), "the server did not start"
        yield found[0]
    finally:
        stop.set()
        server.join(15)
        follower.join(15)


def follow(url: str, stop: threading.Event) -> None:
    """Take in what is recorded until told to stop."""
    projector = Projector(url)
    try:
        while not stop.wait(0.05):
            projector.catch_up()
    finally:
        projector.close()
