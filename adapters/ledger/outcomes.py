"""Telling writers what became of their events, from the appender's thread."""

import asyncio
import contextlib
from collections.abc import Sequence
from concurrent.futures import InvalidStateError

from adapters.ledger.batch import Receipt, Request

Told = tuple[Request, list[Receipt] | None, BaseException | None]


def complete(outcomes: Sequence[Told]) -> None:
    """Complete every request once; each event loop is woken once, however many it waits for."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Told]] = {}
    for told in outcomes:
        future = told[0].outcome
        if isinstance(future, asyncio.Future):
            by_loop.setdefault(future.get_loop(), []).append(told)
        else:
            _settle(told)
    for loop, group in by_loop.items():
        with contextlib.suppress(RuntimeError):  # that loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle_all, group)


def _settle_all(group: Sequence[Told]) -> None:
    for told in group:
        _settle(told)


def _settle(told: Told) -> None:
    request, receipts, error = told
    if request.outcome.done():  # cancelled by its waiter, or told already
        return
    with contextlib.suppress(InvalidStateError):  # cancelled just now: the others must be told
        if error is not None:
            request.outcome.set_exception(error)
        else:
            request.outcome.set_result(receipts or [])
