"""Everything that must be equal after the storm: acknowledged = log = projections = stream."""

import asyncio
import json
from typing import Any

import psycopg

from adapters.bus.connection import connect
from adapters.bus.delivery import StoredMessage
from adapters.bus.names import MESSAGE_ID_HEADER
from adapters.bus.stream import api_request
from projections.registry import PROJECTIONS
from tests.support.running import Running, until

Rows = list[tuple[Any, ...]]
_ACTS = """
SELECT position, index, stream::text, version, type, encode(leaf_hash, 'hex'),
       convert_from(state, 'UTF8')::json -> 'meta' -> 'actor' ->> 'role',
       convert_from(state, 'UTF8')::json -> 'meta' ->> 'causationId',
       convert_from(state, 'UTF8')::json -> 'data' ->> 'recipient'
  FROM ledger.event WHERE split_part(type, '.', 1) IN ('case', 'task', 'commitment', 'command')
 ORDER BY position"""
CAUSES = ("case.permit_granted", "case.handed_to_supervision")


def query(running: Running, statement: str, *values: Any) -> Rows:
    """Rows, as the superuser sees them."""
    with psycopg.connect(running.owner_url()) as connection:
        return connection.execute(statement, values).fetchall()  # ty: ignore


def check_acknowledged_is_recorded(running: Running, receipts: list[dict[str, Any]]) -> None:
    """Each receipt is the log's own row, each act of a person was acknowledged, none is twice."""
    acts = query(running, _ACTS)
    stored = {row[0]: row[1:6] for row in acts if row[6] != "SYSTEM"}
    told = {
        one["position"]: (
            one["index"], one["stream"], one["version"], one["type"], one["leafHash"],
        )
        for one in receipts
    }  # fmt: skip
    assert len(told) == len(receipts), "two acknowledgements for one position"
    assert told == stored
    doubles = """SELECT state_of.source, count(*) FROM (
        SELECT convert_from(state, 'UTF8')::json -> 'meta' ->> 'sourceId' AS source
          FROM ledger.event) state_of WHERE source IS NOT NULL GROUP BY 1 HAVING count(*) > 1"""
    assert query(running, doubles) == []


def check_policies_answered_once(running: Running) -> None:
    """Each outcome made one task for each of its two regulators."""
    acts = query(running, _ACTS)
    causes = sorted(
        str(row[0])
        for kind in CAUSES
        for row in query(
            running, "SELECT stream || '/' || version FROM ledger.event WHERE type = %s", kind
        )
    )
    tasks = [(row[7], row[8]) for row in acts if row[4] == "task.pushed"]
    assert len(tasks) == len(set(tasks)) == 2 * len(causes), (len(tasks), len(causes))


def check_order_of_each_case(running: Running, receipts: list[dict[str, Any]]) -> None:
    """What a writer was told first stands first; the log is dense."""
    last: dict[str, int] = {}
    for one in receipts:
        assert one["position"] > last.get(one["stream"], 0), one
        last[one["stream"]] = one["position"]
    dense = "SELECT count(*), max(position), (SELECT position FROM ledger.head) FROM ledger.event"
    ((count, highest, head),) = query(running, dense)
    assert count == highest == head


def check_times(running: Running) -> None:
    """`recordedAt` never runs backwards in the order of positions."""
    back = """SELECT position FROM (SELECT position, recorded_at,
        lag(recorded_at) OVER (ORDER BY position) AS before FROM ledger.event) at
        WHERE recorded_at < before"""
    assert query(running, back) == []


