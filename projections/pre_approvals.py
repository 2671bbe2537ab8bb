"""预审批: opinions given in advance, what they still wait for, and whether they were used (B7)."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.approval import pre_approval_events as e
from projections.commitments import order_key
from projections.context import Context
from projections.folding import Folding
from projections.reader import Recorded

_KINDS = {
    e.PreApprovalOpined.TYPE: "opined",
    e.PreconditionMet.TYPE: "met",
    e.PreApprovalConverted.TYPE: "converted",
}
Facts = dict[str, Any]


class PreApprovals(Folding[Facts]):
    """`proj.pre_approval`: one row a case that something is known of; `opined_at` null while it is
    not the opinion. `missing`: how many preconditions the last opinion still waits for."""

    name: ClassVar = "pre_approvals"
    version: ClassVar = 1
    handles: ClassVar = frozenset(_KINDS)
    tables: ClassVar = ("pre_approval",)
    columns: ClassVar = (
        "case_id", "region", "opined_at", "favourable", "valid_until", "missing", "converted",
        "facts",
    )  # fmt: skip

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("pre_approval")} (
            case_id uuid PRIMARY KEY, region text NOT NULL, opined_at timestamptz,
            favourable boolean NOT NULL, valid_until date, missing int NOT NULL,
            converted boolean NOT NULL, facts text NOT NULL)"""

    def indexes(self) -> Iterable[LiteralString]:
        table = self.table("pre_approval")
        yield f"CREATE INDEX ON {table} (region, opined_at, case_id) WHERE NOT converted"

    def key(self, event: Recorded) -> UUID:
        return event.stream

    def new(self, event: Recorded) -> Facts:
        return {"region": event.region, "opined": [], "met": [], "converted": []}

    def fold(self, facts: Facts, event: Recorded) -> None:
        kind, key, data = _KINDS[event.type], order_key(event), event.data
        if kind == "opined":
            if facts[kind] and key < facts[kind][0][:3]:
                return
            kept = {name: data.get(name) for name in ("favourable", "validUntil", "preconditions")}
            facts[kind] = [[*key, kept]]
        else:
            facts[kind].append([*key, data.get("name")])

    def load(self, text: str) -> Facts:
        return orjson.loads(text)

    def row(self, key: UUID, facts: Facts, context: Context) -> Sequence[object]:
        head = (key, facts["region"])
        text = orjson.dumps(facts).decode()
        if not facts["opined"]:
            return (*head, None, False, None, 0, False, text)
        (opined,) = facts["opined"]
        since = opined[:3]
        met = {one[3] for one in facts["met"] if one[:3] > since}
        opinion = opined[3]
        return (
            *head, opined[0], opinion["favourable"], opinion["validUntil"],
            len(set(opinion["preconditions"] or ()) - met),
            any(one[:3] > since for one in facts["converted"]), text,
        )  # fmt: skip
