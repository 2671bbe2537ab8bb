"""今日概况 (S1) by the page: how many cases were received, accepted and decided on each day.

A case is in as many groups of `day_count` as it has passed milestones; of a decision the group also
says whether it came in time (None: that clock did not run).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, LiteralString

from domain.monitoring.deadlines import Deadlines
from domain.monitoring.facts import CaseFacts
from domain.timing.days import shanghai_date
from projections.counters import Column

COUNTER = "day_count"
COLUMNS: tuple[Column, ...] = (
    ("kind", "text"), ("day", "date"), ("legal_kept", "boolean"), ("committed_kept", "boolean"),
)  # fmt: skip
RECEIVED, ACCEPTED, DECIDED = "RECEIVED", "ACCEPTED", "DECIDED"
EXPRESSIONS: tuple[LiteralString, ...] = (
    "(received_at AT TIME ZONE 'Asia/Shanghai')::date",
    "(accepted_at AT TIME ZONE 'Asia/Shanghai')::date",
    "(decided_at AT TIME ZONE 'Asia/Shanghai')::date",
    "decided_at < legal_from",
    "decided_at < committed_from",
)
"""On a row of `monitored_case`, what `of_row` makes groups of."""

Passed = tuple[str, date, bool | None, bool | None]


def of_facts(facts: CaseFacts, dates: Deadlines) -> list[Passed]:
    """The groups of a case that has just been folded."""
    decided = facts.at("decided")
    days = [_day(facts.at(mark)) for mark in ("received", "accepted", "decided")]
    return of_row([*days, _kept(decided, dates.legal_from), _kept(decided, dates.committed_from)])


def of_row(values: Sequence[Any]) -> list[Passed]:
    """The same of a stored case, from `EXPRESSIONS`."""
    received, accepted, decided, legal, committed = values
    found: list[Passed] = []
    if received:
        found.append((RECEIVED, received, None, None))
    if accepted:
        found.append((ACCEPTED, accepted, None, None))
    if decided:
        found.append((DECIDED, decided, legal, committed))
    return found


def _day(at: datetime | None) -> date | None:
    return None if at is None else shanghai_date(at)


def _kept(decided: datetime | None, late_from: datetime | None) -> bool | None:
    return None if decided is None or late_from is None else decided < late_from
