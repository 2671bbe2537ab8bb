"""Cases worked elsewhere and reported here: late, out of order, and now and then irregular.

Nothing is refused: what a report says has happened. One case shows the same person in two stages
(P-02), one a decision dated before its acceptance (D-01).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from app.commands.caller import Caller
from app.simulate.county import SimulatedCounty, digest
from app.simulate.script import Arrival, Script
from domain.registry.events import Function, ItemVersionPublished
from domain.shared.act import Role

SOURCE = "urn:shenguan:demo:provincial-platform"


class Oddity(StrEnum):
    """What a reported case has about it."""

    NONE = "NONE"
    SAME_PERSON = "SAME_PERSON"
    DECIDED_FIRST = "DECIDED_FIRST"
    COMMITMENT = "COMMITMENT"


@dataclass(frozen=True, slots=True)
class Told:
    """One act as the source has it. `person` by default the one who holds `role` there."""

    act: str
    at: datetime
    role: Role
    payload: dict[str, Any]
    effective: str | None = None
    person: str | None = None


def reported_script(
    county: SimulatedCounty, number: int, at: datetime, reporter: Caller, oddity: Oddity
) -> Script:
    """Reported case `number`, worked from `at` on; its acts arrive when the source sends them."""
    rng = county.rng("reported", number)
    items = [
        one for one in county.items() if oddity is not Oddity.COMMITMENT or one.commitment_allowed
    ]
    item = rng.choice(items)
    case = f"PT{county.day(at):%Y%m%d}{number:06d}"
    acts = list(_acts(county, rng, item, at, oddity))
    arrivals = [(_arrives(county, rng, told.at), order) for order, told in enumerate(acts)]
    for arrival, order in sorted(arrivals):
        report = _report(county, case, item.item_code, order, acts[order])
        yield Arrival(arrival, reporter, report)


def _acts(
    county: SimulatedCounty, rng: Random, item: ItemVersionPublished, at: datetime, oddity: Oddity
) -> Iterator[Told]:
    received = county.after(rng, at, 0.1, 2)
    accepted = county.after(rng, received, 0.2, 8)
    limits = {"legalDays": item.legal_days, "committedDays": item.committed_days}
    yield Told("case.application_submitted", at, Role.WINDOW, {})
    yield Told("case.materials_received", received, Role.WINDOW, {})
    yield Told("case.accepted", accepted, Role.WINDOW, limits)
    started = county.after(rng, accepted, 1, 8)
    second = _PERSONS[Role.WINDOW] if oddity is Oddity.SAME_PERSON else None
    yield Told("case.review_started", started, Role.REVIEWER, {}, person=second)
    decided = county.after(rng, started, 4, 40)
    if oddity is Oddity.DECIDED_FIRST:
        decided = received - timedelta(days=2)
    if oddity is Oddity.COMMITMENT:
        yield Told("commitment.signed", received, Role.WINDOW, {"textDigest": digest(rng)})
    number = {"decisionNumber": f"省平台〔{county.day(decided).year}〕{rng.randrange(10**6):06d}号"}
    yield Told("case.permit_granted", decided, Role.CHIEF_DECIDER, number)
    if oddity is Oddity.COMMITMENT:
        yield from _in_force(county, item, decided)
    delivered = county.after(rng, max(decided, accepted), 1, 16)
    yield Told("case.result_delivered", delivered, Role.WINDOW, {"method": "快递送达"})


def _in_force(county: SimulatedCounty, item: ItemVersionPublished, at: datetime) -> Iterator[Told]:
    on = county.day(at)
    verifier = county.institution.responsible(item.item_code, Function.SUPERVISE, on)
    if verifier:
        payload = {"verifyDays": item.verify_days, "verifier": verifier.org}
        yield Told("commitment.took_effect", at, Role.CHIEF_DECIDER, payload, on.isoformat())


def _arrives(county: SimulatedCounty, rng: Random, occurred: datetime) -> datetime:
    """Most within the hour; one in five with a nightly file, some days later."""
    if rng.random() < 0.8:
        return occurred + timedelta(seconds=rng.randrange(30, 3600))
    return county.after(rng, occurred + timedelta(hours=12), 0, 24)


_PERSONS = {
    Role.WINDOW: "platform-1001",
    Role.REVIEWER: "platform-1002",
    Role.CHIEF_DECIDER: "platform-1003",
}


def _report(
    county: SimulatedCounty, case: str, item: str, order: int, told: Told
) -> dict[str, Any]:
    decides = county.institution.responsible(item, Function.DECIDE, county.day(told.at))
    data: dict[str, Any] = {
        "itemCode": item,
        "actor": {
            "personId": told.person or _PERSONS[told.role],
            "role": told.role.value,
            "org": decides.org if decides else None,
        },
        "order": order,
        "payload": told.payload,
    }
    if told.effective:
        data["effectiveDate"] = told.effective
    return {
        "specversion": "1.0",
        "type": f"cn.shenguan.{told.act}.v1",
        "source": SOURCE,
        "id": f"{case}-{order}",
        "subject": case,
        "time": told.at.isoformat(),
        "data": data,
    }
