"""Open a jurisdiction's log and record what its file says; running it again adds what is new."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from adapters.ledger.store import ActStore, LogInfo
from app.ingest.errors import fault
from app.onboarding.county import County
from app.onboarding.facts import Fact, facts
from domain.registry.events import ItemVersionPublished
from domain.shared.act import Act, Actor, Meta, Role
from domain.shared.event import DomainEvent
from domain.shared.ids import jurisdiction_id

OPERATOR = Actor(person_id="shenguan-init", role=Role.SYSTEM)
"""Who acts while there is no post yet; from then on the file's ADMIN posts do."""

TOGETHER = 1_000
"""Facts a submission; a small file goes in whole or not at all."""


@dataclass(slots=True)
class InitReport:
    """What `init` did: facts by type that were added, and how many were there already."""

    log: LogInfo
    jurisdiction: UUID
    added: Counter[str] = field(default_factory=Counter)
    already_there: int = 0


def init(county: County, store: ActStore, *, now: datetime) -> InitReport:
    """Onboard a jurisdiction, genesis first. Idempotent: a fact that is recorded is left alone.

    Args:
        now: when the facts were stated; in a simulated log also when they are recorded.

    Raises:
        DomainError: simulated-for-ever (the log is of the other kind), item-version-changed (an
            item's published version is never altered: publish the next).
        VersionConflict: another `init` of this file runs at the same time; run it again.
    """
    try:
        log = store.open_log(county.region, simulated=county.simulated)
    except ValueError as error:
        raise fault("simulated-for-ever", str(error)) from None
    report = InitReport(log, jurisdiction_id(log.origin))
    acts = list(_missing(county, store, report, now))
    recorded_at = now if county.simulated else None
    for start in range(0, len(acts), TOGETHER):
        part = acts[start : start + TOGETHER]
        store.append(part, region=county.region, recorded_at=recorded_at)
    return report


def _missing(county: County, store: ActStore, report: InitReport, now: datetime) -> list[Act]:
    known: dict[UUID, list[DomainEvent]] = {}
    acts: list[Act] = []
    for fact in facts(county, report.log.origin, report.jurisdiction):
        held = known.get(fact.stream)
        if held is None:
            held = known[fact.stream] = [act.event for act in store.load(fact.stream)]
        if fact.event in held:
            report.already_there += 1
            continue
        _refuse_changed_version(fact.event, held)
        held.append(fact.event)
        report.added[fact.event.TYPE] += 1
        acts.append(_act(fact, len(held), county.region, now))
    return acts


def _refuse_changed_version(event: DomainEvent, held: list[DomainEvent]) -> None:
    if not isinstance(event, ItemVersionPublished):
        return
    for one in held:
        if isinstance(one, ItemVersionPublished) and one.item_version == event.item_version:
            detail = f"{event.item_code} version {event.item_version}"
            raise fault("item-version-changed", detail)


def _act(fact: Fact, version: int, region: str, now: datetime) -> Act:
    meta = Meta(
        occurred_at=now,
        actor=OPERATOR,
        region=region,
        item_code=fact.item_code,
        effective_date=fact.effective,
    )
    return Act(fact.stream, version, meta, fact.event)
