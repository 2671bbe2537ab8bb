"""What a case rule may look at."""

import datetime as dt
from dataclasses import dataclass

from domain.monitoring.deadlines import Deadlines, ItemTerms
from domain.monitoring.facts import CaseFacts
from domain.timing.calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class CaseView:
    """Facts of one case and what follows from them; `now` None asks for what is settled."""

    facts: CaseFacts
    dates: Deadlines
    calendar: WorkCalendar
    terms: ItemTerms
    now: dt.datetime | None = None
