"""R10: penalties and findings that the approving side has not been told of yet.

Somebody must be told where there is an approving side (浙江§33: 审批与监管分离的): an organisation
decides on the item, or the subject holds a permit or a commitment in force. A fine of somebody who
never asked for a permit concerns nobody, however many a source reports; those are counted apart.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, LiteralString

import psycopg

from projections.inspection_queries import COLUMNS, with_dues
from projections.pages import Counts, Listing, Page, Row, decode, fetch, snapshot
from projections.permit_queries import Field

_SELECT: LiteralString = "SELECT " + COLUMNS
_KEY = (("feedback_due", "date"), ("inspection_id", "uuid"))
_UNFED: LiteralString = "finding = 'NON_COMPLIANT' AND NOT fed_back"
_HAS_APPROVER: LiteralString = """
 (coalesce(one.item = ANY(%(decided)s::text[]), false)
  OR EXISTS (SELECT FROM proj.linkage_stream s JOIN proj.permit p ON p.case_id = s.stream
              WHERE s.circle = one.region || ' subject ' || one.subject
                AND p.state IN ('VALID', 'RENEWING', 'SUSPENDED'))
  OR EXISTS (SELECT FROM proj.linkage_stream s
               JOIN proj.commitment c ON c.commitment_id = s.stream
              WHERE s.circle = one.region || ' subject ' || one.subject
                AND c.state IN ('IN_FORCE', 'CORRECTING')))"""


def not_fed_back(
    connection: psycopg.Connection[Any],
    field: Field,
    *,
    decided: Sequence[str],
    approver: bool = True,
    late: date | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Those that waited longest first.

    Args:
        decided: the items that an organisation of the region decides on today.
        approver: False lists those with no approving side instead.
        late: only those worked here that should have been told before this day.
    """
    filters: Row = {"approver": approver, "late": late.isoformat() if late else None}
    after = None
    if cursor:
        filters, after = decode("inspections_not_fed_back", cursor)
    where, params = field.where()
    side: LiteralString = _HAS_APPROVER if filters["approver"] else "NOT " + _HAS_APPROVER
    matching: LiteralString = f"{where} AND {_UNFED} AND {side}"
    if filters["late"] is not None:
        matching += " AND native AND feedback_due < %(late)s::date"
    with snapshot(connection) as (cur, position):
        listing = Listing("inspections_not_fed_back", _SELECT, _KEY)
        bound = {**filters, **params, "decided": list(decided)}
        rows, following = fetch(cur, listing, matching, bound, filters, after, limit)
    return Page([with_dues(row) for row in rows], following, position)


def count_not_fed_back(
    connection: psycopg.Connection[Any], field: Field, *, decided: Sequence[str], today: date
) -> Counts:
    """{not_fed_back, not_fed_back_overdue, without_approver}: the second is part of the first."""
    where, params = field.where()
    with snapshot(connection) as (cur, position):
        row = cur.execute(
            f"""SELECT count(*) FILTER (WHERE told) AS not_fed_back,
                       count(*) FILTER (WHERE told AND late) AS not_fed_back_overdue,
                       count(*) FILTER (WHERE NOT told) AS without_approver
                  FROM (SELECT {_HAS_APPROVER} AS told,
                               native AND feedback_due < %(today)s AS late
                          FROM proj.inspection AS one WHERE {where} AND {_UNFED}) AS unfed""",
            {**params, "decided": list(decided), "today": today},
        ).fetchone()
    return Counts(dict(row or {}), position)
