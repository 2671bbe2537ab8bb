"""A county of two organisations for tests of the application layer."""

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from adapters.ledger.database import LedgerDatabase
from adapters.ledger.store import ActStore
from app.commands.caller import Caller
from app.commands.flow import CommandResult
from app.commands.handle import CommandHandler
from app.institutions import Institutions
from app.onboarding import County, init
from app.policies.runner import PolicyRunner
from domain.approval import commands as c
from domain.approval.events import Check, Proposal
from domain.shared.act import Act
from domain.shared.command import Command
from domain.shared.errors import DomainError
from domain.shared.ids import refusals_id
from domain.shared.refusals import CommandRefused
from tests.domain.acts import at

REGION = "320412"
BUREAU = "91230500MA1B3N1N2M"
REGULATOR = "11511301008778183N"
ITEM = "XK-0001"
UNSUPERVISED = "XK-0002"

POSTS = (
    ("admin-01", "ADMIN", None),
    ("window-01", "WINDOW", "bureau"),
    ("window-02", "WINDOW", "bureau"),
    ("reviewer-01", "REVIEWER", "bureau"),
    ("decider-01", "CHIEF_DECIDER", "bureau"),
    ("maker-01", "CERT_MAKER", "bureau"),
    ("leader-01", "LEADER", "bureau"),
    ("surveyor-01", "SURVEYOR", "bureau"),
    ("liaison-01", "LIAISON", "regulator"),
    ("regulator-01", "REGULATOR", "regulator"),
    ("efficiency-01", "EFFICIENCY_OFFICER", "bureau"),
)
APPROVAL = ("ACCEPT", "REVIEW", "SURVEY", "DECIDE", "CERTIFY")


def county(*, simulated: bool = True) -> County:
    """The county's file, as `shenguan init` would read it."""
    item = {
        "name": "食品经营许可",
        "profile": "FIVE_STAGE",
        "legal_days": 20,
        "committed_days": 10,
        "commitment_allowed": True,
    }
    return County.model_validate(
        {
            "region": REGION,
            "name": "武进区",
            "simulated": simulated,
            "valid_from": date(2026, 1, 1),
            "calendar": {"file": "china"},
            "organisation": [
                {"key": "bureau", "uscc": BUREAU, "name": "行政审批局"},
                {"key": "regulator", "uscc": REGULATOR, "name": "市场监管局"},
            ],
            "post": [{"post": name, "role": role, "org": org} for name, role, org in POSTS],
            "item": [{"code": ITEM, **item}, {"code": UNSUPERVISED, **item}],
            "responsibility": [
                {"items": [ITEM, UNSUPERVISED], "functions": APPROVAL, "org": "bureau"},
                {"items": [ITEM], "functions": ["SUPERVISE", "ENFORCE"], "org": "regulator"},
            ],
        }
    )


@dataclass
class HandClock:
    """Time that stands still until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class World:
    """Everything a test acts through; `now` is moved by hand."""

    url: str
    store: ActStore
    institutions: Institutions
    handler: CommandHandler
    policies: PolicyRunner
    clock: HandClock

    @property
    def now(self) -> datetime:
        return self.clock.now

    def caller(self, post: str) -> Caller:
        held = self.institutions.of(REGION).post(post, self.now.date())
        assert held, post
        return Caller.of(held, REGION)

    def does(
        self, post: str, command: Command, target: UUID | None = None, **how: Any
    ) -> CommandResult:
        """`post` issues a command a minute after the one before."""
        self.clock.now += timedelta(minutes=1)
        return self.handler.handle_sync(command, caller=self.caller(post), target=target, **how)

    def refused(
        self, code: str, post: str, command: Command, target: UUID | None, **how: Any
    ) -> None:
        """The command fails with this code."""
        with pytest.raises(DomainError) as caught:
            self.does(post, command, target, **how)
        assert caught.value.code == code, caught.value

    def refusals(self, target: UUID) -> list[CommandRefused]:
        """What the trail holds of refused attempts on a stream."""
        events = [act.event for act in self.store.load(refusals_id(target))]
        return [event for event in events if isinstance(event, CommandRefused)]

    def acts(self, stream: UUID) -> list[Act]:
        return self.store.load(stream)

    def types(self, stream: UUID) -> list[str]:
        return [act.event.TYPE for act in self.acts(stream)]

    def submitted(self, item: str = ITEM) -> UUID:
        return self.does("window-01", c.SubmitApplication(item_code=item)).stream

    def accepted(self, item: str = ITEM) -> UUID:
        case = self.submitted(item)
        self.does("window-01", c.ReceiveMaterials(), case)
        self.does("window-01", c.AcceptCase(), case)
        return case

    def granted(self, item: str = ITEM) -> UUID:
        return self.grant(self.accepted(item))

    def grant(self, case: UUID) -> UUID:
        self.does("reviewer-01", c.StartReview(), case)
        checks = (Check(condition="场所合格", met=True),)
        review = c.CompleteReview(proposal=Proposal.GRANT, checklist=checks)
        self.does("reviewer-01", review, case)
        self.does("decider-01", c.GrantPermit(decision_number=f"许可{case}"), case)
        return case


@contextlib.contextmanager
def opened_world(
    url: str, *, start: str = "2026-09-28", simulated: bool = True
) -> Generator[World]:
    """The county above, opened at `start` (10:00 Asia/Shanghai)."""
    clock = HandClock(at(start))
    ledger = LedgerDatabase(url, now=clock)
    try:
        store = ActStore(ledger)
        init(county(simulated=simulated), store, now=clock.now)
        institutions = Institutions(store)
        handler = CommandHandler(store, institutions, now=clock)
        runner = PolicyRunner(url, store, institutions, handler)
        yield World(url, store, institutions, handler, runner, clock)
        runner.close()
    finally:
        ledger.close()
