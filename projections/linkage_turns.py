"""任务经手: which organisation had which task from when to when, by position in the log.

The rhythm counts from it as of any position, so that what is made up later shows what held then.
"""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.registry.linkage import ClaimModel
from domain.supervision import dispute_events as d
from domain.supervision import events as e
from projections.context import Context
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session
from projections.tables import copy_rows, delete_rows

PUSHED, REROUTED = e.SupervisionTaskPushed.TYPE, e.TaskRerouted.TYPE
DISPUTED, RULED = d.ResponsibilityDisputeOpened.TYPE, d.ResponsibilityRuled.TYPE
ORGANISATION = {PUSHED: "recipient", REROUTED: "recipient", DISPUTED: "interimOrg", RULED: "org"}
"""What hands the task to an organisation, and the field that names it."""
STEPS = {
    e.TaskSigned.TYPE: "signed",
    e.TaskClaimed.TYPE: "claimed",
    e.TaskDeemedClaimed.TYPE: "deemed",
    e.TaskReturned.TYPE: "returned",
    e.SupervisionPlanned.TYPE: "planned",
    e.NoOnSiteNeeded.TYPE: "unneeded",
    e.SupervisionResultRecorded.TYPE: "resulted",
    e.FeedbackPushed.TYPE: "fed_back",
    e.FeedbackAcknowledged.TYPE: "acknowledged",
    e.TaskMooted.TYPE: "mooted",
}
_ENDS = {"returned", "unneeded", "acknowledged", "mooted"}
_COLUMNS = (
    "task_id", "turn", "region", "item", "org", "number", "historic", "interim", "pushed",
    "pushed_at", "answered", "claimed", "claimed_at", "ended", "facts",
)  # fmt: skip
Turn = dict[str, Any]


class LinkageTurns(Projection):
    """`proj.linkage_turn`: one row for each time that an organisation was handed a task.

    `pushed`, `answered` (the first act that ends its waiting), `claimed` and `ended` are positions,
    `…_at` when they were recorded. `interim`: it only answers during a dispute.
    """

    name: ClassVar = "linkage_turns"
    version: ClassVar = 2
    handles: ClassVar = frozenset({*ORGANISATION, *STEPS})
    tables: ClassVar = ("linkage_turn",)

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("linkage_turn")} (
            task_id uuid NOT NULL, turn int NOT NULL, region text NOT NULL, item text,
            org text NOT NULL, number text, historic boolean NOT NULL, interim boolean NOT NULL,
            pushed bigint NOT NULL, pushed_at timestamptz NOT NULL, answered bigint,
            claimed bigint, claimed_at timestamptz, ended bigint, facts text NOT NULL,
            PRIMARY KEY (task_id, turn))"""

    def indexes(self) -> Iterable[LiteralString]:
        yield f"CREATE INDEX ON {self.table('linkage_turn')} (region, org, pushed)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        page = [event for event in page if event.type in self.handles]
        if not page:
            return
        held: dict[str, list[Turn]] = {}
        streams = sorted({event.stream_text for event in page})
        table = self.table("linkage_turn")
        for task, facts in session.read(
            f"SELECT task_id::text, facts FROM {table} WHERE task_id = ANY(%s::uuid[])"
            " ORDER BY task_id, turn",
            (streams,),
        ):
            held.setdefault(task, []).append(orjson.loads(facts))
        stored = list(held)
        for event in page:
            _fold(held.setdefault(event.stream_text, []), event)
        delete_rows(session, table, "task_id", stored)
        rows = [
            _row(UUID(task), number, turn)
            for task, turns in held.items()
            for number, turn in enumerate(turns, start=1)
        ]
        copy_rows(session, table, _COLUMNS, rows)


def _fold(turns: list[Turn], event: Recorded) -> None:
    here = [event.position, event.recorded_at.isoformat()]
    step = STEPS.get(event.type)
    if step is None:
        org = event.data[ORGANISATION[event.type]]
        if turns:
            turns[-1]["steps"].setdefault("ended", here)
        turns.append(_handed(turns, event, org) | {"steps": {"pushed": here}})
        return
    if not turns:  # reported out of order, before its push: nothing that anybody waits for
        return
    steps = turns[-1]["steps"]
    steps.setdefault(step, here)
    if step == "planned":
        turns[-1]["planned"] = event.data["plannedDate"]
    if step != "signed":
        steps.setdefault("answered", here)
    if step in _ENDS:
        steps.setdefault("ended", here)


def _handed(turns: list[Turn], event: Recorded, org: str) -> Turn:
    if event.type == PUSHED or not turns:
        data = event.data
        first = {
            "region": event.region,
            "item": event.meta.get("itemCode") or data.get("itemCode"),
            "number": data.get("taskNumber"),
            "historic": data.get("historic", not event.native),
            "days": [data.get("signDays", 1), data.get("claimDays", 3)],
            "claimed": data.get("claimModel") == ClaimModel.DEEMED,
        }
    else:
        names = ("region", "item", "number", "historic", "days", "claimed")
        first = {name: turns[-1][name] for name in names}
    day = event.legal_day
    return first | {"org": org, "on": day, "interim": event.type == DISPUTED, "planned": None}


def _row(task: UUID, number: int, turn: Turn) -> Sequence[object]:
    steps = turn["steps"]

    def of(name: str) -> list[Any]:
        return steps.get(name, [None, None])

    return (
        task, number, turn["region"], turn["item"], turn["org"], turn["number"], turn["historic"],
        turn["interim"], *of("pushed"), of("answered")[0], *of("claimed"), of("ended")[0],
        orjson.dumps(turn).decode(),
    )  # fmt: skip
