"""Fill a simulated jurisdiction with days of work, through the product's own commands."""

import asyncio
import time as clock
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from threading import Event
from typing import Protocol

from adapters.ledger.database import LogInfo
from adapters.ledger.store import ActStore
from app.commands.handle import CommandHandler
from app.institutions import Institutions
from app.reports import Site
from app.simulate.applicants import Applicants, Introducing
from app.simulate.arrivals import Arrivals
from app.simulate.county import SimulatedCounty
from app.simulate.habits import DEMO, Habits
from app.simulate.lockstep import Lockstep
from app.simulate.memory import Memory
from app.simulate.office import Office
from app.simulate.reactions import Reactions, move_followers
from app.simulate.staff import Staff
from app.simulate.summary import Summary
from app.simulate.world import World
from domain.registry.institution import Institution
from domain.shared.errors import Conflict
from domain.shared.ids import jurisdiction_id

CASES_A_DAY = 30
Progress = Callable[[Summary], None]
"""Told after each simulated day."""

_STATE = """
SELECT (SELECT recorded_at FROM ledger.event WHERE log = %(log)s ORDER BY index DESC LIMIT 1),
       EXISTS (SELECT FROM ledger.event
                WHERE log = %(log)s AND type = 'case.application_submitted')"""


class Parts(Protocol):
    """What a simulation needs of `app.bootstrap.Container`."""

    @property
    def store(self) -> ActStore: ...
    @property
    def institutions(self) -> Institutions: ...
    @property
    def handler(self) -> CommandHandler: ...
    @property
    def vault(self) -> Introducing: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be simulated: `days` days from `first_day` on.

    `until`: nothing happens from this instant on (now, if the last day is today).
    `cases_a_day`: mean of native cases on a working day.
    """

    region: str
    seed: int
    first_day: date
    days: int
    until: datetime | None = None
    cases_a_day: int = CASES_A_DAY
    habits: Habits = DEMO


async def simulate(
    parts: Parts,
    *,
    region: str,
    seed: int,
    first_day: date,
    days: int,
    until: datetime | None = None,
    cases_a_day: int = CASES_A_DAY,
    progress: Progress = lambda _: None,
) -> Summary:
    """`run_plan` in a thread of its own; ends after the day under way when cancelled."""
    stop = Event()
    plan = Plan(region, seed, first_day, days, until, cases_a_day)
    try:
        return await asyncio.to_thread(run_plan, parts, plan, progress=progress, stop=stop)
    except asyncio.CancelledError:
        stop.set()
        raise


def simulate_sync(
    parts: Parts,
    *,
    region: str,
    seed: int,
    first_day: date,
    days: int,
    until: datetime | None = None,
    cases_a_day: int = CASES_A_DAY,
    progress: Progress = lambda _: None,
) -> Summary:
    """`run_plan`, blocking."""
    plan = Plan(region, seed, first_day, days, until, cases_a_day)
    return run_plan(parts, plan, progress=progress)


def run_plan(
    parts: Parts,
    plan: Plan,
    *,
    progress: Progress = lambda _: None,
    stop: Event | None = None,
) -> Summary:
    """Work the days of `plan` in a simulated log, in simulated time.

    The same plan gives the same acts, in the same order; only nonces and the vault's keys (hence
    commitments to personal data) differ. Start it before the followers of policies and clock:
    they go on where it ends.

    Raises:
        NotFound: no log is open for the region.
        Conflict: log-not-simulated; log-in-use (it holds cases already: `is_filled`);
            log-ahead (something was recorded after the first day began: onboard with
            `opening_of(first_day)` as the time).
    """
    began = clock.monotonic()
    institution = parts.institutions.of(plan.region, fresh=True)
    log = _usable(parts.store, institution, plan.first_day)
    county = _county(parts, plan, institution)
    summary = Summary(plan.region, plan.first_day)
    world = _world(parts, county, log, summary)
    arrivals = Arrivals(county, plan.cases_a_day)
    for day in (plan.first_day + timedelta(days=n) for n in range(plan.days)):
        morning = county.office.at(day, time(0))
        for birth in arrivals.of(day, first=day == plan.first_day):
            world.begin(birth.key, birth.script, max(birth.at, morning))
        night = county.office.at(day + timedelta(days=1), time(0))
        world.run(min(night, plan.until) if plan.until else night)
        summary.days += 1
        summary.seconds = clock.monotonic() - began
        progress(summary)
        if stop and stop.is_set():
            break
    with parts.store.database.reading() as connection:
        moved = move_followers(connection, log, summary.first, summary.last)
    summary.policies_moved = tuple(moved)
    return summary


def _county(parts: Parts, plan: Plan, institution: Institution) -> SimulatedCounty:
    return SimulatedCounty(
        f"{plan.seed}:{plan.region}:{plan.first_day}",
        institution,
        Office(institution.calendar),
        Staff(institution),
        Applicants(parts.vault, plan.region, pool=plan.cases_a_day * plan.habits.applicants),
        plan.habits,
    )


def opening_of(first_day: date, institution: Institution | None = None) -> datetime:
    """When the log of a simulation from `first_day` on should be opened: that midnight, local."""
    calendar = institution.calendar if institution else Institution.empty("000000").calendar
    return Office(calendar).at(first_day, time(0))


def is_filled(store: ActStore, region: str) -> bool:
    """True if the log of `region` holds cases, whoever put them there."""
    log = store.log(region)
    return log is not None and _state(store, log)[1]


def _state(store: ActStore, log: LogInfo) -> tuple[datetime | None, bool]:
    with store.database.reading() as connection:
        row = connection.execute(_STATE, {"log": log.id}).fetchone()
    assert row
    return row[0], row[1]


def _usable(store: ActStore, institution: Institution, first_day: date) -> LogInfo:
    log = store.log(institution.region)
    assert log, "the institution was read from it"
    if not log.simulated:
        raise Conflict("log-not-simulated", "真实日志的时间不可驱动", "a real log's time is real")
    last, filled = _state(store, log)
    if filled:
        raise Conflict("log-in-use", "日志中已有办件", "the log holds cases already")
    if last and last > opening_of(first_day, institution) + timedelta(hours=9):
        raise Conflict("log-ahead", "日志时间晚于起始日", "the log is later than the first day")
    return log


def _world(parts: Parts, county: SimulatedCounty, log: LogInfo, summary: Summary) -> World:
    memory = Memory(parts.store)
    lockstep = Lockstep(
        parts.store,
        parts.handler.perform,
        memory,
        lambda act, receipt: world.note(act, receipt),
        county,
        county.noticed,
    )
    reactions = Reactions(parts.handler, memory, county)
    site = Site(county.region, jurisdiction_id(log.origin), county.institution)
    world = World(county, parts.handler, lockstep, reactions, site, summary)
    return world
