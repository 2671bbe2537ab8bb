"""156 items move between departments while 10,000 cases are open: whoever goes on with a case is
judged by the responsibility of the day on which he does.

In the gate the whole way of a command runs in memory, guards, refusals and all, for every third of
the cases; in soak all of them go through the real log.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any, Protocol
from uuid import UUID

import pytest

from adapters.ledger.database import LedgerDatabase
from adapters.ledger.store import ActStore
from app.commands.caller import Caller
from app.commands.effects import Append, Consult, Load
from app.commands.handle import CommandHandler
from app.institutions import Institutions
from app.onboarding import init
from app.onboarding.facts import facts
from domain.registry.institution import Institution
from domain.registry.standards import Function
from domain.shared.act import Act, Actor, Meta, Role
from domain.shared.command import Command
from domain.shared.errors import Forbidden
from domain.shared.ids import jurisdiction_id, responsibility_id
from tests.app.commands import moved_items as moved
from tests.support.servers import role_url

ANNOUNCED = date(2026, 5, 20)


class Town(Protocol):
    """What the test needs of either log."""

    institution: Institution

    def does(self, command: Command, post: str, target: UUID | None, on: date) -> None: ...
    def load(self, stream: UUID) -> list[Act]: ...


class InMemory:
    """The flow of a command over a dictionary of streams."""

    def __init__(self) -> None:
        self.streams: dict[UUID, list[Act]] = {}
        self.handler = CommandHandler(None, None)  # ty: ignore[invalid-argument-type]
        self.institution = Institution.empty(moved.REGION)
        operator = Actor(person_id="init", role=Role.SYSTEM)
        meta = Meta(occurred_at=moved.noon(date(2026, 1, 1)), actor=operator, region=moved.REGION)
        known = facts(moved.county(), "log/1", jurisdiction_id("log/1"))
        self.append([Act(one.stream, 0, meta, one.event) for one in known])

    def append(self, acts: list[Act]) -> None:
        made = []
        for act in acts:
            stream = self.streams.setdefault(act.originator_id, [])
            made.append(Act(act.originator_id, len(stream) + 1, act.meta, act.event))
            stream.append(made[-1])
        if not made[0].event.TYPE.startswith(("case.", "command.")):
            self.institution = self.institution.fold(made)

    def load(self, stream: UUID) -> list[Act]:
        return self.streams.get(stream, [])

    def does(self, command: Command, post: str, target: UUID | None, on: date) -> None:
        at, caller = moved.noon(on), _caller(self.institution, post, on)
        flow = self.handler.flow(command, caller=caller, target=target, occurred_at=at)
        answer: Any = None
        try:
            while True:
                match flow.send(answer):
                    case Load(stream):
                        answer = self.load(stream)
                    case Consult():
                        answer = self.institution
                    case Append() as effect:
                        self.append(list(effect.acts))
                        answer = []
        except StopIteration:
            return


class InLog:
    """The real one."""

    def __init__(self, store: ActStore) -> None:
        self.store = store
        init(moved.county(), store, now=moved.noon(date(2026, 1, 1)))
        self.institutions = Institutions(store)
        self.handler = CommandHandler(store, self.institutions)

    @property
    def institution(self) -> Institution:
        return self.institutions.of(moved.REGION)

    def load(self, stream: UUID) -> list[Act]:
        return self.store.load(stream)

    def does(self, command: Command, post: str, target: UUID | None, on: date) -> None:
        caller = _caller(self.institution, post, on)
        self.handler.handle_sync(command, caller=caller, target=target, occurred_at=moved.noon(on))


def _caller(institution: Institution, post: str, on: date) -> Caller:
    held = institution.post(post, on)
    assert held
    return Caller.of(held, moved.REGION)


def judged(town: Town, cases: list[moved.Open]) -> Counter[str]:
    """Move the items, go on with every case; the organisations that did. In every fourth the other
    one tries first."""
    assert town.institution.jurisdiction
    for command in moved.transfers(town.institution.jurisdiction):
        town.does(command, "admin-01", None, ANNOUNCED)
    told: Counter[str] = Counter()
    for number, case in enumerate(cases):
        right = case.belongs_to
        wrong = moved.NEW if right == moved.OLD else moved.OLD
        if number % 4 == 0:
            with pytest.raises(Forbidden, match=r"^responsibility-other-organisation"):
                town.does(moved.COMMAND, moved.REVIEWERS[wrong], case.stream, case.goes_on)
        town.does(moved.COMMAND, moved.REVIEWERS[right], case.stream, case.goes_on)
        told[right] += 1
    return told


def check_records(town: Town, cases: list[moved.Open]) -> None:
    """Every act names the record of the organisation that did it."""
    jurisdiction = town.institution.jurisdiction
    assert jurisdiction
    for case in cases:
        act = town.load(case.stream)[-1]
        item = moved.code(case.item)
        held = town.institution.responsible(item, Function.REVIEW, case.goes_on, case.accepted)
        assert held
        assert (act.meta.actor.org, act.meta.authority_ref) == (case.belongs_to, held.ref)
        assert held.org == case.belongs_to
    stream = responsibility_id(jurisdiction, moved.code(0), Function.REVIEW)
    assert [act.originator_version for act in town.load(stream)] == [1, 2, 3]


def test_every_later_act_is_judged_by_the_responsibility_of_its_own_date():
    town, cases = InMemory(), moved.open_cases(10_000)
    for case in cases:
        town.append(moved.acts_of(case))
    told = judged(town, cases[::3])
    assert min(told[moved.OLD], told[moved.NEW]) > 500
    check_records(town, cases[::3])


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_the_same_through_the_real_log(database: str):
    ledger = LedgerDatabase(role_url(database, "shenguan_app"))
    try:
        store, cases = ActStore(ledger), moved.open_cases(10_000)
        town = InLog(store)
        waiting = []
        for case in cases:
            acts = moved.acts_of(case)
            recorded = acts[-1].meta.occurred_at + timedelta(seconds=1)
            waiting.append(store.submit(acts, region=moved.REGION, recorded_at=recorded))
        for future in waiting:
            future.result()
        told = judged(town, cases)
        assert min(told[moved.OLD], told[moved.NEW]) > 1_000
        check_records(town, cases)
    finally:
        ledger.close()
