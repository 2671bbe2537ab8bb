"""文书 of a case, and who may open a content: whoever sees a case in which it is named."""

from typing import Any, LiteralString
from uuid import UUID

import psycopg

from projections.pages import Row, snapshot
from projections.scope import Scope

_PARTY: LiteralString = """EXISTS (SELECT 1 FROM proj.trail_party p
    WHERE p.case_id = r.case_id AND p.org = ANY(%(scope_orgs)s::text[]))"""
_OPEN: LiteralString = """
SELECT r.case_id FROM proj.document_reference r
  JOIN ops.document d ON d.region = r.region AND d.digest = r.digest
   AND (d.org = r.org OR d.post = r.reporter)
 WHERE r.digest = %(digest)s AND """
"""The join keeps a digest that somebody has merely heard of from opening anything: the organisation
that names a content in an act, or the source that reports the act, must have handed it in."""


def opened_by(connection: psycopg.Connection[Any], scope: Scope, digest: str) -> UUID | None:
    """A case that the scope allows and in which this content is named; None if there is none."""
    where, params = scope.where(region="r.region", item="r.item", party=_PARTY)
    with snapshot(connection) as (cur, _):
        row = cur.execute(
            f"{_OPEN}{where} ORDER BY r.case_id LIMIT 1", {**params, "digest": digest}
        ).fetchone()
    return row["case_id"] if row else None


def of_case(connection: psycopg.Connection[Any], case_id: UUID) -> tuple[list[Row], int]:
    """The documents of a case by the time of their issue, and the position read up to. The caller
    has made sure that the reader may see the case."""
    with snapshot(connection) as (cur, position):
        rows = cur.execute(
            """SELECT d.document_id, d.kind, d.number, d.digest, d.documents_event, d.issued_at,
                      d.seal, d.seal_org, d.sealed_at, d.method, d.served_on, d.receipt,
                      m.size, m.media_type
                 FROM proj.document d LEFT JOIN LATERAL (
                      SELECT o.size, o.media_type FROM ops.document o
                       WHERE o.region = d.region AND o.digest = d.digest
                       ORDER BY o.uploaded_at LIMIT 1) m ON true
                WHERE d.case_id = %s ORDER BY d.issued_at NULLS LAST, d.kind, d.number""",
            (case_id,),
        ).fetchall()
    return rows, position
