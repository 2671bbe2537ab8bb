"""文书: every standard document of a case, when it was issued, sealed and served."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.approval import document_events as e
from projections.commitments import order_key
from projections.context import Context
from projections.folding import Folding
from projections.reader import Recorded

Facts = dict[str, Any]
_NAMES = {
    e.DocumentIssued.TYPE: "issued",
    e.DocumentSealed.TYPE: "sealed",
    e.DocumentServed.TYPE: "served",
}


class Documents(Folding[Facts]):
    """`proj.document`: one row a document, from the first act of each kind."""

    name: ClassVar = "documents"
    version: ClassVar = 1
    handles: ClassVar = frozenset(_NAMES)
    tables: ClassVar = ("document",)
    columns: ClassVar = (
        "document_id", "case_id", "region", "item", "kind", "number", "digest", "documents_event",
        "issued_at", "seal", "seal_org", "sealed_at", "method", "served_on", "receipt", "facts",
    )  # fmt: skip

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("document")} (
            document_id uuid PRIMARY KEY, case_id uuid NOT NULL, region text NOT NULL, item text,
            kind text NOT NULL, number text NOT NULL, digest text, documents_event uuid,
            issued_at timestamptz, seal text, seal_org text, sealed_at timestamptz, method text,
            served_on date, receipt text, facts text NOT NULL)"""

    def indexes(self) -> Iterable[LiteralString]:
        yield f"CREATE INDEX ON {self.table('document')} (case_id)"

    def key(self, event: Recorded) -> UUID:
        return event.stream

    def new(self, event: Recorded) -> Facts:
        data = event.data
        return {
            "region": event.region,
            "item": event.meta.get("itemCode"),
            "case": data["caseId"],
            "kind": data["kind"],
            "number": data["number"],
        }

    def fold(self, facts: Facts, event: Recorded) -> None:
        name, key = _NAMES[event.type], order_key(event)
        known = facts.get(name)
        if known is None or key < known[:3]:
            facts[name] = [*key, event.data]

    def row(self, key: UUID, facts: Facts, context: Context) -> Sequence[object]:
        said: dict[str, Any] = {n: facts.get(n) or [None, 0, 0, {}] for n in _NAMES.values()}
        issued, sealed, served = (said[name][3] for name in _NAMES.values())
        return (
            key, facts["case"], facts["region"], facts["item"], facts["kind"], facts["number"],
            issued.get("digest"), issued.get("documentsEvent"), said["issued"][0],
            sealed.get("seal"), sealed.get("org"), said["sealed"][0], served.get("method"),
            served.get("servedOn"), served.get("receipt"), orjson.dumps(facts).decode(),
        )  # fmt: skip

    def load(self, text: str) -> Facts:
        return orjson.loads(text)
