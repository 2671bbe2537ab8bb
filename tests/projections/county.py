"""A county of its own for a test: writes acts through the real store, shows what readers see."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import psycopg
from psycopg.rows import class_row, dict_row

from adapters.ledger.batch import Claim
from adapters.ledger.store import ActStore
from domain.approval import events as case
from domain.approval import pre_approval_events as pre
from domain.commitment import events as promise
from domain.registry import events as registry
from domain.registry.standards import FlowProfile, Function
from domain.shared.act import NEXT_VERSION, Act, Actor, EntryMode, Meta, Role
from domain.shared.event import DomainEvent
from domain.supervision import events as task
from projections.delivery_queries import OUTGOING, Outgoing

BUREAU = "11320412014123456A"
REGULATOR = "11320412014999999X"
ITEM = "ITEM-1"
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai
_NAMES = UUID("8d2c4f5e-0000-5000-8000-000000000001")


def outgoing(reader: psycopg.Connection[Any], after: int, limit: int = 1000) -> list[Outgoing]:
    """What the relay reads."""
    with reader.cursor(row_factory=class_row(Outgoing)) as cur:
        return cur.execute(OUTGOING, (after, limit), binary=True).fetchall()


def at(day: int, hour: int = 0, *, month: int = 3) -> datetime:
    """An instant of 2026, `hour` hours after 09:00 in Shanghai."""
    return datetime(2026, month, day, 1, 0, tzinfo=UTC) + timedelta(hours=hour)


class County:
    """One jurisdiction with a simulated log. Streams are named by any text."""

    def __init__(self, store: ActStore, region: str = "320412") -> None:
        self.store, self.region = store, region
        store.open_log(region, simulated=True)

    def stream(self, name: str) -> UUID:
        """The stream that `name` stands for in this county."""
        return uuid5(_NAMES, f"{self.region}:{name}")

    def act(
        self,
        name: str,
        event: DomainEvent,
        when: datetime = START,
        *,
        person: str = "p-1",
        role: Role = Role.WINDOW,
        org: str | None = BUREAU,
        item: str | None = ITEM,
        mode: EntryMode = EntryMode.NATIVE,
        order: int | None = None,
        effective: date | None = None,
    ) -> Act:
        """One act, not yet recorded."""
        actor = Actor(person_id=person, role=role, post=f"post-{person}", org=org)
        meta = Meta(
            occurred_at=when,
            actor=actor,
            region=self.region,
            item_code=item,
            entry_mode=mode,
            source_order=order,
            effective_date=effective,
        )
        return Act(self.stream(name), NEXT_VERSION, meta, event)

    def record(self, *acts: Act, recorded: datetime | None = None) -> int:
        """Append acts in this order; the position of the last. Recorded when it occurred, unless
        `recorded` says otherwise."""
        waiting = [
            self.store.submit(
                [one], region=self.region, recorded_at=recorded or one.meta.occurred_at
            )
            for one in acts
        ]
        return [future.result()[-1].position for future in waiting][-1]

    def opened(self, name: str, when: datetime = START, **more: Any) -> list[Act]:
        """An application and its materials."""
        profile = more.pop("profile", FlowProfile.FIVE_STAGE)
        number = more.pop("number", f"{self.region}-{name}")
        stated = more.pop("stated", None)
        item = more.get("item", ITEM)
        submitted = case.ApplicationSubmitted(
            case_number=number, item_code=item or ITEM, profile=profile, stated_due=stated
        )
        return [
            self.act(name, submitted, when, **{"person": "a-1", "role": Role.APPLICANT, **more}),
            self.act(name, case.MaterialsReceived(), when, **more),
        ]

    def accepted(self, name: str, when: datetime = START, **more: Any) -> list[Act]:
        """Opened and accepted at once: legal 20 and committed 10 working days."""
        limits = case.CaseAccepted(legal_days=20, committed_days=10)
        rest = {k: v for k, v in more.items() if k not in ("profile", "number", "stated")}
        return [*self.opened(name, when, **more), self.act(name, limits, when, **rest)]

    def opined(self, name: str, when: datetime = START) -> list[Act]:
        """A pre-approval that awaits one thing more, then is met and used."""
        opinion = pre.PreApprovalOpined(
            opinion="可以准予", favourable=True, preconditions=("a", "b")
        )
        events = (opinion, pre.PreconditionMet(name="a"), pre.PreconditionMet(name="b"))
        return [self.act(name, one, when) for one in (*events, pre.PreApprovalConverted())]

    def granted(self, name: str, when: datetime, person: str = "p-9", **more: Any) -> Act:
        """The decision."""
        return self.act(
            name, case.PermitGranted(), when, person=person, role=Role.CHIEF_DECIDER, **more
        )

    def pushed(self, name: str, case_name: str, when: datetime = START, **more: Any) -> Act:
        """A supervision task of a case."""
        recipient = more.pop("recipient", REGULATOR)
        historic = more.pop("historic", False)
        reason = more.pop("reason", task.PushReason.GRANTED)
        about = more.pop("permit_id", None)
        event = task.SupervisionTaskPushed(
            task_number=f"T-{name}",
            case_id=self.stream(case_name),
            case_number=f"{self.region}-{case_name}",
            item_code=more.get("item", ITEM),
            recipient=recipient,
            function=Function.SUPERVISE,
            reason=reason,
            permit_id=about,
            historic=historic,
        )
        return self.act(name, event, when, person="system", role=Role.SYSTEM, org=None, **more)

    def in_force(self, name: str, case_name: str, when: datetime, **more: Any) -> Act:
        """A commitment that took effect, to be verified within 60 working days."""
        event = promise.CommitmentTookEffect(
            case_id=self.stream(case_name),
            case_number=f"{self.region}-{case_name}",
            item_code=more.get("item", ITEM),
            verify_days=more.pop("days", 60),
            verifier=more.pop("verifier", REGULATOR),
        )
        return self.act(name, event, when, person="system", role=Role.SYSTEM, **more)

    def calendar(self, *holidays: tuple[date, date], worked: Sequence[date] = ()) -> Act:
        """The year 2026 with these holidays and nothing else."""
        event = registry.CalendarPublished(
            calendar="CN",
            version="test-1",
            known_from=date(2026, 1, 1),
            known_to=date(2026, 12, 31),
            holidays=tuple(
                registry.DayRange(name="节日", first=first, last=last) for first, last in holidays
            ),
            make_up_days=tuple(worked),
        )
        return self.act("calendar", event, START, role=Role.ADMIN, item=None)

    def amended(self, first: date, last: date, when: datetime = START) -> Act:
        """Further days off."""
        event = registry.CalendarAmended(
            calendar="CN",
            version="test-2",
            known_to=date(2026, 12, 31),
            holidays=(registry.DayRange(name="临时放假", first=first, last=last),),
            reason="测试",
        )
        return self.act("calendar", event, when, role=Role.ADMIN, item=None)


TABLES = (
    "work_calendar", "trail", "trail_party", "trail_stream", "monitored_case", "finding",
    "watched", "duty", "commitment", "task", "delivery", "feed", "delivery_stream", "delivery_case",
    "delivery_arbiter",
    "timer", "timer_days", "case_count", "finding_count", "duty_count", "day_count", "task_count",
    "commitment_count", "permit", "permit_count",
)  # fmt: skip


def everything(url: str) -> dict[str, list[dict[str, Any]]]:
    """All rows of all live projections, in a fixed order."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return {
            table: sorted(connection.execute(f"SELECT * FROM proj.{table}").fetchall(), key=str)
            for table in TABLES
        }


__all__ = ["BUREAU", "ITEM", "REGULATOR", "START", "Claim", "County", "at", "everything"]
