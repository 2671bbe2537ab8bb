"""The clocks of domain.md §2.3, walked day by day. It imports nothing of the product: the holidays
are read from the arrangements' file, the case is plain data, and no counting is clever.

A case: {start, handling, legal, committed, procedures: [{from, to or None, told or None, more,
served}], extensions: [{days or None, on, by, told}]}, all days as dates or whole numbers.
"""

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ARRANGEMENTS = Path(__file__).parents[3] / "app/data/china_2016_2026.toml"
ONE = dt.timedelta(days=1)
STATUTORY = {"SINGLE": 20, "JOINT": 45, "LOWER_REVIEW": 20}
LONGER = {"SINGLE": (10, "HEAD"), "JOINT": (15, "GOVERNMENT"), "LOWER_REVIEW": (0, None)}
Case = dict[str, Any]


def _arranged() -> dict[dt.date, bool]:
    days = {}
    for notice in tomllib.loads(ARRANGEMENTS.read_text(encoding="utf-8"))["notice"]:
        for holiday in notice.get("holiday", ()):
            first, _, last = holiday.get("off", "").partition("/")
            if first:
                day = dt.date.fromisoformat(first)
                while day <= dt.date.fromisoformat(last or first):
                    days[day] = False
                    day += ONE
            days |= {dt.date.fromisoformat(day): True for day in holiday.get("worked", ())}
    return days


_DAYS = _arranged()


@cache
def worked(day: dt.date) -> bool:
    """Whether a day is a working day: as arranged, else Monday to Friday."""
    return _DAYS.get(day, day.isoweekday() <= 5)


@cache
def walk(day: dt.date, count: int) -> dt.date:
    """The last of `count` working days after `day`."""
    while count:
        day += ONE
        count -= worked(day)
    return day


def walk_back(day: dt.date, count: int) -> dt.date:
    """The first of `count` working days before `day`."""
    while count:
        day -= ONE
        count -= worked(day)
    return day


def limit(case: Case, clock: str) -> int:
    """The limit before anything is excluded or added."""
    legal = STATUTORY[case["handling"]] if case["legal"] is None else case["legal"]
    return case["committed"] if clock == "COMMITTED" and case["committed"] is not None else legal


def _through(one: Case, clock: str, today: dt.date | None) -> dt.date | None:
    """The last day that a procedure takes out; None: it takes out none."""
    if clock == "COMMITTED" and not one["served"]:
        return None
    last = one["to"] or max(today or one["from"], one["from"])
    if clock == "COMMITTED":
        last = min(last, walk(one["from"], (one["told"] or 0) + one["more"]))
    return last


def run(case: Case, clock: str, today: dt.date | None, days: int) -> tuple[dt.date, int]:
    """(Due day, excluded working days) of a clock of `days`.

    A procedure counts if the clock had not run out when it began: by the evening of its first day
    the due day was not over, or another procedure was still holding the clock.
    """
    held: set[dt.date] = set()
    counting: set[int] = set()
    due = walk(case["start"], days)
    changed = True
    while changed:
        changed = False
        for number, one in enumerate(case["procedures"]):
            last = _through(one, clock, today)
            in_time = one["from"] <= due or one["from"] in held
            if last is None or number in counting or not in_time:
                continue
            counting.add(number)
            day = one["from"] + ONE
            while day <= last:
                held.add(day)
                day += ONE
            changed = True
        excluded = sum(1 for day in held if day > case["start"] and worked(day))
        due = walk(case["start"], days + excluded)
    return due, sum(1 for day in held if day > case["start"] and worked(day))


def extension(case: Case, clock: str, today: dt.date | None) -> int:
    """Working days that the one lawful extension adds; 0 if there is none."""
    most, head = LONGER[case["handling"]]
    for one in sorted(case["extensions"], key=lambda one: one["on"]):
        seen = max(today or one["on"], one["on"])
        due, _ = run(case, clock, seen, limit(case, clock))
        if head and one["by"] == head and one["told"] and one["on"] <= due:
            return most if one["days"] is None else min(one["days"], most)
    return 0


def due(case: Case, clock: str, today: dt.date | None) -> tuple[dt.date, int, int]:
    """(Due day, excluded, extended) of a clock, "LEGAL" or "COMMITTED"."""
    extended = extension(case, clock, today)
    last, excluded = run(case, clock, today, limit(case, clock) + extended)
    return last, excluded, extended
