"""受理先后: the cases of an item that were accepted before one of them (许可§57)."""

from typing import Any
from uuid import UUID

import psycopg

MANY = 200
"""Nobody who is behind so many needs to be told of more."""
_AHEAD = """
SELECT other.case_id
  FROM proj.monitored_case own
  LEFT JOIN proj.monitored_case other
    ON other.region = own.region AND other.item = own.item AND other.native
   AND NOT other.closed AND other.accepted_on IS NOT NULL AND other.decided_at IS NULL
   AND (other.accepted_on, other.accepted_at) < (own.accepted_on, own.accepted_at)
 WHERE own.case_id = %s AND own.accepted_on IS NOT NULL
 ORDER BY other.accepted_on, other.accepted_at, other.case_id LIMIT %s"""


def accepted_before(connection: psycopg.Connection[Any], case_id: UUID) -> list[UUID] | None:
    """The cases worked here that were accepted earlier and are undecided in the view.

    None while the view does not know of this case's own acceptance: then it may not know of an
    earlier one either. Once it does, it knows of every acceptance recorded before.
    """
    try:
        rows = connection.execute(_AHEAD, [case_id, MANY]).fetchall()
    except psycopg.errors.UndefinedTable:  # the projector has never run yet
        return None
    return [one for (one,) in rows if one is not None] if rows else None
