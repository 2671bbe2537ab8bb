"""监管任务收件箱: what each regulator has been pushed, and how long it may still wait (R1)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.supervision import dispute_events as d
from domain.supervision import events as e
from domain.timing.days import WorkingDays, end_of
from projections import task_turns
from projections.commitments import order_key
from projections.context import Context
from projections.counters import Column, group_of
from projections.folding import Folding, Groups
from projections.reader import Recorded
from projections.tables import NEVER, text_array

_STATES: dict[str, str] = {
    e.SupervisionTaskPushed.TYPE: "PUSHED",
    e.TaskSigned.TYPE: "SIGNED",
    e.TaskClaimed.TYPE: "CLAIMED",
    e.TaskDeemedClaimed.TYPE: "CLAIMED",
    e.TaskReturned.TYPE: "TO_REROUTE",
    e.TaskRerouted.TYPE: "PUSHED",
    d.ResponsibilityDisputeOpened.TYPE: "IN_ARBITRATION",
    d.ResponsibilityRuled.TYPE: "PUSHED",
    e.SupervisionPlanned.TYPE: "PLANNED",
    e.NoOnSiteNeeded.TYPE: "CLOSED",
    e.SupervisionResultRecorded.TYPE: "RESULTED",
    e.FeedbackPushed.TYPE: "FED_BACK",
    e.FeedbackAcknowledged.TYPE: "CLOSED",
    e.TaskMooted.TYPE: "CLOSED",
}
STATES = (
    "PUSHED", "SIGNED", "CLAIMED", "TO_REROUTE", "IN_ARBITRATION", "PLANNED", "RESULTED",
    "FED_BACK", "CLOSED",
)  # fmt: skip
_OPENING = {
    "number": "taskNumber",
    "case": "caseId",
    "case_number": "caseNumber",
    "item": "itemCode",
    "function": "function",
    "reason": "reason",
    "commitment": "commitmentId",
    "territory": "territory",
    "lead": "lead",
    "model": "claimModel",
}
_HANDLED = frozenset(_STATES) | {one.TYPE for one in d.EVENTS}
_UNKNOWN = ["", 0, 0, "PUSHED", ""]
Facts = dict[str, Any]


class TaskInbox(Folding[Facts]):
    """`proj.task`: one row a task. Historic tasks (from imports) have no signing clocks.
    `proj.task_count`: how many there are of each kind."""

    name: ClassVar = "task_inbox"
    version: ClassVar = 3
    handles: ClassVar = _HANDLED
    tables: ClassVar = ("task", "task_count")
    institution: ClassVar = True
    columns: ClassVar = (
        "task_id", "task_number", "case_id", "case_number", "item", "region", "recipient", "orgs",
        "function", "reason", "priority", "historic", "state", "deemed", "returns", "pushed_at",
        "person", "sign_due", "claim_due", "planned_date", "next_due", "provisional", "finding",
        "commitment_id", "position", *task_turns.COLUMNS, "facts",
    )  # fmt: skip
    counted: ClassVar[Mapping[LiteralString, Sequence[Column]]] = {
        "task_count": (
            ("region", "text"), ("item", "text"), ("recipient", "text"), ("orgs", "text[]"),
            ("state", "text"), ("historic", "boolean"), ("next_due", "timestamptz"),
        )
    }  # fmt: skip

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("task")} (
            task_id uuid PRIMARY KEY, task_number text, case_id uuid, case_number text, item text,
            region text NOT NULL, recipient text, orgs text[] NOT NULL, function text, reason text,
            priority text NOT NULL, historic boolean NOT NULL, state text NOT NULL,
            deemed boolean NOT NULL, returns int NOT NULL, pushed_at timestamptz, person text,
            sign_due date, claim_due date, planned_date date, next_due timestamptz NOT NULL,
            provisional boolean NOT NULL, finding text, commitment_id uuid,
            position bigint NOT NULL, {task_turns.DDL}, facts text NOT NULL)"""
        yield from self.counters()

    def indexes(self) -> Iterable[LiteralString]:
        table = self.table("task")
        yield f"CREATE INDEX ON {table} (recipient, next_due, task_id)"
        yield f"CREATE INDEX ON {table} (region, next_due, task_id)"
        yield f"CREATE INDEX ON {table} (case_id)"
        yield f"CREATE INDEX ON {table} (region, next_due, task_id) WHERE historic"
        yield f"CREATE INDEX ON {table} (region, next_due, task_id) WHERE returns > 0"
        yield f"CREATE INDEX ON {table} (region, first_pushed_at) WHERE NOT historic"
        # for departments that few tasks concern; written at once, so that no reader has to do it
        yield f"CREATE INDEX ON {table} USING gin (orgs) WITH (fastupdate = off)"

    def key(self, event: Recorded) -> UUID:
        return event.stream

    def new(self, event: Recorded) -> Facts:
        return {
            "region": event.region,
            "item": event.meta.get("itemCode"),
            "orgs": [],
            "returns": [],
            "historic": not event.native,
        }

    def fold(self, facts: Facts, event: Recorded) -> None:
        key, data = order_key(event), event.data
        latest = key > facts.get("state", [""])[:3]
        if latest and event.type in _STATES:
            facts["state"] = [*key, _STATES[event.type], event.type]
        task_turns.note(facts, key, event)
        if event.type == e.SupervisionTaskPushed.TYPE:
            facts |= {name: data[field] for name, field in _OPENING.items() if field in data}
            facts["historic"] = data.get("historic", False)
            facts["priority"] = data.get("priority", "NORMAL")
            facts["days"] = [data.get("signDays", 1), data.get("claimDays", 3)]
        recipient = (
            data["org"] if event.type == d.ResponsibilityRuled.TYPE else data.get("recipient")
        )
        if recipient and key > facts.get("addressed", [""])[:3]:
            facts["addressed"] = [*key, recipient, event.legal_day]
        if event.type == e.TaskClaimed.TYPE:
            facts["person"] = event.meta["actor"]["personId"]
        if event.type == e.TaskReturned.TYPE:
            facts["returns"].append(event.position)
        if event.type == e.SupervisionPlanned.TYPE:
            facts["planned"] = data["plannedDate"]
        if event.type == e.SupervisionResultRecorded.TYPE:
            facts["finding"] = data["finding"]
        named = (
            event.meta["actor"].get("org"), recipient, data.get("addressee"),
            data.get("interimOrg"), *data.get("parties", ()),
        )  # fmt: skip
        for org in named:
            if org and org not in facts["orgs"]:
                facts["orgs"].append(org)
        facts["position"] = event.position

    def load(self, text: str) -> Facts:
        return orjson.loads(text)

    def row(self, key: UUID, facts: Facts, context: Context) -> Sequence[object]:
        state, addressed = facts.get("state", _UNKNOWN), facts.get("addressed")
        sign, claim, following, provisional = _clocks(facts, context)
        return (
            key, facts.get("number"), facts.get("case"), facts.get("case_number"),
            facts.get("item"), facts["region"], addressed[3] if addressed else None,
            text_array(facts["orgs"]), facts.get("function"), facts.get("reason"),
            facts.get("priority", "NORMAL"), facts["historic"], state[3],
            state[4] == e.TaskDeemedClaimed.TYPE, len(facts["returns"]),
            addressed[0] if addressed else None, facts.get("person"), sign, claim,
            facts.get("planned"), following, provisional, facts.get("finding"),
            facts.get("commitment"), facts["position"],
            *task_turns.values(facts, context.calendar(facts["region"])),
            orjson.dumps(facts).decode(),
        )  # fmt: skip

    def groups(self, facts: Facts, row: Sequence[object]) -> Groups:
        region, item, recipient, state = row[5], row[4], row[6], row[12]
        orgs = tuple(sorted(facts["orgs"]))
        return (("task_count", (region, item, recipient, orgs, state, row[11], row[20])),)

    def grouping(self) -> tuple[LiteralString, ...]:
        return ("region", "item", "recipient", "orgs", "state", "historic", "next_due")

    def groups_stored(self, values: Sequence[Any]) -> Groups:
        return (("task_count", group_of(values)),)


def _clocks(facts: Facts, context: Context) -> tuple[date | None, date | None, object, bool]:
    """(sign due, claim due, first instant of lateness, provisional)."""
    state, addressed = facts.get("state", _UNKNOWN)[3], facts.get("addressed")
    calendar = context.calendar(facts["region"])
    if state == "PLANNED":
        planned = date.fromisoformat(facts["planned"])
        return None, None, end_of(planned, calendar.zone), False
    if not facts["historic"] and (due := task_turns.ends(facts, state, calendar)):
        return None, None, end_of(due.date, calendar.zone), due.provisional
    if facts["historic"] or addressed is None or state not in ("PUSHED", "SIGNED"):
        return None, None, NEVER, False
    start = date.fromisoformat(addressed[4])
    sign_days, claim_days = facts.get("days", (1, 3))
    sign = calendar.add_workdays(start, WorkingDays(sign_days))
    claim = calendar.add_workdays(start, WorkingDays(claim_days))
    first = min(sign, claim) if state == "PUSHED" else claim
    provisional = sign.provisional or claim.provisional
    return sign.date, claim.date, end_of(first.date, calendar.zone), provisional
