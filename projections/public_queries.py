"""A1: which cases bear a number. Who may see one is judged by its query code, not here."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from projections.pages import snapshot

MANY = 20
"""Systems and counties that may count alike; more are not looked at."""


class Numbered(NamedTuple):
    """A case that bears the number."""

    case_id: UUID
    region: str


def numbered(
    connection: psycopg.Connection[Any], regions: Sequence[str], number: str
) -> list[Numbered]:
    """Cases of this number in any of the regions."""
    with snapshot(connection) as (cur, _):
        rows = cur.execute(
            """SELECT case_id, region FROM proj.monitored_case
                WHERE region = ANY(%s) AND case_number = %s ORDER BY case_id LIMIT %s""",
            (list(regions), number, MANY),
        ).fetchall()
    return [Numbered(row["case_id"], row["region"]) for row in rows]
