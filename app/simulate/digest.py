"""One number for a whole log, equal for two runs of one seed: what is random is left out.

Random on purpose and therefore not compared: nonces, the log's origin, the vault's keys and what
follows from these (commitments to personal data, identifiers derived from the origin). Identifiers
are replaced by the order in which they first occur, so who is the same as whom still counts.
"""

import re
from hashlib import sha256
from typing import Any

import orjson
import psycopg

_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ACTS = """
SELECT stream, version, type, recorded_at, state FROM ledger.event
 WHERE log = (SELECT id FROM ledger.log WHERE region = %s) ORDER BY position"""


def acts_digest(connection: psycopg.Connection[Any], region: str) -> str:
    """SHA-256 over (stream, version, type, recordedAt, data, meta) of every event, in order of
    position. The log is read once, a page at a time. Task numbers hold positions, so two runs are
    equal in databases that hold nothing else."""
    seen: dict[bytes, bytes] = {}
    total = sha256()

    def ordinal(found: re.Match[bytes]) -> bytes:
        return seen.setdefault(found[0], b"#%d" % len(seen))

    with connection.transaction(), connection.cursor("acts") as cursor:
        cursor.itersize = 5_000
        for stream, version, kind, recorded_at, state in cursor.execute(_ACTS, [region]):
            told = orjson.loads(bytes(state))
            text = orjson.dumps([str(stream), version, kind, recorded_at, _without_secrets(told)])
            total.update(_UUID.sub(ordinal, text))
    return total.hexdigest()


def _without_secrets(state: dict[str, Any]) -> list[Any]:
    data = state["data"]
    data.pop("origin", None)
    for name in ("applicant", "holder"):
        if subject := data.get(name):
            subject.pop("commitments", None)
    return [data, state["meta"], state["v"]]