def check_projections(running: Running) -> None:
    """Every act is in every read model that is about it, once."""
    kinds = "('case', 'survey', 'commitment', 'task', 'command')"
    for read_model, log in (
        ("SELECT position FROM proj.trail", f"""SELECT position FROM ledger.event
            WHERE split_part(type, '.', 1) IN {kinds}"""),
        ("SELECT case_id FROM proj.monitored_case", """SELECT DISTINCT stream FROM ledger.event
            WHERE type LIKE 'case.%%'"""),
        ("SELECT task_id FROM proj.task", """SELECT DISTINCT stream FROM ledger.event
            WHERE type LIKE 'task.%%'"""),
        ("""SELECT DISTINCT position FROM proj.delivery
            WHERE type LIKE 'task.%%'""", """SELECT position FROM ledger.event
            WHERE type LIKE 'task.%%'"""),
    ):  # fmt: skip
        assert sorted(query(running, read_model)) == sorted(query(running, log)), read_model


def check_stream(running: Running) -> None:
    """The stream holds delivery n at sequence n, byte for byte, and nothing else."""
    deliveries = query(
        running, "SELECT number, subject, payload, message_id FROM proj.delivery ORDER BY number"
    )
    assert [row[0] for row in deliveries] == list(range(1, len(deliveries) + 1))
    assert asyncio.run(_stored(running)) == [(n, s, bytes(p), m) for n, s, p, m in deliveries]
    last: dict[str, int] = {}
    for row in query(running, "SELECT stream, position FROM proj.delivery ORDER BY number"):
        assert row[1] >= last.get(row[0], 0), "the order within a stream"
        last[row[0]] = row[1]


def deliveries_to(running: Running, uscc: str) -> list[bytes]:
    """What an organisation must have seen, in order."""
    statement = "SELECT payload FROM proj.delivery WHERE recipient = %s ORDER BY number"
    return [bytes(row[0]) for row in query(running, statement, uscc)]


def last_sequence(running: Running) -> int:
    """How many messages the stream holds."""

    async def ask() -> int:
        connection = await connect(running.relay_access())
        try:
            info = await api_request(connection.client, "$JS.API.STREAM.INFO.LINKAGE")
            return info["state"]["last_seq"]
        finally:
            await connection.close()

    return asyncio.run(ask())


def wait_for_stream(running: Running) -> None:
    """Until every delivery has gone out."""
    ((count,),) = query(running, "SELECT count(*) FROM proj.delivery")
    until(lambda: last_sequence(running) >= count, "the stream is complete")


async def _stored(running: Running) -> list[tuple[int, str, bytes, str]]:
    connection = await connect(running.relay_access())
    found = []
    try:
        info = await api_request(connection.client, "$JS.API.STREAM.INFO.LINKAGE")
        for sequence in range(1, info["state"]["last_seq"] + 1):
            subject = "$JS.API.STREAM.MSG.GET.LINKAGE"
            answer = await api_request(connection.client, subject, {"seq": sequence})
            one = StoredMessage.from_api(answer["message"])
            message_id = one.headers[MESSAGE_ID_HEADER]
            found.append((one.sequence, one.subject, one.payload, message_id))
    finally:
        await connection.close()
    return found


def tables(running: Running) -> dict[str, Rows]:
    """Every row of every live read model, sorted."""
    names = [name for kind in PROJECTIONS for name in kind.tables]
    with psycopg.connect(running.owner_url()) as connection:
        rows = {n: connection.execute(f"SELECT t::text FROM proj.{n} t").fetchall() for n in names}  # ty: ignore
    return {name: sorted(found) for name, found in rows.items()}


def check_rebuild_changes_nothing(running: Running) -> int:
    """All projections from zero are the live ones, row for row; how many rows."""
    before = tables(running)
    running.cli("rebuild")
    after = tables(running)
    for name, rows in before.items():
        differ = set(after[name]).symmetric_difference(rows)
        assert after[name] == rows, (name, sorted(differ)[:4])
    return sum(len(rows) for rows in after.values())


def check_sound(running: Running) -> list[dict[str, Any]]:
    """The log proves itself, and nothing stands still; what `verify` tells of each county."""
    reports = json.loads(running.cli("verify", "--json"))
    assert reports
    state = running.status()
    assert state["status"] == "ready"
    assert all(one["stoppedAt"] is None and one["lag"] == 0 for one in state["followers"]), state
    return reports
