"""Losses that somebody has accepted: what a restored log will never hold again.

From the size that was restored on, the same key signs another history than the one that others may
have seen: whoever holds a later checkpoint of that time can prove a fork. That cannot be undone, so
it is said wherever the log is judged: `verify`, `status`, `/readyz`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from adapters.ledger.proof.database import WHOLE
from adapters.ledger.proof.findings import Report

_ROWS = """
SELECT r.at, r.taken_at, l ->> 'log', (l ->> 'restored')::bigint, (l ->> 'known')::bigint,
       coalesce(r.accepted_because, '')
  FROM ops.restoration r CROSS JOIN jsonb_array_elements(r.lost) l ORDER BY r.id"""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Entries `restored` … `known` - 1 of `log` (by index) are not those that were signed once.

    `at`: of the restore · `taken_at`: of the backup · `because`: in the words of who accepted it.
    """

    at: datetime
    taken_at: datetime
    log: str
    restored: int
    known: int
    because: str

    def body(self) -> dict[str, object]:
        """As JSON, for everybody: without the words, in which a name could stand."""
        return {
            "log": self.log,
            "restored": self.restored,
            "known": self.known,
            "backupOf": self.taken_at.isoformat(),
            "restoredAt": self.at.isoformat(),
        }


def accepted(connection: psycopg.Connection[Any]) -> tuple[Accepted, ...]:
    """All of them, oldest first; none in a database that has no list of restorations yet."""
    if not _listed(connection):
        return ()
    return tuple(Accepted(*one) for one in connection.execute(_ROWS))


def _restores(connection: psycopg.Connection[Any]) -> list[tuple[datetime, datetime, int]]:
    if not _listed(connection):
        return []
    query = "SELECT at, taken_at, position FROM ops.restoration ORDER BY id"
    return connection.execute(query).fetchall()


def _listed(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute("SELECT to_regclass('ops.restoration') IS NOT NULL").fetchone()
    return bool(row and row[0])


def mark(reports: list[Report], connection: psycopg.Connection[Any]) -> None:
    """Add a finding to the report of each log concerned: it is coherent, and incomplete. The
    database's own report says each restore, for what nobody knew of may be lost as well."""
    found = accepted(connection)
    for report in reports:
        if report.log == WHOLE:
            for at, taken_at, position in _restores(connection):
                detail = f"{at:%Y-%m-%d %H:%M} UTC from a backup of {taken_at:%Y-%m-%d %H:%M} UTC"
                report.add("restored", detail=f"{detail}, position {position}")
        for one in found:
            if one.log == report.log:
                detail = (
                    f"{one.at:%Y-%m-%d %H:%M} UTC, backup of {one.taken_at:%Y-%m-%d %H:%M} UTC, "
                    f"known size {one.known}: {one.because}"
                )
                report.add("entries_lost", one.restored, one.known, detail=detail)
