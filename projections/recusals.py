"""回避登记: which officer must not inspect which subject."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.supervision.draw_events import RecusalDeclared, RecusalEnded
from projections.commitments import order_key
from projections.context import Context
from projections.folding import Folding
from projections.reader import Recorded

Facts = dict[str, Any]


class Recusals(Folding[Facts]):
    """`proj.recusal`: one row for each officer and subject, as last stated. `org`: of whoever
    stated it; `declared_on` None: the ground no longer exists."""

    name: ClassVar = "recusals"
    version: ClassVar = 1
    handles: ClassVar = frozenset({RecusalDeclared.TYPE, RecusalEnded.TYPE})
    tables: ClassVar = ("recusal",)
    columns: ClassVar = (
        "recusal_id", "region", "org", "person", "subject", "declared_on", "valid_to", "reason",
        "position", "facts",
    )  # fmt: skip

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("recusal")} (
            recusal_id uuid PRIMARY KEY, region text NOT NULL, org text, person text NOT NULL,
            subject uuid NOT NULL, declared_on date, valid_to date, reason text NOT NULL,
            position bigint NOT NULL, facts text NOT NULL)"""

    def key(self, event: Recorded) -> UUID:
        return event.stream

    def new(self, event: Recorded) -> Facts:
        data = event.data
        return {"region": event.region, "person": data["personId"], "subject": data["subjectId"]}

    def fold(self, facts: Facts, event: Recorded) -> None:
        facts["position"] = event.position
        key = order_key(event)
        if key < facts.get("order", [""]):
            return
        declared = event.type == RecusalDeclared.TYPE
        facts |= {
            "order": key,
            "org": event.meta["actor"].get("org"),
            "on": event.legal_day if declared else None,
            "until": event.data.get("validTo"),
            "reason": event.data["reason"],
        }

    def load(self, text: str) -> Facts:
        return orjson.loads(text)

    def row(self, key: UUID, facts: Facts, context: Context) -> Sequence[object]:
        return (
            key, facts["region"], facts["org"], facts["person"], facts["subject"], facts["on"],
            facts["until"], facts["reason"], facts["position"], orjson.dumps(facts).decode(),
        )  # fmt: skip
