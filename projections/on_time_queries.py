"""按时办结率 by month and item, for anybody (A8): counts of decisions, nothing of a case."""

from datetime import date
from typing import Any, LiteralString

import psycopg

from projections.days_of_cases import DECIDED
from projections.pages import Listing, Page, Row, decode, fetch, snapshot
from projections.today_queries import KEPT, rate

_MONTHS: LiteralString = f"""
SELECT month, item, decided, legal_judged, legal_kept, committed_judged, committed_kept
  FROM (SELECT date_trunc('month', day)::date AS month, coalesce(item, '') COLLATE "C" AS item,
               sum(n)::bigint AS decided, {KEPT}
          FROM proj.day_count
         WHERE region = %(f_region)s AND kind = %(decided)s AND day >= %(f_since)s::date
         GROUP BY 1, 2) AS months"""
_LISTING = Listing("on-time", _MONTHS, (("month", "date"), ("item", "text")), descending=True)


def on_time(
    connection: psycopg.Connection[Any],
    region: str,
    *,
    since: date,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Row]:
    """Of the decisions of each month (Asia/Shanghai) and item since the day `since`, how many kept
    their legal and their committed limit; the newest month first."""
    filters: Row = {"region": region, "since": since}
    after = None
    if cursor:
        filters, after = decode(_LISTING.name, cursor)
    named = {"f_region": str(filters["region"]), "f_since": filters["since"], "decided": DECIDED}
    with snapshot(connection) as (cur, position):
        rows, following = fetch(cur, _LISTING, "true", named, filters, after, limit)
    shown = [{"region": named["f_region"], **_read(row)} for row in rows]
    return Page(shown, following, position)


def _read(row: Row) -> Row:
    return {
        "month": f"{row['month']:%Y-%m}",
        "item_code": row["item"] or None,
        "decided": row["decided"],
        "legal": rate(row, "legal"),
        "committed": rate(row, "committed"),
    }
