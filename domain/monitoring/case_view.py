"""What a case rule may look at."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.monitoring.deadlines import Deadlines, ItemTerms
from domain.monitoring.facts import CaseFacts
from domain.timing.calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class CaseView:
    """Facts of one case and what follows from them; `now` None asks for what is settled.

    `outside`: acts without authority, as `unauthorised.outside` finds them; `unqualified`: acts
    that their post does not cover, as `qualified.unqualified` finds them; `beyond`: demands that
    the standard does not know, as `extra_demands.beyond` finds them.
    """

    facts: CaseFacts
    dates: Deadlines
    calendar: WorkCalendar
    terms: ItemTerms
    now: dt.datetime | None = None
    outside: Sequence[Sequence[Any]] = ()
    unqualified: Sequence[Sequence[Any]] = ()
    beyond: Sequence[Sequence[Any]] = ()
