"""双随机抽查: every draw from its announcement to its published result."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.supervision import draw_events as e
from projections.context import Context
from projections.folding import Folding
from projections.reader import Recorded
from projections.tables import text_array

Facts = dict[str, Any]
_STATES: dict[str, str] = {
    e.DrawAnnounced.TYPE: "ANNOUNCED",
    e.RandomDrawPerformed.TYPE: "PERFORMED",
    e.DrawResultPublished.TYPE: "PUBLISHED",
    e.DrawCancelled.TYPE: "CANCELLED",
}


class Draws(Folding[Facts]):
    """`proj.draw`: one row a draw. `facts` keeps what was announced and what came of it."""

    name: ClassVar = "draws"
    version: ClassVar = 1
    handles: ClassVar = frozenset(_STATES)
    tables: ClassVar = ("draw",)
    columns: ClassVar = (
        "draw_id", "region", "org", "draw_number", "items", "state", "draw_on", "inspect_by",
        "announced_at", "performed_at", "published_at", "cancelled_at", "position", "facts",
    )  # fmt: skip

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("draw")} (
            draw_id uuid PRIMARY KEY, region text NOT NULL, org text NOT NULL,
            draw_number text NOT NULL, items text[] NOT NULL, state text NOT NULL,
            draw_on date NOT NULL, inspect_by date NOT NULL, announced_at timestamptz NOT NULL,
            performed_at timestamptz, published_at timestamptz, cancelled_at timestamptz,
            position bigint NOT NULL, facts text NOT NULL)"""

    def indexes(self) -> Iterable[LiteralString]:
        yield f"CREATE INDEX ON {self.table('draw')} (region, draw_on, draw_id)"

    def key(self, event: Recorded) -> UUID:
        return event.stream

    def new(self, event: Recorded) -> Facts:
        return {"region": event.region}

    def fold(self, facts: Facts, event: Recorded) -> None:
        facts[_STATES[event.type]] = {"at": event.occurred, "said": event.data}
        facts |= {"state": _STATES[event.type], "position": event.position}

    def load(self, text: str) -> Facts:
        return orjson.loads(text)

    def row(self, key: UUID, facts: Facts, context: Context) -> Sequence[object]:
        said = facts["ANNOUNCED"]["said"]
        times = [facts[state]["at"] if state in facts else None for state in _STATES.values()]
        return (
            key, facts["region"], said["org"], said["drawNumber"], text_array(said["itemCodes"]),
            facts["state"], said["drawOn"], said["inspectBy"], *times, facts["position"],
            orjson.dumps(facts).decode(),
        )  # fmt: skip
