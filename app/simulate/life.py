"""The part of a case's life that every script shares: who works it, when, what comes next."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from app.commands.caller import Caller
from app.simulate.county import SimulatedCounty
from app.simulate.script import Answer, Arrival, Step
from domain.registry.events import ItemVersionPublished
from domain.registry.standards import FlowProfile, Function
from domain.shared.act import Channel, Role
from domain.shared.command import Command
from domain.shared.subject import SubjectRef

Acting = Generator[Step | Arrival, Answer, Answer]


@dataclass(slots=True)
class Life:
    """One case while it is simulated. `at`: when its latest act took place.

    The staff is chosen once: who receives a case goes on with it. `met`: what the review found.
    `to_visit`: a survey was concluded, and its return visit is asked for.
    `subject`: whom the case is about. `short`: the last day, where the permit has a short term.
    `pace`: of all waiting; a case on commitment needs less.
    """

    county: SimulatedCounty
    rng: Random
    number: int
    case: UUID
    item: ItemVersionPublished
    at: datetime
    applicant: Caller
    window: Caller
    reviewer: Caller
    decider: Caller
    met: bool = True
    to_visit: bool = False
    pace: float = 1.0
    subject: SubjectRef | None = None
    short: date | None = None

    @property
    def five_stage(self) -> bool:
        return self.item.profile is FlowProfile.FIVE_STAGE

    @property
    def today(self) -> date:
        return self.county.day(self.at)

    def chance(self, share: float) -> bool:
        """True in `share` of all lives; draws once."""
        return self.rng.random() < share

    def name(self, kind: str) -> str:
        """A document number of this case."""
        return f"示{kind}〔{self.today.year}〕{self.number:06d}号"

    def post(self, role: Role, function: Function) -> Caller:
        """Somebody in `role` where the item's `function` is answered for; may raise Vacant."""
        code = self.item.item_code
        return self.county.staff.responsible(self.rng, role, function, code, self.today)

    def does(
        self,
        caller: Caller,
        command: Command,
        low: float,
        high: float,
        *,
        target: UUID | None = None,
    ) -> Acting:
        """The command, `low` to `high` office hours (at full pace) after the act before."""
        online = caller.role is Role.APPLICANT
        channel = Channel.ONLINE if online else Channel.SYSTEM
        if caller.role is Role.WINDOW:
            channel = Channel.WINDOW
        at = self.county.after(self.rng, self.at, low * self.pace, high * self.pace)
        entered = timedelta() if online else self.county.entered(self.rng, at)
        answer = yield Step(at, caller, command, target or self.case, channel, entered)
        self.at = answer.at
        return answer
