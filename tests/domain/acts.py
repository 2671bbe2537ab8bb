"""Given / when / then for aggregates: acts at stated times by stated persons."""

from datetime import date, datetime
from uuid import UUID, uuid5

from app.calendar_file import load_china_calendar
from domain.registry.events import ItemVersionPublished
from domain.registry.standards import FlowProfile
from domain.shared.act import Act, Actor, EntryMode, Meta, Role
from domain.shared.event import DomainEvent
from domain.shared.ids import ROOT
from domain.timing.days import SHANGHAI

CALENDAR = load_china_calendar()
CASE_ID = uuid5(ROOT, "a case in tests")
REGION = "320412"
BUREAU = "11320412MB0000001A"
REGULATOR = "11320412MB0000002B"


def at(text: str) -> datetime:
    """An instant of Asia/Shanghai: "2026-09-28" (10:00) or "2026-09-28 17:30"."""
    day = text if " " in text else f"{text} 10:00"
    return datetime.strptime(day, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def actor(person: str, role: Role = Role.WINDOW, org: str | None = BUREAU) -> Actor:
    return Actor(person_id=person, role=role, post=f"post-{person}", org=org)


def act(
    event: DomainEvent,
    when: datetime,
    version: int,
    person: str = "p-window",
    *,
    stream: UUID = CASE_ID,
    mode: EntryMode = EntryMode.NATIVE,
    order: int | None = None,
    effective: date | None = None,
) -> Act:
    meta = Meta(
        occurred_at=when,
        actor=actor(person),
        region=REGION,
        entry_mode=mode,
        source_order=order,
        effective_date=effective,
    )
    return Act(stream, version, meta, event)


def item(**changes: object) -> ItemVersionPublished:
    """A five-stage item of 20 legal and 10 committed days."""
    plain = ItemVersionPublished(
        item_code="XK-0001",
        item_version=1,
        name="食品经营许可",
        profile=FlowProfile.FIVE_STAGE,
        legal_days=20,
        committed_days=10,
    )
    return plain.model_copy(update=changes)
