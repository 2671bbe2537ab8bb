"""How a county behaves: shares of what goes wrong, as configuration of a simulation.

Shares are guesses of the right order, no statistics: enough of everything that the rules, lists
and feeds meet what they are made for, and so little that it stays the exception.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum


class Oddity(StrEnum):
    """What a reported case has about it."""

    NONE = "NONE"
    SAME_PERSON = "SAME_PERSON"
    DECIDED_FIRST = "DECIDED_FIRST"
    COMMITMENT = "COMMITMENT"
    SKIPPED_STAGE = "SKIPPED_STAGE"
    NO_SURVEY = "NO_SURVEY"
    SURVEYED_LATER = "SURVEYED_LATER"
    CERTIFICATE_FIRST = "CERTIFICATE_FIRST"
    NO_DECISION = "NO_DECISION"
    DECIDER_CERTIFIES = "DECIDER_CERTIFIES"
    SENT_LATE = "SENT_LATE"


@dataclass(frozen=True, slots=True)
class Habits:
    """Shares of 1 unless said otherwise.

    Attributes:
        oddities: of reported cases; what is left over is in order.
        first_day_shows: each of these once among the first day's reports.
        reported_per_native: reported cases for each native one.
        nightly: acts of reported cases that come with a nightly file, some days later.
        late_entry: native acts that the clerk enters late; `very_late` of those by days.
        late: cases that lie past the committed limit, `past_legal` of all past the legal one.
        idle: tasks that nobody signs; `neglected` of those for ever.
        unplanned: claimed tasks that get no plan for weeks.
        unverified: commitments that nobody verifies in time, `unverified_soon` of those due within
            days; `verified_late` of either are verified in the end.
        at_leisure: of commitments due in months, verified somewhere in that time.
        breached: of verified commitments; `corrected` of those in time.
        stock: commitments that the old system hands over, for each case of a working day.
        applicants: people and companies, for each case of a working day.
        slot: what is due within it shares its commits; shorter is truer, longer is faster.
        months: how busy a month is, 1 is the mean; `weekdays` Monday to Friday.
    """

    oddities: Mapping[Oddity, float] = field(default_factory=dict)
    first_day_shows: tuple[Oddity, ...] = (Oddity.SAME_PERSON, Oddity.DECIDED_FIRST)
    reported_per_native: float = 1 / 12
    nightly: float = 0.2
    late_entry: float = 0.0
    very_late: float = 0.15
    late: float = 0.2
    past_legal: float = 0.1
    idle: float = 0.16
    neglected: float = 0.6
    unplanned: float = 0.0
    unverified: float = 0.6
    unverified_soon: float = 0.3
    verified_late: float = 0.0
    at_leisure: float = 0.0
    breached: float = 0.5
    corrected: float = 0.3
    stock: float = 0.4
    applicants: int = 7
    slot: timedelta = timedelta(minutes=5)
    months: tuple[float, ...] = (1.0,) * 12
    weekdays: tuple[float, ...] = (1.0,) * 7

    def busy(self, day: date) -> float:
        """How much comes in on a working day, 1 is the mean."""
        return self.months[day.month - 1] * self.weekdays[day.weekday()]


DEMO = Habits(late=0.3, past_legal=0.2)
"""A fortnight that shows everything: late cases above all, of which a fortnight has few."""

YEAR = Habits(
    oddities={
        Oddity.SAME_PERSON: 0.02,
        Oddity.DECIDED_FIRST: 0.015,
        Oddity.COMMITMENT: 0.05,
        Oddity.SKIPPED_STAGE: 0.05,
        Oddity.NO_SURVEY: 0.02,
        Oddity.SURVEYED_LATER: 0.03,
        Oddity.CERTIFICATE_FIRST: 0.025,
        Oddity.NO_DECISION: 0.01,
        Oddity.DECIDER_CERTIFIES: 0.015,
        Oddity.SENT_LATE: 0.06,
    },
    reported_per_native=0.1,
    nightly=0.06,
    late_entry=0.03,
    late=0.12,
    past_legal=0.02,
    idle=0.08,
    neglected=0.3,
    unplanned=0.06,
    unverified=0.12,
    unverified_soon=0.12,
    verified_late=0.6,
    at_leisure=0.8,
    breached=0.12,
    corrected=0.6,
    stock=0.75,
    applicants=40,
    slot=timedelta(minutes=30),
    months=(0.85, 0.7, 1.15, 1.1, 1.0, 1.05, 1.0, 0.95, 1.1, 0.95, 1.05, 1.1),
    weekdays=(1.15, 1.05, 1.0, 0.95, 0.85, 0.9, 0.9),
)
"""A year at the scale of the documents: irregular, mostly in order (S1, S2)."""
