"""Which acts of which case name which content by its digest: what may be opened with a case."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, ClassVar, LiteralString

from domain.catalogue import by_type
from projections.context import Context
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session

_DIGEST = "^[0-9a-f]{64}$"
_OF_A_CASE = ("case", "survey", "commitment", "document", "permit", "task")
_INSERT: LiteralString = """
INSERT INTO {} (digest, case_id, org, reporter, region, item)
SELECT * FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[])
ON CONFLICT DO NOTHING"""
Path = tuple[str, ...]


class DocumentReferences(Projection):
    """`proj.document_reference`: a digest, the case whose act names it, who acted (organisation,
    or a person without one) and the post that reported it ('' for acts worked here)."""

    name: ClassVar = "document_references"
    version: ClassVar = 2
    handles: ClassVar = frozenset(
        name for name in by_type() if name.partition(".")[0] in _OF_A_CASE
    )
    tables: ClassVar = ("document_reference",)

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("document_reference")} (
            digest text, case_id uuid, org text, reporter text, region text NOT NULL,
            item text NOT NULL, PRIMARY KEY (digest, case_id, org, reporter))"""

    def indexes(self) -> Iterable[LiteralString]:
        yield f"CREATE INDEX ON {self.table('document_reference')} (case_id)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        rows = [row for event in page for row in _rows(event)]
        if rows:
            values = [list(column) for column in zip(*rows, strict=True)]
            session.run(_INSERT.format(self.table("document_reference")), values)


def _rows(event: Recorded) -> Iterator[tuple[object, ...]]:
    paths, stated = digest_paths(event.type), event.meta.get("documents", ())
    if not paths and not stated:  # most acts
        return
    named = set(stated)
    for path in paths:
        named |= set(_at(event.data, path))
    case = event.stream_text if event.type.startswith("case.") else event.data.get("caseId")
    if not named or case is None:
        return
    actor, reporter = event.meta["actor"], event.meta.get("reporter") or ""
    org = actor.get("org") or f"person:{actor['personId']}"
    item = event.meta.get("itemCode") or ""
    for digest in sorted(named):
        yield digest, case, org, reporter, event.region, item


def _at(value: Any, path: Path) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _at(one, path)
    elif not path:
        if isinstance(value, str):
            yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _at(value[path[0]], path[1:])


@cache
def digest_paths(kind: str) -> tuple[Path, ...]:
    """Where the payload of a type of event holds digests of contents."""
    schema = by_type()[kind].model_json_schema(by_alias=True)
    return tuple(_paths(schema, schema.get("$defs", {})))


def _paths(schema: dict[str, Any], models: dict[str, Any]) -> Iterator[Path]:
    """Through members, lists and alternatives; what hangs on names of its own (the commitments of
    a subject) is no digest of a content."""
    if "$ref" in schema:
        schema = models[schema["$ref"].rpartition("/")[2]]
    if schema.get("pattern") == _DIGEST:
        yield ()
    for part in (*schema.get("anyOf", ()), *filter(None, [schema.get("items")])):
        yield from _paths(part, models)
    for name, part in schema.get("properties", {}).items():
        for rest in _paths(part, models):
            yield name, *rest
