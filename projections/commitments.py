"""承诺跟踪: which promise stands where, and by when somebody must look (R2)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.commitment import events as e
from domain.timing.days import WorkingDays, end_of
from projections.context import Context
from projections.counters import Column, group_of
from projections.folding import Folding, Groups
from projections.reader import Recorded
from projections.tables import NEVER, text_array

_STATES: dict[str, str] = {
    e.CommitmentOffered.TYPE: "OFFERED",
    e.CommitmentSigned.TYPE: "SIGNED",
    e.CommitmentWithdrawn.TYPE: "WITHDRAWN",
    e.CommitmentTookEffect.TYPE: "IN_FORCE",
    e.CommitmentVerified.TYPE: "FULFILLED",
    e.CommitmentBreachFound.TYPE: "CORRECTING",
    e.CorrectionVerified.TYPE: "FULFILLED_LATE",
    e.CommitmentBreached.TYPE: "BREACHED",
}
_UNORDERED = 2**53
Facts = dict[str, Any]


def order_key(event: Recorded) -> list[Any]:
    """(occurredAt, source order, position) as JSON can keep it."""
    order = event.meta.get("sourceOrder")
    return [event.occurred, _UNORDERED if order is None else order, event.position]


class Commitments(Folding[Facts]):
    """`proj.commitment`: one row a commitment. `due_on` is the date of verification while in
    force, the end of the correction period while correcting. `holder`: the subject that promised.
    `proj.commitment_count`: how many there are of each kind."""

    name: ClassVar = "commitments"
    version: ClassVar = 3
    handles: ClassVar = frozenset(_STATES)
    tables: ClassVar = ("commitment", "commitment_count")
    institution: ClassVar = True
    columns: ClassVar = (
        "commitment_id", "case_id", "case_number", "item", "region", "verifier", "orgs", "state",
        "signed_at", "effective_on", "due_on", "due_from", "provisional", "holder", "position",
        "facts",
    )  # fmt: skip
    counted: ClassVar[Mapping[LiteralString, Sequence[Column]]] = {
        "commitment_count": (
            ("region", "text"), ("item", "text"), ("verifier", "text"), ("orgs", "text[]"),
            ("state", "text"), ("due_on", "date"),
        )
    }  # fmt: skip

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("commitment")} (
            commitment_id uuid PRIMARY KEY, case_id uuid, case_number text, item text,
            region text NOT NULL, verifier text, orgs text[] NOT NULL, state text NOT NULL,
            signed_at timestamptz, effective_on date, due_on date, due_from timestamptz NOT NULL,
            provisional boolean NOT NULL, holder uuid, position bigint NOT NULL,
            facts text NOT NULL)"""
        yield from self.counters()

    def indexes(self) -> Iterable[LiteralString]:
        table = self.table("commitment")
        yield f"CREATE INDEX ON {table} (region, due_from, commitment_id)"
        yield f"CREATE INDEX ON {table} (verifier, due_from, commitment_id)"
        # for departments that few commitments concern; written at once, so that no reader has to
        yield f"CREATE INDEX ON {table} USING gin (orgs) WITH (fastupdate = off)"

    def key(self, event: Recorded) -> UUID:
        return event.stream

    def new(self, event: Recorded) -> Facts:
        return {"region": event.region, "item": event.meta.get("itemCode"), "orgs": []}

    def fold(self, facts: Facts, event: Recorded) -> None:
        key, data = order_key(event), event.data
        for name, field in (("case", "caseId"), ("number", "caseNumber"), ("item", "itemCode")):
            if field in data:
                facts[name] = data[field]
        if key > facts.get("state", [""])[:3]:
            facts["state"] = [*key, _STATES[event.type]]
        if event.type == e.CommitmentSigned.TYPE:
            facts["signed"] = key[0]
            facts["holder"] = (data.get("applicant") or {}).get("subjectId")
        if event.type == e.CommitmentTookEffect.TYPE:
            facts |= {"effective": event.legal_day, "days": data["verifyDays"]}
            facts["verifier"] = data["verifier"]
        if event.type == e.CommitmentBreachFound.TYPE:
            facts |= {"breach": event.legal_day, "correction": data.get("correctionDays", 20)}
        for org in (event.meta["actor"].get("org"), data.get("verifier")):
            if org and org not in facts["orgs"]:
                facts["orgs"].append(org)
        facts["position"] = event.position

    def load(self, text: str) -> Facts:
        return orjson.loads(text)

    def row(self, key: UUID, facts: Facts, context: Context) -> Sequence[object]:
        state = facts["state"][3]
        calendar = context.calendar(facts["region"])
        due = None
        if state == "IN_FORCE":
            start = date.fromisoformat(facts["effective"])
            due = calendar.add_workdays(start, WorkingDays(facts["days"]))
        elif state == "CORRECTING":
            start = date.fromisoformat(facts["breach"])
            due = calendar.add_workdays(start, WorkingDays(facts["correction"]))
        return (
            key, facts.get("case"), facts.get("number"), facts.get("item"), facts["region"],
            facts.get("verifier"), text_array(facts["orgs"]), state, facts.get("signed"),
            facts.get("effective"), due.date if due else None,
            end_of(due.date, calendar.zone) if due else NEVER,
            due.provisional if due else False, facts.get("holder"), facts["position"],
            orjson.dumps(facts).decode(),
        )  # fmt: skip

    def groups(self, facts: Facts, row: Sequence[object]) -> Groups:
        orgs = tuple(sorted(facts["orgs"]))
        return (("commitment_count", (row[4], row[3], row[5], orgs, row[7], row[10])),)

    def grouping(self) -> tuple[LiteralString, ...]:
        return ("region", "item", "verifier", "orgs", "state", "due_on")

    def groups_stored(self, values: Sequence[Any]) -> Groups:
        return (("commitment_count", group_of(values)),)
