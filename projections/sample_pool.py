"""Finished cases of an item in a period: the pool of a draw (办件抽查)."""

from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg

_CLOSED: LiteralString = "(facts::json #>> '{facts,marks,closed,0}')::timestamptz"


def finished(
    connection: psycopg.Connection[Any],
    region: str,
    item: str,
    since: datetime,
    until: datetime,
) -> list[UUID]:
    """Cases worked here that ended in [since, until), by id. Read by an efficiency officer, who
    watches over the whole region."""
    rows = connection.execute(
        f"""SELECT case_id FROM proj.monitored_case
             WHERE region = %s AND item = %s AND native AND closed
               AND {_CLOSED} >= %s AND {_CLOSED} < %s ORDER BY case_id""",
        (region, item, since, until),
    ).fetchall()
    return [case for (case,) in rows]
