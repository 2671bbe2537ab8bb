"""A county at work, as stored events: cases, tasks and commitments, interleaved, repeatable.

Its log is simulated and its time is driven: an act is recorded within hours of when it happened,
as in an office that works here. Otherwise nearly each act would be a finding for being late.
"""

import base64
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import orjson
from eventsourcing.persistence import StoredEvent

from adapters.bus.names import account_of
from adapters.ledger.database import LedgerDatabase
from adapters.ledger.store import ActStore
from app.onboarding import init, load_county
from bench.growth import fill
from domain.shared.act import NEXT_VERSION

COUNTY = Path(__file__).parents[1] / "app/data/demo_county.toml"
_START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
Payload = dict[str, Any]


class CountyAtWork:
    """Draws everything from a seed; `under_way` cases at a time get further event by event."""

    def __init__(self, log: LedgerDatabase, seed: int = 7, *, under_way: int = 300) -> None:
        county = load_county(COUNTY)
        self._log = log
        self._random = random.Random(seed)
        self.region = county.region
        self._items = [item.code for item in county.item]
        self._bureau, self.regulator, self.stranger = (one.uscc for one in county.organisation[:3])
        self._running: list[Iterator[StoredEvent]] = []
        self._number, self._under_way = 0, under_way
        log.region = county.region
        self._now = _START
        init(county, ActStore(log), now=_START)

    @property
    def regulator_account(self) -> str:
        """The NATS account that reads what this county pushes to its first regulator."""
        return account_of(self.regulator, self.region)

    def fill(self, events: int) -> int:
        """Append `events` events; the position reached."""
        fill(self._log, self.events(events), lambda: self._now)
        with self._log.reading() as connection:
            row = connection.execute("SELECT position FROM ledger.head").fetchone()
        assert row
        return row[0]

    def events(self, count: int) -> Iterator[StoredEvent]:
        """The next `count` events; cases that are under way go on at the next call."""
        running = self._running
        while count:
            while len(running) < self._under_way:
                running.append(self._case(self._number))
                self._number += 1
            at = self._random.randrange(len(running))
            event = next(running[at], None)
            if event is None:
                running.pop(at)
                continue
            count -= 1
            yield event

    def _case(self, number: int) -> Iterator[StoredEvent]:
        stream = UUID(int=self._random.getrandbits(128))
        item = self._items[number % len(self._items)]
        ids = {"caseId": str(stream), "caseNumber": f"{self.region}-2026-{number:06d}"}
        begun = _START + timedelta(minutes=number)
        steps = [*_opening(item, ids, number), *_decision(ids)]
        for minutes, role, kind, data in steps:
            yield self._event(stream, kind, data, item, begun + timedelta(minutes=minutes), role)
        due = begun + timedelta(minutes=101)
        for minutes, kind, data in _task(item, ids, self.regulator):
            at = due + timedelta(minutes=minutes)
            yield self._event(uuid5(stream, "task"), kind, data, item, at, "REGULATOR")
        if number % 3 == 0:
            for kind, data in _commitment(item, ids, self.regulator):
                deed = uuid5(stream, "commitment")
                yield self._event(deed, kind, data, item, due, "SYSTEM")

    def _event(
        self, stream: UUID, kind: str, data: Payload, item: str, at: datetime, role: str
    ) -> StoredEvent:
        self._now = max(self._now, at)
        person = f"p-{self._random.randrange(40)}"
        org = self.regulator if role == "REGULATOR" else self._bureau
        actor = {"org": org, "personId": person, "post": f"post-{person}", "role": role}
        meta = {
            "actor": actor,
            "channel": "WINDOW",
            "documents": [],
            "entryMode": "NATIVE",
            "itemCode": item,
            "occurredAt": at.isoformat().replace("+00:00", "Z"),
            "region": self.region,
        }
        nonce = base64.urlsafe_b64encode(self._random.randbytes(16)).decode().rstrip("=")
        state = {"data": data, "meta": meta, "n": nonce, "v": 1}
        packed = orjson.dumps(state, option=orjson.OPT_SORT_KEYS)
        return StoredEvent(stream, NEXT_VERSION, kind, packed)


Step = tuple[int, str, str, Payload]


def _opening(item: str, ids: Payload, number: int) -> Iterator[Step]:
    head = {"itemCode": item, "profile": "FIVE_STAGE", "surveyRequired": False}
    submitted = {"caseNumber": ids["caseNumber"], **head}
    yield 0, "APPLICANT", "case.application_submitted", submitted
    yield 1, "WINDOW", "case.materials_received", {"materials": []}
    if number % 5 == 0:
        notice = {"missing": ["身份证明"], "applicantDays": 10}
        yield 3, "WINDOW", "case.supplement_noticed", notice
        yield 30, "APPLICANT", "case.materials_resubmitted", {"materials": []}
    yield 31, "WINDOW", "case.accepted", {"legalDays": 20, "committedDays": 10}
    yield 40, "REVIEWER", "case.review_started", {}
    for step in range(3):
        moved = {"code": f"S{step}", "name": "内部流转"}
        yield 41 + step, "REVIEWER", "case.step_recorded", moved


def _decision(ids: Payload) -> Iterator[Step]:
    yield 80, "REVIEWER", "case.review_completed", {"proposal": "GRANT", "checklist": []}
    granted = {"decisionNumber": f"D{ids['caseNumber']}", "conditions": []}
    yield 100, "CHIEF_DECIDER", "case.permit_granted", granted
    yield 110, "CERT_MAKER", "case.certificate_made", {"certificateNumber": ids["caseNumber"]}
    yield 120, "WINDOW", "case.result_delivered", {"method": "WINDOW"}


def _task(item: str, ids: Payload, recipient: str) -> Iterator[tuple[int, str, Payload]]:
    pushed = {
        **ids,
        "taskNumber": f"T{ids['caseNumber']}",
        "itemCode": item,
        "recipient": recipient,
        "function": "SUPERVISE",
        "reason": "GRANTED",
        "priority": "NORMAL",
        "historic": False,
        "signDays": 1,
        "claimDays": 3,
    }
    yield 0, "task.pushed", pushed
    yield 1, "task.signed", {}
    yield 20, "task.claimed", {}


def _commitment(item: str, ids: Payload, verifier: str) -> Iterator[tuple[str, Payload]]:
    yield "commitment.signed", {**ids, "itemCode": item, "textDigest": "0" * 64}
    in_force = {**ids, "itemCode": item, "verifyDays": 60, "verifier": verifier}
    yield "commitment.took_effect", in_force
