"""A simulated county while it runs: what is due next, done side by side, in slots of time.

Everything due within a slot is one group commit; what it causes (policies) follows in the next.
The order of events depends on the seed alone: lives are ordered by when they act and by their
keys, never by which of them the machine served first.
"""

import heapq
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from adapters.ledger.batch import Receipt
from app.clock import COMMANDS
from app.commands.caller import Caller
from app.commands.effects import Append
from app.commands.handle import CommandHandler
from app.reports import Site, prepare
from app.simulate.commitment_script import commitment_script
from app.simulate.county import SimulatedCounty
from app.simulate.lockstep import Flow, Lockstep
from app.simulate.reactions import Reactions
from app.simulate.script import Answer, Arrival, Script, Step
from app.simulate.staff import Vacant
from app.simulate.summary import Summary
from app.simulate.task_script import task_script
from app.simulate.timers import Ending, Timers
from domain.commitment.events import CommitmentTookEffect
from domain.shared.act import Act, EntryMode
from domain.shared.errors import Forbidden, Refused
from domain.supervision.events import SupervisionTaskPushed

Key = tuple[str, int]


class Due(NamedTuple):
    """The next act of a life."""

    at: datetime
    key: Key
    life: Script
    act: Step | Arrival


class World:
    """Runs lives until they have nothing more to do. One thread.

    Args:
        site: where reports are judged.
    """

    def __init__(
        self,
        county: SimulatedCounty,
        handler: CommandHandler,
        lockstep: Lockstep,
        reactions: Reactions,
        site: Site,
        summary: Summary,
    ) -> None:
        self._county = county
        self._handler = handler
        self._lockstep = lockstep
        self._reactions = reactions
        self._site = site
        self._summary = summary
        self._timers = Timers(county.institution)
        self._queue: list[Due] = []
        self._born: list[tuple[Key, Script]] = []
        self._followers = 0

    def begin(self, key: Key, life: Script, earliest: datetime) -> None:
        """A life begins; its first act is not before `earliest`."""
        self._go_on(key, life, None, earliest)

    def run(self, until: datetime) -> None:
        """Everything that is due before `until`."""
        while (start := self._next()) is not None and start < until:
            ending = self._timers.due(start)
            if ending:
                self._end_periods(ending)
                continue
            end = min(
                _slot_end(start, self._county.habits.slot), until, self._timers.next_due() or until
            )
            self._slot(max(end, start + timedelta(microseconds=1)))

    def note(self, act: Act, receipt: Receipt) -> None:
        """An act is in the log: what follows from it?"""
        summary = self._summary
        summary.events += 1
        summary.first = summary.first or receipt.position
        summary.last = receipt.position
        summary.by_type[act.event.TYPE] += 1
        self._county.learn(act)
        self._timers.note(act)
        self._reactions.note(act, receipt)
        at, target = act.meta.occurred_at, act.originator_id
        match act.event:
            case SupervisionTaskPushed() as pushed:
                self._bear("task", task_script(self._county, target, pushed, at))
            case CommitmentTookEffect() as effect if act.meta.entry_mode is EntryMode.NATIVE:
                self._bear("commitment", commitment_script(self._county, target, effect, at))

    def _bear(self, kind: str, life: Script) -> None:
        self._followers += 1
        self._born.append(((kind, self._followers), life))

    def _next(self) -> datetime | None:
        times = [self._queue[0].at] if self._queue else []
        if (timer := self._timers.next_due()) is not None:
            times.append(timer)
        return min(times, default=None)

    def _slot(self, end: datetime) -> None:
        batch: list[Due] = []
        while self._queue and self._queue[0].at < end:
            batch.append(heapq.heappop(self._queue))
        errors = self._together([self._flow(due) for due in batch], end)
        for due, error in zip(batch, errors, strict=True):
            refused = None
            if isinstance(error, Refused | Forbidden):
                refused = error.code
                self._summary.refused[refused] += 1
            elif error is not None:
                raise error
            self._go_on(due.key, due.life, Answer(due.at, refused), end)

    def _end_periods(self, ending: Sequence[Ending]) -> None:
        """What the clock does: a guard that objects is passed over, since nobody acted."""
        clock = Caller.system(self._county.region, "clock")
        flows = [
            self._handler.flow(
                COMMANDS[one.kind](one.subject),
                target=one.stream,
                caller=clock,
                occurred_at=one.at,
                record_refusals=False,
            )
            for one in ending
        ]
        self._together(flows, ending[-1].at)

    def _together(self, flows: Sequence[Flow], now: datetime) -> Sequence[Exception | None]:
        """Carry out, then let policies answer until they have nothing to say."""
        errors = self._lockstep.together(flows)
        while answers := self._reactions.flows():
            self._lockstep.together(answers)
        born, self._born = self._born, []
        for key, life in born:
            self.begin(key, life, now)
        return errors

    def _flow(self, due: Due) -> Flow:
        act = due.act
        if isinstance(act, Arrival):
            return self._report(act, due.at)
        return self._handler.flow(
            act.command,
            target=act.target,
            caller=act.caller,
            occurred_at=due.at - act.entered,
            recorded_at=due.at,
            channel=act.channel,
        )

    def _report(self, arrival: Arrival, at: datetime) -> Flow:
        prepared = prepare(dict(arrival.report), self._site, arrival.caller, at)
        claims = [prepared.claim]
        yield Append([prepared.act], self._site.region, claims, recorded_at=at)

    def _go_on(self, key: Key, life: Script, answer: Answer | None, earliest: datetime) -> None:
        try:
            act = next(life) if answer is None else life.send(answer)
        except StopIteration:
            return
        except Vacant as error:
            self._summary.vacant[str(error)] += 1
            return
        at = act.at + act.entered if isinstance(act, Step) else act.at
        heapq.heappush(self._queue, Due(max(at, earliest), key, life, act))


def _slot_end(at: datetime, slot: timedelta) -> datetime:
    seconds = int(slot.total_seconds())
    return at + timedelta(seconds=seconds - at.timestamp() % seconds)
