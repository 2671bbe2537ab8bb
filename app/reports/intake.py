"""Many reports at once into the log: each has its own outcome, all share a group commit."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from adapters.ledger.batch import ClaimTaken, LedgerFull, UnknownLog
from adapters.ledger.mapper import StateTooLarge
from adapters.ledger.proof.canonical import NotCanonical
from adapters.ledger.store import ActStore, LedgerUnavailable, Receipt
from app.reports.acts import Items, Prepared, Reporter, Site, prepare
from app.reports.errors import problem
from domain.shared.errors import DomainError
from domain.shared.ids import jurisdiction_id

PIECE = 25
"""Reports prepared before others get the event loop: under a millisecond."""
AHEAD = 500
"""Reports of one body that may wait for the log at once: the rest is not prepared yet."""
Turn = Callable[[], Awaitable[object]]


async def give_way() -> None:
    """A turn where nobody decides about turns: let others run."""
    await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report: a receipt (`replayed`: of the first time), or a problem."""

    receipt: Receipt | None = None
    problem: DomainError | None = None
    replayed: bool = False


async def intake(
    reports: Sequence[object],
    caller: Reporter,
    *,
    store: ActStore,
    institution: Items,
    now: datetime,
    recorded_at: datetime | None = None,
    turn: Turn = give_way,
) -> list[Outcome]:
    """Record reports; the outcomes stand in their order.

    Args:
        reports: parsed items, or the problems that stand in for them (`app.reports.read`).
        now: aware; the limit for `future-time`.
        recorded_at: for simulated logs.
        turn: awaited before each piece of work.

    Raises:
        DomainError: unknown-region, when the caller's region has no log.
    """
    site = site_of(store, caller.region, institution)
    outcomes: list[Outcome] = [Outcome()] * len(reports)
    sent: list[tuple[int, Future[list[Receipt]]]] = []
    settled = 0
    for number, report in enumerate(reports):
        if number % PIECE == PIECE - 1:
            await turn()
            if len(sent) - settled >= AHEAD:
                await _settled([future for _, future in sent[settled : settled + AHEAD // 2]])
                settled += AHEAD // 2
        try:
            if isinstance(report, DomainError):
                raise report
            prepared = prepare(report, site, caller, now)
            sent.append((number, submit(store, site.region, prepared, recorded_at)))
        except DomainError as error:
            outcomes[number] = Outcome(problem=error)
    await _settled([future for _, future in sent])
    again = _told(sent, outcomes)
    if again:
        await asyncio.to_thread(_replay, store, again, outcomes)
    return outcomes


def site_of(store: ActStore, region: str, institution: Items) -> Site:
    """The site of a region's open log.

    Raises:
        DomainError: unknown-region.
    """
    log = store.log(region)
    if log is None:
        raise problem("unknown-region", region)
    return Site(region, jurisdiction_id(log.origin), institution)


def submit(
    store: ActStore, region: str, prepared: Prepared, recorded_at: datetime | None = None
) -> "Future[list[Receipt]]":
    """Queue one prepared act; what cannot be stored at all is told as a problem."""
    try:
        return store.submit(
            [prepared.act], region=region, claims=[prepared.claim], recorded_at=recorded_at
        )
    except (StateTooLarge, NotCanonical, UnknownLog, LedgerUnavailable) as error:
        raise as_problem(error) from error


def as_problem(error: BaseException) -> DomainError:
    """The problem of the log's own refusals; anything else is a fault and goes on as it is."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, ClaimTaken):
        return problem("duplicate-id-other-content", fields=("source", "id"))
    if isinstance(error, LedgerFull):
        return problem("storage-full")
    if isinstance(error, LedgerUnavailable):
        return problem("log-unavailable")
    if isinstance(error, StateTooLarge):
        return problem("too-large", str(error), fields=("data",))
    if isinstance(error, NotCanonical):
        return problem("payload-invalid", str(error), fields=("data.payload",))
    if isinstance(error, UnknownLog):
        return problem("unknown-region")
    raise error


async def _settled(futures: list["Future[Any]"]) -> None:
    """Wait for all with one wake-up of the loop, not one each."""
    if not futures:
        return
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    lock, left = Lock(), len(futures)

    def finish() -> None:
        if not done.done():
            done.set_result(None)

    def one(_: "Future[Any]") -> None:
        nonlocal left
        with lock:
            left -= 1
            last = left == 0
        if last:
            loop.call_soon_threadsafe(finish)

    for future in futures:
        future.add_done_callback(one)
    await done


def _told(
    sent: "list[tuple[int, Future[list[Receipt]]]]", outcomes: list[Outcome]
) -> list[tuple[int, ClaimTaken]]:
    """Put what the log said into the outcomes; what it had recorded before is returned."""
    again: list[tuple[int, ClaimTaken]] = []
    for number, future in sent:
        error = future.exception()
        if error is None:
            outcomes[number] = Outcome(receipt=future.result()[0])
        elif isinstance(error, ClaimTaken) and error.same:
            again.append((number, error))
        else:
            outcomes[number] = Outcome(problem=as_problem(error))
    return again


def _replay(store: ActStore, again: list[tuple[int, ClaimTaken]], outcomes: list[Outcome]) -> None:
    """A source that sends a batch again gets the receipts of the first time."""
    receipts = store.receipts_at({taken.position for _, taken in again})
    first = {receipt.position: receipt for receipt in receipts}
    for number, taken in again:
        outcomes[number] = Outcome(receipt=first[taken.position], replayed=True)
