"""检查计划: every published version of each organisation's yearly plan."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.supervision.draw_events import InspectionPlanPublished
from projections.context import Context
from projections.folding import Folding
from projections.reader import Recorded
from projections.tables import text_array

Facts = dict[str, Any]


class InspectionPlans(Folding[Facts]):
    """`proj.inspection_plan`: one row a published version."""

    name: ClassVar = "inspection_plans"
    version: ClassVar = 1
    handles: ClassVar = frozenset({InspectionPlanPublished.TYPE})
    tables: ClassVar = ("inspection_plan",)
    columns: ClassVar = (
        "plan_event", "region", "org", "year", "plan_version", "published_on", "yearly_cap",
        "items", "position", "facts",
    )  # fmt: skip

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("inspection_plan")} (
            plan_event uuid PRIMARY KEY, region text NOT NULL, org text NOT NULL,
            year int NOT NULL, plan_version int NOT NULL, published_on date NOT NULL,
            yearly_cap int NOT NULL, items text[] NOT NULL, position bigint NOT NULL,
            facts text NOT NULL)"""

    def key(self, event: Recorded) -> UUID:
        return event.event_id

    def new(self, event: Recorded) -> Facts:
        at = event.position
        return {**event.data, "region": event.region, "on": event.legal_day, "position": at}

    def fold(self, facts: Facts, event: Recorded) -> None:
        """All is said by the one event."""

    def load(self, text: str) -> Facts:
        return orjson.loads(text)

    def row(self, key: UUID, facts: Facts, context: Context) -> Sequence[object]:
        items = dict.fromkeys(line["itemCode"] for line in facts["checks"])
        return (
            key, facts["region"], facts["org"], facts["year"], facts["planVersion"], facts["on"],
            facts["yearlyCap"], text_array(items), facts["position"], orjson.dumps(facts).decode(),
        )  # fmt: skip
