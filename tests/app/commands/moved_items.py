"""A county of two departments and 300 items, 156 of which move in the middle of open cases."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from app.onboarding import County
from domain.approval import events as e
from domain.approval.commands import StartReview
from domain.registry.power_commands import CorrectResponsibility, TransferResponsibility
from domain.registry.powers import InFlight
from domain.registry.standards import FlowProfile, Function
from domain.shared.act import Act, Actor, Meta, Role
from domain.shared.command import Command
from domain.shared.event import DomainEvent
from domain.shared.ids import ROOT, event_id, responsibility_id
from domain.timing.days import SHANGHAI

REGION = "320412"
OLD, NEW = "91230500MA1B3N1N2M", "11511301008778183N"
ITEMS, MOVED, CORRECTED = 300, 156, 12
MOVES, REALLY = date(2026, 6, 1), date(2026, 7, 1)
"""The day of the transfer, and for the items that are corrected the day that it ought to say."""
COMMAND = StartReview()
REVIEWERS = {OLD: "reviewer-old", NEW: "reviewer-new"}


def county() -> County:
    """Every item is the old department's; nobody has moved anything yet."""
    item = {"name": "许可", "profile": "FIVE_STAGE", "legal_days": 60, "committed_days": 40}
    posts = (("admin-01", "ADMIN", None), ("window-old", "WINDOW", "old"))
    reviewers = (("reviewer-old", "REVIEWER", "old"), ("reviewer-new", "REVIEWER", "new"))
    return County.model_validate(
        {
            "region": REGION,
            "name": "武进区",
            "simulated": True,
            "valid_from": date(2026, 1, 1),
            "calendar": {"file": "china"},
            "organisation": [
                {"key": "old", "uscc": OLD, "name": "原主管部门"},
                {"key": "new", "uscc": NEW, "name": "行政审批局"},
            ],
            "post": [{"post": p, "role": r, "org": o} for p, r, o in (*posts, *reviewers)],
            "item": [{"code": code(n), **item} for n in range(ITEMS)],
            "responsibility": [
                {
                    "items": [code(n) for n in range(ITEMS)],
                    "functions": ["ACCEPT", "REVIEW", "DECIDE"],
                    "org": "old",
                }
            ],
        }
    )


def code(number: int) -> str:
    return f"XK-{number:04}"


def clause(number: int) -> InFlight:
    return InFlight.STAY if number % 2 else InFlight.FOLLOW


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


def transfers(jurisdiction: UUID) -> Iterator[Command]:
    """The commands that move 156 items, and those that put the day of some right afterwards."""
    for number in range(MOVED):
        yield TransferResponsibility(
            item_code=code(number),
            function=Function.REVIEW,
            from_org=OLD,
            to_org=NEW,
            valid_from=MOVES,
            in_flight=clause(number),
            memo="XJ-2026-1",
        )
    for number in range(CORRECTED):
        stream = responsibility_id(jurisdiction, code(number), Function.REVIEW)
        yield CorrectResponsibility(
            item_code=code(number),
            function=Function.REVIEW,
            corrects=event_id(stream, 2),
            org=NEW,
            valid_from=REALLY,
            reason="划转日应为七月一日",
        )


@dataclass(frozen=True)
class Open:
    """A case that has been accepted, and the day on which somebody goes on with it."""

    stream: UUID
    item: int
    accepted: date
    goes_on: date

    @property
    def belongs_to(self) -> str:
        """Whose act it is, from the terms of the transfer alone."""
        moves = REALLY if self.item < CORRECTED else MOVES
        if self.item >= MOVED or self.goes_on < moves:
            return OLD
        left_behind = clause(self.item) is InFlight.STAY and self.accepted < moves
        return OLD if left_behind else NEW


def open_cases(count: int, seed: int = 1) -> list[Open]:
    """Accepted from March to July, gone on with up to two months later."""
    rng, first = Random(seed), date(2026, 3, 2)
    cases = []
    for number in range(count):
        accepted = first + timedelta(days=rng.randrange(150))
        later = accepted + timedelta(days=rng.randrange(60))
        stream = uuid5(ROOT, f"moved:{number}")
        cases.append(Open(stream, rng.randrange(ITEMS), accepted, later))
    return cases


def acts_of(case: Open) -> list[Act]:
    """Submitted, received and accepted by the window of the old department."""
    at, item = noon(case.accepted) - timedelta(hours=2), code(case.item)
    actor = Actor(person_id="person-window-old", role=Role.WINDOW, post="window-old", org=OLD)
    meta = Meta(occurred_at=at, actor=actor, region=REGION, item_code=item, item_version=1)
    events: tuple[DomainEvent, ...] = (
        e.ApplicationSubmitted(
            case_number=f"N-{case.stream}",
            item_code=item,
            item_version=1,
            profile=FlowProfile.FIVE_STAGE,
        ),
        e.MaterialsReceived(),
        e.CaseAccepted(legal_days=60, committed_days=40),
    )
    return [Act(case.stream, number, meta, event) for number, event in enumerate(events, 1)]
