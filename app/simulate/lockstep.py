"""Many commands side by side, and yet always in the same order.

Each command is the same flow that the API drives. All of them are advanced to their append, the
appends are queued in order and waited for together: one group commit, and the same order of
events in the log however fast the machine is.
"""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from eventsourcing.persistence import StoredEvent

from adapters.ledger.batch import ClaimTaken, Receipt, VersionConflict
from adapters.ledger.store import ActStore
from app.commands.effects import Ahead, Append, Consult, Effect, Load, Supervised
from app.simulate.acceptances import Acceptances
from app.simulate.county import SimulatedCounty
from app.simulate.memory import Memory
from app.simulate.noticed import Noticed
from domain.shared.act import Act
from domain.shared.errors import DomainError

Flow = Generator[Effect, Any, Any]
Recorded = Callable[[Act, Receipt], None]


@dataclass(slots=True)
class Course:
    """One flow on its way. `answer` or `trouble` is what it is told next."""

    flow: Flow
    answer: Any = None
    trouble: Exception | None = None
    refused: DomainError | None = None


class Lockstep:
    """Drives flows. One thread.

    Args:
        perform: answers every effect but loads and appends (`CommandHandler.perform`).
        recorded: hears of every act, in the order of the log.
        county: its institution answers for itself: reading it again for every refusal would be
            most of the database's work.
        noticed: keeps what supervision has found on whom.
    """

    def __init__(
        self,
        store: ActStore,
        perform: Callable[[Effect], Any],
        memory: Memory,
        recorded: Recorded,
        county: SimulatedCounty,
        noticed: Noticed,
    ) -> None:
        self._store = store
        self._noticed = noticed
        noticed.load = memory.load
        self._county = county
        self._acceptances = Acceptances()
        self._perform = perform
        self._memory = memory
        self._recorded = recorded

    def together(self, flows: Sequence[Flow]) -> list[DomainError | None]:
        """Carry all of them to their ends; for each the refusal that it ended in, if any.

        Raises:
            LedgerUnavailable: the log is away.
        """
        encode = self._store.mapper.to_stored_event
        courses = [Course(flow) for flow in flows]
        running = courses
        while running:
            halted = [(course, effect) for course in running if (effect := self._advance(course))]
            # First all the encoding, then all the queueing: the appender's thread finds them
            # together and makes one commit of them.
            stored = [[encode(act) for act in effect.acts] for _, effect in halted]
            sent = [self._submit(e, s) for (_, e), s in zip(halted, stored, strict=True)]
            for (course, effect), future in zip(halted, sent, strict=True):
                self._settle(course, effect, future)
            running = [course for course, _ in halted]
        return [course.refused for course in courses]

    def _advance(self, course: Course) -> Append | None:
        flow, trouble = course.flow, course.trouble
        course.trouble = None
        try:
            effect = flow.throw(trouble) if trouble else flow.send(course.answer)
            while not isinstance(effect, Append):
                effect = flow.send(self._answer(effect))
        except StopIteration:
            return None
        except DomainError as error:
            course.refused = error
            return None
        return effect

    def _answer(self, effect: Effect) -> Any:
        match effect:
            case Load(stream):
                return self._memory.load(stream)
            case Consult(region) if region == self._county.region:
                return self._county.institution
            case Ahead(case) if (known := self._acceptances.before(case)) is not None:
                return known
            case Supervised(region, subject, named) if region == self._county.region:
                return self._noticed.about(subject, named)
        return self._perform(effect)

    def _submit(self, effect: Append, stored: Sequence[StoredEvent]) -> "Future[list[Receipt]]":
        return self._store.database.submit(
            stored,
            log=effect.region,
            claims=effect.claims,
            expect=effect.expect,
            recorded_at=effect.recorded_at,
        )

    def _settle(self, course: Course, effect: Append, future: "Future[list[Receipt]]") -> None:
        try:
            receipts = future.result()
        except (VersionConflict, ClaimTaken) as error:
            self._memory.forget([*(act.originator_id for act in effect.acts), *effect.expect])
            course.trouble = error
            return
        for act, receipt in zip(effect.acts, receipts, strict=True):
            self._acceptances.note(act)
            self._noticed.note(act)
            self._recorded(self._memory.add(act, receipt.version), receipt)
        course.answer = receipts
