"""受检情况: what inspections and penalties say of a subject, for pools and for credit grades [D].

Also how often a company is inspected in a year, and who was met operating without a permit (R7).
"""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.supervision import inspection_events as e
from domain.supervision import penalty_events as p
from domain.supervision.inspection_state import UNCAPPED
from projections.commitments import order_key
from projections.context import Context
from projections.folding import Folding
from projections.reader import Recorded

Facts = dict[str, Any]
_MARKS: dict[str, str] = {
    e.InspectionRescheduled.TYPE: "moved",
    e.InspectionCancelled.TYPE: "cancelled",
    e.InspectionCleared.TYPE: "cleared",
    e.CorrectionOrdered.TYPE: "ordered",
    e.Reinspected.TYPE: "looked_again",
    p.PenaltyFiled.TYPE: "filed",
    p.PenaltyDecided.TYPE: "decided",
    p.PenaltyNotImposed.TYPE: "spared",
    p.PenaltyWithdrawn.TYPE: "withdrawn",
}
_KEPT = {"moved": ("plannedDate",), "looked_again": ("corrected",)}
_CLUES = frozenset(trigger.value for trigger in UNCAPPED)


class Inspected(Folding[Facts]):
    """`proj.inspected`: one row an inspection. `year`: whose cap it counts against, None: nobody's.
    `open_breach`: ordered or filed and not settled; `without_permit`: led by a complaint or clue
    about somebody for whom no permit is named."""

    name: ClassVar = "inspected"
    version: ClassVar = 1
    handles: ClassVar = frozenset({e.InspectionPlanned.TYPE, *_MARKS})
    tables: ClassVar = ("inspected",)
    columns: ClassVar = (
        "inspection_id", "region", "org", "item", "subject", "number", "planned_on", "year",
        "cleared", "open_breach", "penalised_on", "without_permit", "clue", "position", "facts",
    )  # fmt: skip

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("inspected")} (
            inspection_id uuid PRIMARY KEY, region text NOT NULL, org text, item text,
            subject uuid, number text, planned_on date, year int, cleared boolean NOT NULL,
            open_breach boolean NOT NULL, penalised_on date, without_permit boolean NOT NULL,
            clue text, position bigint NOT NULL, facts text NOT NULL)"""

    def indexes(self) -> Iterable[LiteralString]:
        table = self.table("inspected")
        yield f"CREATE INDEX ON {table} (region, subject)"
        yield f"CREATE INDEX ON {table} (region, planned_on, inspection_id) WHERE without_permit"

    def key(self, event: Recorded) -> UUID:
        return event.stream

    def new(self, event: Recorded) -> Facts:
        return {"region": event.region, "planned": {}, "marks": {}}

    def fold(self, facts: Facts, event: Recorded) -> None:
        facts["position"] = event.position
        if event.type == e.InspectionPlanned.TYPE:
            facts["planned"] = event.data
            return
        name, key = _MARKS[event.type], order_key(event)
        if key >= facts["marks"].get(name, [""])[:3]:
            said = {field: event.data.get(field) for field in _KEPT.get(name, ())}
            facts["marks"][name] = [*key, event.legal_day, said]

    def load(self, text: str) -> Facts:
        return orjson.loads(text)

    def row(self, key: UUID, facts: Facts, context: Context) -> Sequence[object]:
        said, marks = facts["planned"], facts["marks"]
        subject = said.get("subject") or {}
        moved = marks["moved"][4]["plannedDate"] if "moved" in marks else None
        planned_on = moved or said.get("plannedDate")
        led = said.get("trigger") in _CLUES
        company = subject.get("kind") == "ORGANISATION"
        counts = planned_on and company and not led and "cancelled" not in marks
        unnamed = not (said.get("permitId") or said.get("permitNumber"))
        stands = "decided" in marks and not _after(marks, "withdrawn", "decided")
        return (
            key, facts["region"], said.get("org"), said.get("itemCode"), subject.get("subjectId"),
            said.get("inspectionNumber"), planned_on, int(planned_on[:4]) if counts else None,
            "cleared" in marks, _open(marks), marks["decided"][3] if stands else None,
            led and unnamed and "cancelled" not in marks, said.get("clue"), facts["position"],
            orjson.dumps(facts).decode(),
        )  # fmt: skip


def _after(marks: Facts, later: str, earlier: str) -> bool:
    """Whether the latest act of one kind follows that of another."""
    return later in marks and marks[later][:3] > marks.get(earlier, [""])[:3]


def _open(marks: Facts) -> bool:
    """Something was found, and neither put right nor decided on."""
    corrected = _after(marks, "looked_again", "ordered") and marks["looked_again"][4]["corrected"]
    ordered = "ordered" in marks and not corrected
    settled = any(_after(marks, one, "filed") for one in ("decided", "spared"))
    return ordered or ("filed" in marks and not settled)
