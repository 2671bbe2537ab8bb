"""How much work comes in: cases of a day, and reports of the systems that keep their own."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from app.commands.caller import Caller
from app.simulate.case_script import case_script
from app.simulate.county import SimulatedCounty
from app.simulate.reported import Oddity, reported_script
from app.simulate.script import Script
from domain.shared.act import Role
from domain.timing.days import WorkingDays

STOCK = 12
"""Commitments that the old system hands over at the start, their verification near or past due."""

ODDITIES = (Oddity.SAME_PERSON, Oddity.DECIDED_FIRST)
"""The reported cases of the first day show one each; those of later days are in order."""

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
        county = self._county
        rng = county.rng("day", day)
        working = county.office.calendar.is_workday(day)
        mean = self._a_day if working else self._a_day // 10
        opens = county.office.at(day, _OPENS)
        for _ in range(rng.randint(mean * 4 // 5, mean * 6 // 5)):
            self._cases += 1
            at = opens + timedelta(seconds=rng.randrange(8 * 3600))
            yield Birth(("case", self._cases), at, case_script(county, self._cases, at))
        if first:
            for _ in range(STOCK):
                days = WorkingDays(rng.randrange(50, 64))
                past = county.office.calendar.subtract_workdays(day, days).date
                yield from self._report(county.office.at(past, _OPENS), Oddity.COMMITMENT)
        if working or first:
            for number in range(max(2, self._a_day // 12)):
                at = opens + timedelta(seconds=rng.randrange(6 * 3600))
                odd = first and number < len(ODDITIES)
                yield from self._report(at, ODDITIES[number] if odd else Oddity.NONE)

    def _report(self, at: datetime, oddity: Oddity) -> Iterator[Birth]:
        county = self._county
        reporters = county.staff.posts(Role.SOURCE, None, county.day(at))
        if reporters:
            self._reported += 1
            caller = Caller.of(reporters[0], county.region)
            script = reported_script(county, self._reported, at, caller, oddity)
            yield Birth(("reported", self._reported), at, script)
