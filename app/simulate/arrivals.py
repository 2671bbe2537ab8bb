"""How much work comes in: cases of a day, and reports of the systems that keep their own."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from app.commands.caller import Caller
from app.simulate.case_script import case_script
from app.simulate.county import SimulatedCounty
from app.simulate.habits import Oddity
from app.simulate.reported import reported_script
from app.simulate.script import Script
from domain.shared.act import Role
from domain.timing.days import WorkingDays

_OPENS = time(9)


class Birth(NamedTuple):
    """A life that begins; `key` orders what happens at the same instant."""

    key: tuple[str, int]
    at: datetime
    script: Script


class Arrivals:
    """Lives by the day on which they begin. Numbers run on over the days."""

    def __init__(self, county: SimulatedCounty, cases_a_day: int) -> None:
        self._county = county
        self._a_day = cases_a_day
        self._cases = 0
        self._reported = 0

    def of(self, day: date, *, first: bool) -> Iterator[Birth]:
        """Everything that begins on `day`; on days off only a few applications on line."""
        county, habits = self._county, self._county.habits
        rng = county.rng("day", day)
        working = county.office.calendar.is_workday(day)
        mean = round(self._a_day * habits.busy(day)) if working else self._a_day // 10
        opens = county.office.at(day, _OPENS)
        for _ in range(rng.randint(mean * 4 // 5, mean * 6 // 5)):
            self._cases += 1
            at = opens + timedelta(seconds=rng.randrange(8 * 3600))
            yield Birth(("case", self._cases), at, case_script(county, self._cases, at))
        if first:
            yield from self._handed_over(day, rng)
        if working or first:
            shown = habits.first_day_shows if first else ()
            for number in range(max(2, round(self._a_day * habits.reported_per_native))):
                at = opens + timedelta(seconds=rng.randrange(6 * 3600))
                odd = shown[number] if number < len(shown) else _drawn(county, rng)
                yield from self._report(at, odd)

    def _handed_over(self, day: date, rng: Random) -> Iterator[Birth]:
        """The old system's commitments, their verification near or past due."""
        county = self._county
        for _ in range(round(self._a_day * county.habits.stock)):
            past = county.office.calendar.subtract_workdays(
                day, WorkingDays(rng.randrange(50, 64))
            ).date
            yield from self._report(county.office.at(past, _OPENS), Oddity.COMMITMENT)

    def _report(self, at: datetime, oddity: Oddity) -> Iterator[Birth]:
        county = self._county
        reporters = county.staff.posts(Role.SOURCE, None, county.day(at))
        if reporters:
            self._reported += 1
            caller = Caller.of(reporters[0], county.region)
            script = reported_script(county, self._reported, at, caller, oddity)
            yield Birth(("reported", self._reported), at, script)


def _drawn(county: SimulatedCounty, rng: Random) -> Oddity:
    odds = county.habits.oddities
    if not odds:
        return Oddity.NONE
    draw = rng.random()
    for oddity, share in odds.items():
        draw -= share
        if draw < 0:
            return oddity
    return Oddity.NONE
