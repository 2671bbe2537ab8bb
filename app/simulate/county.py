"""What every simulated life in a county shares, and the randomness that is its own."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from app.simulate.applicants import Applicants
from app.simulate.habits import DEMO, Habits
from app.simulate.noticed import Noticed
from app.simulate.office import Office
from app.simulate.staff import Staff
from domain.registry.events import ItemVersionPublished, ResponsibilityAssigned
from domain.registry.institution import Institution
from domain.registry.powers import ResponsibilityCorrected
from domain.shared.act import Act


@dataclass(slots=True, eq=False)
class SimulatedCounty:
    """`seed` with the first day names a whole run; every choice follows from it.

    `items`: those in force, by code. Of the institution rulings alone change anything while a
    simulation runs: who answers for what.
    """

    seed: str
    institution: Institution
    office: Office
    staff: Staff
    applicants: Applicants
    habits: Habits = DEMO
    noticed: Noticed = field(default_factory=Noticed)
    items: tuple[ItemVersionPublished, ...] = field(init=False)

    def __post_init__(self) -> None:
        found = [self.institution.item(code) for code in sorted(self.institution.items)]
        self.items = tuple(item for item in found if item is not None)

    def learn(self, act: Act) -> None:
        """What a ruling has been written back as counts from now on."""
        if isinstance(act.event, ResponsibilityAssigned | ResponsibilityCorrected):
            self.institution = self.institution.fold([act])

    @property
    def region(self) -> str:
        return self.institution.region

    def rng(self, *of: object) -> Random:
        """The randomness of one life, whatever else happens at the same time."""
        return Random(":".join(map(str, (self.seed, *of))))  # noqa: S311 - no secret

    def day(self, instant: datetime) -> date:
        return self.institution.calendar.local_date(instant)

    def entered(self, rng: Random, at: datetime) -> timedelta:
        """How long after an act of `at` the clerk enters it: mostly at once."""
        habits = self.habits
        if not habits.late_entry or rng.random() >= habits.late_entry:
            return timedelta()
        hours = (12, 48) if rng.random() < habits.very_late else (0.5, 7)
        return self.after(rng, at, *hours) - at

    def after(self, rng: Random, instant: datetime, low: float, high: float) -> datetime:
        """Between `low` and `high` office hours after `instant`, to the second."""
        hours = low + (high - low) * rng.random()
        return self.office.later(instant, timedelta(seconds=round(hours * 3600)))


def stream_id(rng: Random, at: datetime) -> UUID:
    """A UUIDv7 (RFC 9562) of the simulated millisecond, its random part from the seed."""
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    high, low = rng.getrandbits(12), rng.getrandbits(62)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def digest(rng: Random) -> str:
    """A document's digest; there is no document behind it."""
    return f"{rng.getrandbits(256):064x}"
