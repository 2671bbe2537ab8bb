"""What a source system tells of one case, stage by stage, and what may be wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.simulate.county import SimulatedCounty, digest
from app.simulate.habits import Oddity
from domain.registry.events import ItemVersionPublished
from domain.registry.standards import Function
from domain.shared.act import Role

PERSONS = {
    Role.WINDOW: "platform-1001",
    Role.REVIEWER: "platform-1002",
    Role.CHIEF_DECIDER: "platform-1003",
    Role.SURVEYOR: "platform-1004",
    Role.CERT_MAKER: "platform-1005",
}
_UNSURVEYED = (Oddity.NO_SURVEY, Oddity.SURVEYED_LATER)


@dataclass(frozen=True, slots=True)
class Told:
    """One act as the source has it. `person` by default the one who holds `role` there."""

    act: str
    at: datetime
    role: Role
    payload: dict[str, Any]
    effective: str | None = None
    person: str | None = None


def told_acts(
    county: SimulatedCounty, rng: Random, item: ItemVersionPublished, at: datetime, oddity: Oddity
) -> Iterator[Told]:
    """The acts of a case from application to delivery, in the source's own order."""
    received = county.after(rng, at, 0.1, 2)
    accepted = county.after(rng, received, 0.2, 8)
    limits = {"legalDays": item.legal_days, "committedDays": item.committed_days}
    yield Told("case.application_submitted", at, Role.WINDOW, _terms(item))
    yield Told("case.materials_received", received, Role.WINDOW, {})
    yield Told("case.accepted", accepted, Role.WINDOW, limits)
    started = county.after(rng, accepted, 1, 8)
    latest = accepted
    if oddity is not Oddity.SKIPPED_STAGE:
        second = PERSONS[Role.WINDOW] if oddity is Oddity.SAME_PERSON else None
        yield Told("case.review_started", started, Role.REVIEWER, {}, person=second)
        reviewed = county.after(rng, started, 2, 24)
        if item.survey_required and oddity not in _UNSURVEYED:
            yield from _survey(county, rng, started, reviewed)
        proposal = {"proposal": "GRANT"}
        yield Told("case.review_completed", reviewed, Role.REVIEWER, proposal, person=second)
        latest = reviewed
    if oddity is Oddity.COMMITMENT:
        yield Told("commitment.signed", received, Role.WINDOW, {"textDigest": digest(rng)})
    decided = county.after(rng, latest, 1, 12)
    if oddity is Oddity.DECIDED_FIRST:
        decided = received - timedelta(days=2)
    yield from _end(county, rng, item, oddity, decided, max(decided, latest))


def _terms(item: ItemVersionPublished) -> dict[str, Any]:
    return {"profile": item.profile.value, "surveyRequired": item.survey_required}


def _survey(
    county: SimulatedCounty, rng: Random, started: datetime, ended: datetime
) -> Iterator[Told]:
    """踏勘 between two instants; afterwards its conclusion, at the latest at the second."""
    two = [PERSONS[Role.SURVEYOR], "platform-1006"]
    on_site = started + (ended - started) * (0.2 + 0.4 * rng.random())
    yield Told("survey.conducted", on_site, Role.SURVEYOR, {"staff": two})
    conclusion = {"passed": True, "findings": "与申报一致"}
    concluded = on_site + (ended - on_site) * rng.random()
    yield Told("survey.concluded", concluded, Role.SURVEYOR, conclusion)


def _end(
    county: SimulatedCounty,
    rng: Random,
    item: ItemVersionPublished,
    oddity: Oddity,
    decided: datetime,
    latest: datetime,
) -> Iterator[Told]:
    number = f"省平台〔{county.day(decided).year}〕{rng.randrange(10**6):06d}号"
    if oddity is not Oddity.NO_DECISION:
        grant = {"decisionNumber": number}
        yield Told("case.permit_granted", decided, Role.CHIEF_DECIDER, grant)
    if oddity is Oddity.COMMITMENT:
        yield from _in_force(county, item, decided)
    if oddity is Oddity.SURVEYED_LATER:
        yield from _survey(county, rng, decided, county.after(rng, decided, 8, 40))
    certified = county.after(rng, latest, 0.5, 8)
    if oddity is Oddity.CERTIFICATE_FIRST:
        certified = decided - timedelta(hours=1)
    maker = PERSONS[Role.CHIEF_DECIDER] if oddity is Oddity.DECIDER_CERTIFIES else None
    made = {"certificateNumber": f"PT{rng.randrange(10**8):08d}"}
    yield Told("case.certificate_made", certified, Role.CERT_MAKER, made, person=maker)
    delivered = county.after(rng, max(certified, latest), 1, 16)
    yield Told("case.result_delivered", delivered, Role.WINDOW, {"method": "快递送达"})


def _in_force(county: SimulatedCounty, item: ItemVersionPublished, at: datetime) -> Iterator[Told]:
    on = county.day(at)
    verifier = county.institution.responsible(item.item_code, Function.SUPERVISE, on)
    if verifier:
        payload = {"verifyDays": item.verify_days, "verifier": verifier.org}
        yield Told("commitment.took_effect", at, Role.CHIEF_DECIDER, payload, on.isoformat())
