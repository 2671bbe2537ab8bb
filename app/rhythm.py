"""节奏: when a period has ended, what is due of it is done, once, and in order after a stop.

A duty says from when on something may be missing; the rhythm goes through the periods that have
ended since, waits until the views have read everything recorded in one, and issues its commands.
The guards keep it to once a period: whoever is second, or begins again after a crash, finds it
done. Nothing happens on days whose holidays are not published; it is made up when they are.

A simulated log is driven by its own time: that of its newest entry.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import psycopg
import structlog
from psycopg_pool import ConnectionPool, PoolTimeout

from app.commands.caller import Caller
from app.commands.handle import CommandHandler
from app.institutions import Institutions
from domain.consultation.periods import Cycle, Period, ended
from domain.registry.institution import Institution
from domain.shared.command import Command
from domain.shared.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unavailable
from domain.timing.days import end_of
from projections.linkage_counts import is_read, position_at

log = structlog.get_logger(__name__)

PERIODS = 31
"""Periods of one duty made up in one go, so that no region waits for another's year."""
_TICK = 5.0
_LOGS = "SELECT region, simulated, last_recorded_at FROM ledger.log WHERE size > 0 ORDER BY id"
_NOT_NOW = (Refused, Forbidden, Invalid, NotFound, Conflict, Unavailable)


class Issue(NamedTuple):
    """A command that a period causes. `target`: None where the command itself names its stream."""

    command: Command
    target: UUID | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """A period that is over, as a duty sees it: `position` is that of the last event recorded
    before its end `at`, and the connection reads views that have got at least that far."""

    connection: psycopg.Connection[Any]
    institution: Institution
    period: Period
    at: datetime
    position: int

    @property
    def region(self) -> str:
        """The jurisdiction."""
        return self.institution.region


Since = Callable[[psycopg.Connection[Any], Institution], date | None]
"""The first day of which something may be missing; None: nothing has begun yet."""


class PeriodicDuty(Protocol):
    """What repeats with a cycle. `issues` may name what is done already: that changes nothing."""

    @property
    def name(self) -> str:
        """What the rhythm remembers it by."""
        ...

    @property
    def cycle(self) -> Cycle:
        """How often it is due."""
        ...

    def since(self, connection: psycopg.Connection[Any], institution: Institution) -> date | None:
        """The first day of which something may be missing; None: nothing has begun yet."""
        ...

    def issues(self, ended: Ended) -> Iterable[Issue]:
        """The commands of one period that has ended."""
        ...


class Rhythm:
    """Blocking; any number may run: the guards decide who was first.

    Args:
        duties: in the order in which they are done within a region.
    """

    def __init__(
        self,
        handler: CommandHandler,
        institutions: Institutions,
        queries: ConnectionPool,
        duties: Sequence[PeriodicDuty],
    ) -> None:
        self._handler = handler
        self._institutions = institutions
        self._queries = queries
        self._duties = tuple(duties)
        self._done: dict[tuple[str, str], date] = {}

    def tick(self, now: datetime) -> int:
        """Do what is due at `now`; the number of commands that took effect."""
        with self._queries.connection() as connection:
            logs = connection.execute(_LOGS).fetchall()
        done = 0
        for region, simulated, last in logs:
            at = last if simulated else now
            for duty in self._duties:
                try:
                    done += self._go_on(region, duty, at)
                except ValueError:  # what one duty cannot say keeps no other, and nobody, waiting
                    log.exception("rhythm_failed", region=region, duty=duty.name)
        return done

    def _go_on(self, region: str, duty: PeriodicDuty, now: datetime) -> int:
        institution = self._institutions.of(region)
        known = self._done.get((region, duty.name))
        calendar = institution.calendar
        if known and next(ended(calendar, duty.cycle, known, now), None) is None:
            return 0
        count = 0
        with self._queries.connection() as connection:
            since = duty.since(connection, institution)
            if since is None:
                return 0
            since = max(since, known or since)
            for number, period in enumerate(ended(calendar, duty.cycle, since, now)):
                at = end_of(period.last, calendar.zone)
                position = position_at(connection, region, at)
                if number >= PERIODS or not is_read(connection, position):
                    break
                over = Ended(connection, institution, period, at, position)
                taken = [self._issue(region, one, now) for one in duty.issues(over)]
                connection.rollback()  # the next period is read from what is there by then
                if None in taken:
                    break
                count += sum(one is True for one in taken)
                self._done[region, duty.name] = _after(period)
        return count

    def _issue(self, region: str, one: Issue, now: datetime) -> bool | None:
        """True if it took effect, False if it had been done before, None if it cannot be done."""
        try:
            result = self._handler.handle_sync(
                one.command,
                target=one.target,
                caller=Caller.system(region, "rhythm"),
                occurred_at=now,
                record_refusals=False,
            )
        except _NOT_NOW as error:
            log.warning("rhythm_waits", command=one.command.NAME, region=region, error=str(error))
            return None
        return not result.replayed


def _after(period: Period) -> date:
    return date.fromordinal(period.last.toordinal() + 1)


def beating(rhythm: Rhythm, now: Callable[[], datetime]) -> Callable[[threading.Event], None]:
    """The role: ticks until told to stop."""

    def run(stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                done = rhythm.tick(now())
                if done:
                    log.info("rhythm_kept", commands=done)
            except (psycopg.OperationalError, psycopg.errors.UndefinedTable, PoolTimeout) as error:
                log.warning("rhythm_waits", error=str(error).strip())  # projector or database
            except Exception:
                log.exception("rhythm_failed")
            stop.wait(_TICK)

    return run
