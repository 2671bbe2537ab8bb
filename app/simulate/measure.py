"""What a simulation has left in the database: counted there, not in the simulation's memory."""

from datetime import datetime
from typing import Any, LiteralString

import psycopg

from projections.finding_queries import count_findings
from projections.scope import Scope

_COUNTS: tuple[tuple[str, LiteralString], ...] = (
    ("cases", "SELECT coalesce(outcome, phase), count(*) FROM proj.monitored_case"
              " WHERE region = %(region)s GROUP BY 1 ORDER BY 1"),
    ("tasks", "SELECT state, count(*) FROM proj.task WHERE region = %(region)s"
              " GROUP BY 1 ORDER BY 1"),
    ("commitments", "SELECT state, count(*) FROM proj.commitment WHERE region = %(region)s"
                    " GROUP BY 1 ORDER BY 1"),
)  # fmt: skip
_SIZES = """
SELECT n.nspname, c.relname, pg_relation_size(c.oid), pg_indexes_size(c.oid),
       pg_total_relation_size(c.oid)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname IN ('ledger', 'proj', 'vault', 'ops') AND c.relkind = 'r' ORDER BY 5 DESC"""


def counts(
    connection: psycopg.Connection[Any], region: str, *, now: datetime
) -> dict[str, dict[str, int]]:
    """Cases by outcome (or phase), tasks and commitments by state, and the findings that stand at
    `now` (an instant of simulated time) by rule and severity."""
    found = {
        name: dict(connection.execute(query, {"region": region}).fetchall())
        for name, query in _COUNTS
    }
    rules = count_findings(connection, Scope(region), now=now).buckets
    found["findings"] = {
        f"{rule} {severity}": count
        for rule, severities in rules.items()
        for severity, count in severities.items()
    }
    return found


def sizes(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """Bytes on disk of the whole database: by schema, of the log's table, and per event.

    `total` of a table is heap, TOAST and indexes.
    """
    rows = connection.execute(_SIZES).fetchall()
    row = connection.execute("SELECT position FROM ledger.head").fetchone()
    events = max(1, row[0] if row else 0)
    tables = {
        f"{schema}.{name}": {"heap": heap, "indexes": indexes, "total": total}
        for schema, name, heap, indexes, total in rows
    }
    by_schema: dict[str, int] = {}
    for schema, *_, total in rows:
        by_schema[schema] = by_schema.get(schema, 0) + total
    return {
        "events": events,
        "tables": tables,
        "schemas": by_schema,
        "perEvent": {
            "ledger.event": round(tables["ledger.event"]["total"] / events, 1),
            **{schema: round(total / events, 1) for schema, total in by_schema.items()},
            "all": round(sum(by_schema.values()) / events, 1),
        },
    }
