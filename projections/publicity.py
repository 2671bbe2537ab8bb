"""双公示: every grant, by when it must be public and delivered, and whether it is (B6, A8)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.approval import aftermath_events as after
from domain.approval import events as case
from domain.permit import events as permit
from domain.shared.ids import permit_id
from domain.timing.limits import DELIVERY, PUBLICITY, limit_due
from projections.commitments import order_key
from projections.context import Context
from projections.folding import Folding
from projections.reader import Recorded
from projections.tables import text_array

Facts = dict[str, Any]
_FIRST = {
    case.PermitGranted.TYPE: "granted",
    case.CertificateMade.TYPE: "certified",
    case.ResultDelivered.TYPE: "delivered",
    after.PublicNoticePublished.TYPE: "published",
    permit.PermitIssued.TYPE: "issued",
}
"""The first act of its kind, by when it occurred, counts."""
_ENDING = frozenset(
    event.TYPE
    for event in (
        permit.PermitAnnulled, permit.PermitWithdrawn, permit.PermitRevokedByPenalty,
        permit.PermitExpired, permit.PermitCancelled,
    )
)  # fmt: skip


class Publicity(Folding[Facts]):
    """`proj.publicity`: one row a permit that a case led to (`decided_on` null while only later
    acts are known). Dates follow from the newest calendar."""

    name: ClassVar = "publicity"
    version: ClassVar = 1
    handles: ClassVar = frozenset({*_FIRST, *_ENDING})
    tables: ClassVar = ("publicity",)
    institution: ClassVar = True
    columns: ClassVar = (
        "permit_id", "case_id", "region", "item", "item_version", "orgs", "org", "reported",
        "case_number", "decided_on", "decision_number", "valid_from", "valid_to", "said",
        "permit_number", "ended", "due_on", "provisional", "published_on", "notice_number",
        "delivery_due", "delivered_on", "facts",
    )  # fmt: skip

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("publicity")} (
            permit_id uuid PRIMARY KEY, case_id uuid, region text NOT NULL, item text,
            item_version int, orgs text[] NOT NULL, org text, reported boolean NOT NULL,
            case_number text, decided_on date, decision_number text, valid_from date,
            valid_to date, said text NOT NULL, permit_number text, ended text, due_on date,
            provisional boolean NOT NULL, published_on date, notice_number text,
            delivery_due date, delivered_on date, facts text NOT NULL)"""

    def indexes(self) -> Iterable[LiteralString]:
        table = self.table("publicity")
        yield f"""CREATE INDEX ON {table} (region, due_on, permit_id)
                   WHERE published_on IS NULL AND NOT reported"""
        yield f"CREATE INDEX ON {table} (region, decided_on, permit_id)"
        yield f"CREATE INDEX ON {table} (region, published_on, permit_id)"

    def key(self, event: Recorded) -> UUID:
        return event.stream if event.type.startswith("permit.") else permit_id(event.stream)

    def new(self, event: Recorded) -> Facts:
        return {"region": event.region, "reported": not event.native, "orgs": []}

    def fold(self, facts: Facts, event: Recorded) -> None:
        meta, key = event.meta, order_key(event)
        org = meta["actor"].get("org")
        if org and org not in facts["orgs"]:
            facts["orgs"].append(org)
        name = _FIRST.get(event.type)
        if name is None:
            name = "ended"
            event_data: Facts = {"type": event.type}
        else:
            event_data = event.data
        known = facts.get(name)
        if known is None or key < known[:3]:
            facts[name] = [*key, event.legal_day, event_data]
            if name == "granted":
                facts |= {
                    "case": event.stream_text, "org": meta["actor"].get("onBehalfOf") or org,
                    "item": meta.get("itemCode"), "version": meta.get("itemVersion"),
                    "number": meta.get("caseNumber"),
                }  # fmt: skip

    def row(self, key: UUID, facts: Facts, context: Context) -> Sequence[object]:
        granted, issued = _data(facts, "granted"), _data(facts, "issued")
        published, decided = _data(facts, "published"), _day(facts, "granted")
        calendar = context.calendar(facts["region"])
        due = delivery = None
        if decided:
            due = limit_due(calendar, decided, PUBLICITY)
            delivery = limit_due(calendar, decided, DELIVERY).date
        # free text may hold what COPY separates by; JSON does not
        said = {"conditions": granted.get("conditions", []), "url": published.get("url")}
        return (
            key, facts.get("case"), facts["region"], facts.get("item"), facts.get("version"),
            text_array(facts["orgs"]), facts.get("org"), facts["reported"],
            issued.get("caseNumber") or facts.get("number"), decided,
            granted.get("decisionNumber"), granted.get("validFrom"), granted.get("validTo"),
            orjson.dumps(said).decode(),
            _data(facts, "certified").get("certificateNumber") or issued.get("permitNumber"),
            _data(facts, "ended").get("type"), due.date if due else None,
            bool(due and due.provisional), published.get("publishedOn"),
            published.get("noticeNumber"), delivery,
            _day(facts, "delivered"), orjson.dumps(facts).decode(),
        )  # fmt: skip

    def load(self, text: str) -> Facts:
        return orjson.loads(text)


def _data(facts: Facts, name: str) -> Facts:
    known = facts.get(name)
    return known[4] if known else {}


def _day(facts: Facts, name: str) -> date | None:
    known = facts.get(name)
    return date.fromisoformat(known[3]) if known else None
