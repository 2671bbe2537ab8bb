"""The clocks of one case beside the legal and the committed one."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import orjson
import psycopg

from domain.monitoring.facts import CaseFacts
from domain.monitoring.further_clocks import FurtherClock, of_procedures, of_result, of_stages
from domain.monitoring.watched import Watched
from domain.registry.standards import Function
from domain.timing.calendar import WorkCalendar
from domain.timing.explanation import Explanation
from projections.pages import Row


@dataclass(frozen=True, slots=True)
class FurtherClocks:
    """None where a clock does not run; of a reported case there are no stages."""

    delivery: Explanation | None = None
    publicity: Explanation | None = None
    stages: tuple[FurtherClock, ...] = ()
    procedures: tuple[FurtherClock, ...] = ()


def further_clocks(
    cur: psycopg.Cursor[Row], case_id: UUID, facts: CaseFacts, calendar: WorkCalendar, today: date
) -> FurtherClocks:
    """What runs, or ran, of the case that `facts` are of; whoever asks may see it already."""
    granted = facts.day("decided") if facts.outcome and facts.outcome[3] == "GRANTED" else None
    delivery, publicity = (None, None)
    if granted:
        delivery, publicity = of_result(calendar, date.fromisoformat(granted))
    row = cur.execute("SELECT facts FROM proj.watched WHERE stream = %s", (case_id,)).fetchone()
    stored = orjson.loads(row["facts"]) if row else {"facts": {}}
    watched = Watched(**stored["facts"])
    if not watched.worked_here:
        return FurtherClocks(delivery, publicity)
    limits = [(Function(stage), days) for stage, days in stored.get("limits", ())]
    return FurtherClocks(
        delivery,
        publicity,
        tuple(of_stages(calendar, watched, limits, today)),
        tuple(of_procedures(calendar, watched)),
    )
