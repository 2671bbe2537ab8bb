"""One task while it is simulated: who has it in hand, and when what is done to it."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from app.commands.caller import Caller
from app.simulate.county import SimulatedCounty
from app.simulate.script import Answer, Arrival, Step
from domain.shared.act import Role
from domain.shared.command import Command

OFFICERS = (Role.REGULATOR, Role.ENFORCER)
Part = Generator[Step | Arrival, Answer, bool]


@dataclass(slots=True)
class Duty:
    """One task while it is simulated; `org` has it in hand."""

    county: SimulatedCounty
    rng: Random
    task: UUID
    item: str
    org: str
    at: datetime

    @property
    def today(self) -> date:
        return self.county.day(self.at)

    def post(self, *roles: Role, org: str | None) -> Caller:
        """Somebody in one of `roles`; may raise Vacant."""
        return self.county.staff.one(self.rng, roles, self.today, org, self.item)

    def does(self, caller: Caller, command: Command, low: float, high: float) -> Part:
        """The command, `low` to `high` office hours after the act before; True if it took."""
        at = self.county.after(self.rng, self.at, low, high)
        entered = self.county.entered(self.rng, at)
        answer = yield Step(at, caller, command, self.task, entered=entered)
        self.at = answer.at
        return answer.done

    def wait(self, day: date) -> None:
        """Nothing more happens before the morning of `day`."""
        self.at = self.county.office.on(day, timedelta(minutes=self.rng.randrange(5, 180)))
