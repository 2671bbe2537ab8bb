"""Acts for the rules on plain facts: Shanghai wall-clock times in, findings out."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from app.calendar_file import load_china_calendar
from domain.monitoring.deadlines import ItemTerms, deadlines
from domain.monitoring.duties import DutyView, told
from domain.monitoring.extra_demands import beyond
from domain.monitoring.facts import UNORDERED, CaseFacts, Entry, stamp
from domain.monitoring.findings import Finding
from domain.monitoring.rules import CaseView, duties, findings
from domain.monitoring.steps import fold
from domain.monitoring.watched import Watched, watch
from domain.registry.standards import FlowProfile, Function, ItemStandard
from domain.shared.event import DomainEvent
from domain.timing.days import SHANGHAI

CHINA = load_china_calendar()
REGULATOR, OTHER, ENFORCER = "11320412014999999X", "11320412014888888Y", "11320412014777777Z"
FIVE = ItemTerms(profile=FlowProfile.FIVE_STAGE)


def on(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """Wall-clock time of 2026 in Shanghai."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def midnight(month: int, day: int) -> datetime:
    """The first instant of a day."""
    return on(month, day, 0)


@dataclass
class Told:
    """One act: what, when it occurred, and when it was recorded (then, if not said)."""

    event: type[DomainEvent]
    at: datetime
    data: dict[str, Any] = field(default_factory=dict)
    recorded: datetime | None = None
    position: int = 0
    native: bool = True
    person: str = ""
    item: str | None = "ITEM-1"
    stream: Any = None
    org: str | None = None


def numbered(*acts: Told) -> list[Told]:
    """The acts with positions in the order given, unless they have one."""
    for position, one in enumerate(acts, start=1):
        one.position = one.position or position
    return list(acts)


def case_findings(
    *acts: Told,
    terms: ItemTerms = FIVE,
    rule: str = "",
    now: datetime | None = None,
    standard: ItemStandard | None = None,
) -> list[Finding]:
    """What the case rules find, optionally of one rule."""
    facts = CaseFacts()
    for one in numbered(*acts):
        at = one.at.astimezone(SHANGHAI)
        entry = Entry(
            one.event.TYPE, one.position, _utc(at), _utc(one.recorded or at), one.data,
            one.person or f"p-{one.position}", "WINDOW", native=one.native, item=one.item,
            stream=one.stream,
        )  # fmt: skip
        fold(facts, entry)
    dates = deadlines(facts, CHINA, terms)
    view = CaseView(facts, dates, CHINA, terms, now, beyond=beyond(facts, standard))
    return [one for one in findings(view) if rule in ("", one.rule)]


def watched(*acts: Told, of_case: bool = False) -> Watched:
    """The facts of a stream of duties."""
    facts = Watched(of_case=of_case)
    for one in numbered(*acts):
        key = [stamp(_utc(one.at)), UNORDERED, one.position]
        data = {"itemCode": one.item, **one.data} if one.item else one.data
        if one.stream:
            data = {"survey": str(one.stream), **data}
        day = one.at.astimezone(SHANGHAI).date().isoformat()
        recorded = _utc(one.recorded or one.at)
        watch(
            facts, key, one.event.TYPE, day, recorded, data, one.org, native=one.native,
            version=one.position,
        )  # fmt: skip
    return facts


def owed(
    *acts: Told,
    now: datetime,
    of_case: bool = False,
    responsible: Any = None,
    standard: ItemStandard | None = None,
    rule: str = "",
) -> list[Finding]:
    """What the duty rules find at `now`, optionally of one rule."""
    facts = watched(*acts, of_case=of_case)
    view = DutyView(facts, CHINA, responsible or supervised_by(REGULATOR), standard)
    return [one for one in told(duties(view), now) if rule in ("", one.rule)]


def supervised_by(org: str | None, enforced_by: str | None = None, since: date = date.min) -> Any:
    """A responsibility record of one regulator from a date on."""

    def responsible(
        _item: str, function: Function, day: date, _where: str | None = None
    ) -> str | None:
        if day < since:
            return None
        return org if function is Function.SUPERVISE else enforced_by

    return responsible


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
