"""Writers that write as fast as they are answered, for a while: threads, or tasks of one loop."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable

from bench.lines import Sample

Step = Callable[[], object]
AsyncStep = Callable[[], Awaitable[object]]
WARM_UP = 0.2


def with_threads(steps: list[Step], seconds: float) -> Sample:
    """One thread for each step, which is called again and again."""
    done: list[list[tuple[float, float]]] = [[] for _ in steps]
    start = threading.Barrier(len(steps) + 1)
    window: list[float] = []
    failures: list[Exception] = []

    def work(step: Step, finished: list[tuple[float, float]]) -> None:
        start.wait()
        end = window[0] + seconds * (1 + WARM_UP)
        before = time.perf_counter()
        try:
            while before < end and not failures:
                step()
                after = time.perf_counter()
                finished.append((after, after - before))
                before = after
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=pair) for pair in zip(steps, done, strict=True)]
    for thread in threads:
        thread.start()
    window.append(time.perf_counter())
    start.wait()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return _sample([one for own in done for one in own], window[0], seconds)


def with_tasks(steps: list[AsyncStep], seconds: float) -> Sample:
    """One task for each step in one event loop of this thread."""
    finished: list[tuple[float, float]] = []

    async def work(step: AsyncStep, end: float) -> None:
        before = time.perf_counter()
        while before < end:
            await step()
            after = time.perf_counter()
            finished.append((after, after - before))
            before = after

    async def together(began: float) -> None:
        end = began + seconds * (1 + WARM_UP)
        await asyncio.gather(*(work(step, end) for step in steps))

    began = time.perf_counter()
    asyncio.run(together(began))
    return _sample(finished, began, seconds)


def _sample(finished: list[tuple[float, float]], began: float, seconds: float) -> Sample:
    first = began + seconds * WARM_UP
    took = sorted(spent for at, spent in finished if first <= at < first + seconds)
    if not took:
        raise RuntimeError("nothing was finished in the time measured")
    return {
        "rate": len(took) / seconds,
        "p50": took[len(took) // 2] * 1e3,
        "p99": took[int(len(took) * 0.99)] * 1e3,
    }
