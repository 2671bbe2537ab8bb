"""证照台账: which permit stands where, until when, and what is due next (A4, A5, R7)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.permit.events import EVENTS
from domain.permit.permit import Permit, PermitPhase, fold
from domain.permit.terms import CANCELLATION_DAYS
from domain.shared.act import Act, EntryMode, Meta
from domain.timing.limits import last_timely_renewal
from projections.context import Context
from projections.counters import Column, group_of
from projections.folding import Folding, Groups
from projections.reader import Recorded
from projections.tables import text_array

_KINDS = {event.TYPE: event for event in EVENTS}
_ENTRY = {True: EntryMode.NATIVE, False: EntryMode.IMPORTED}
_ALIVE = frozenset({PermitPhase.VALID, PermitPhase.RENEWING, PermitPhase.SUSPENDED})
LATER = date(9999, 1, 1)
"""Sorts after every date; shown as None."""
Facts = dict[str, Any]


class Permits(Folding[Facts]):
    """`proj.permit`: one row a permit. `due_on`: the last day of one in force, or the day by which
    one that has ended must be cancelled; `renew_by`: the last day for a timely renewal.
    `proj.permit_count`: how many there are of each kind.
    """

    name: ClassVar = "permits"
    version: ClassVar = 1
    handles: ClassVar = frozenset(_KINDS)
    tables: ClassVar = ("permit", "permit_count")
    institution: ClassVar = True
    columns: ClassVar = (
        "permit_id", "permit_number", "case_id", "case_number", "item", "region", "holder", "orgs",
        "native", "state", "valid_from", "valid_to", "renew_by", "renewal_case", "renewal_late",
        "suspended_until", "ended_by", "ended_on", "cancelled_on", "cancelled_for", "due_on",
        "provisional", "position", "facts",
    )  # fmt: skip
    counted: ClassVar[Mapping[LiteralString, Sequence[Column]]] = {
        "permit_count": (
            ("region", "text"), ("item", "text"), ("orgs", "text[]"), ("state", "text"),
        )
    }  # fmt: skip

    def ddl(self) -> list[LiteralString]:
        return [
            f"""CREATE UNLOGGED TABLE {self.table("permit")} (
            permit_id uuid PRIMARY KEY, permit_number text, case_id uuid, case_number text,
            item text, region text NOT NULL, holder uuid, orgs text[] NOT NULL,
            native boolean NOT NULL, state text NOT NULL, valid_from date, valid_to date,
            renew_by date, renewal_case uuid, renewal_late boolean NOT NULL, suspended_until date,
            ended_by text, ended_on date, cancelled_on date, cancelled_for text,
            due_on date NOT NULL, provisional boolean NOT NULL, position bigint NOT NULL,
            facts text NOT NULL)""",
            *self.counters(),
        ]

    def indexes(self) -> list[LiteralString]:
        table = self.table("permit")
        return [
            f"CREATE INDEX ON {table} (region, due_on, permit_id)",
            f"CREATE INDEX ON {table} (region, permit_number)",
            f"CREATE INDEX ON {table} (case_id)",
            f"CREATE INDEX ON {table} (region, item, due_on, permit_id)",
            f"CREATE INDEX ON {table} USING gin (orgs) WITH (fastupdate = off)",
        ]

    def key(self, event: Recorded) -> UUID:
        return event.stream

    def new(self, event: Recorded) -> Facts:
        return {"region": event.region, "acts": [], "orgs": []}

    def fold(self, facts: Facts, event: Recorded) -> None:
        meta = event.meta
        stated = [meta.get(name) for name in ("effectiveDate", "itemCode", "caseNumber")]
        facts["acts"].append(
            [event.occurred, meta.get("sourceOrder"), event.version, event.type, event.data,
             *stated, event.native]
        )  # fmt: skip
        org = meta["actor"].get("org")
        if org and org not in facts["orgs"]:
            facts["orgs"].append(org)
        facts["position"] = event.position

    def load(self, text: str) -> Facts:
        return orjson.loads(text)

    def row(self, key: UUID, facts: Facts, context: Context) -> Sequence[object]:
        permit = fold(_acts(key, facts))
        due_on, provisional = _due(permit, context, facts["region"])
        renewable = permit.phase in _ALIVE and permit.valid_to
        return (
            key, permit.permit_number, permit.case_id, permit.case_number, _item(facts),
            facts["region"], permit.holder.subject_id if permit.holder else None,
            text_array(facts["orgs"]), permit.native, permit.phase.value, permit.valid_from,
            permit.valid_to, last_timely_renewal(permit.valid_to) if renewable else None,
            permit.renewal, permit.renewal_late, permit.suspended_until,
            permit.ended_by.value if permit.ended_by else None, permit.ended_on,
            permit.cancelled_on, permit.cancelled_for.value if permit.cancelled_for else None,
            due_on, provisional, facts["position"], orjson.dumps(facts).decode(),
        )  # fmt: skip

    def groups(self, facts: Facts, row: Sequence[object]) -> Groups:
        return (("permit_count", (row[5], row[4], tuple(sorted(facts["orgs"])), row[9])),)

    def grouping(self) -> tuple[LiteralString, ...]:
        return ("region", "item", "orgs", "state")

    def groups_stored(self, values: Sequence[Any]) -> Groups:
        return (("permit_count", group_of(values)),)


def _acts(stream: UUID, facts: Facts) -> list[Act]:
    """What the domain folds; the log has judged these when they were written."""
    return [
        Act(
            stream,
            version,
            Meta.model_construct(
                occurred_at=datetime.fromisoformat(occurred),
                source_order=order,
                effective_date=date.fromisoformat(effective) if effective else None,
                item_code=item,
                case_number=number,
                region=facts["region"],
                entry_mode=_ENTRY[native],
            ),
            _KINDS[kind].model_validate(data),
        )
        for occurred, order, version, kind, data, effective, item, number, native in facts["acts"]
    ]


def _item(facts: Facts) -> str | None:
    return next((act[6] for act in facts["acts"] if act[6]), None)


def _due(permit: Permit, context: Context, region: str) -> tuple[date, bool]:
    if permit.phase in _ALIVE:
        return permit.valid_to or LATER, False
    if permit.phase is not PermitPhase.INVALID or permit.ended_on is None:
        return LATER, False
    due = context.calendar(region).add_workdays(permit.ended_on, CANCELLATION_DAYS)
    return due.date, due.provisional
