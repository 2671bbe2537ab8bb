"""What the log holds against what was received: every field that differs is named."""

import base64
import copy
from typing import Any
from uuid import UUID

import pytest

from adapters.ledger.proof.checkpoint import Checkpoint
from adapters.ledger.proof.leaf import event_id, leaf_bytes, state_digest
from adapters.ledger.proof.merkle import leaf_hash, node_hash
from adapters.ledger.proof.strict_json import encode, parse_canonical
from app.kit.proving import Contradicted, proved

ORIGIN = "shenguan.local/log/329901/test"
STREAM = UUID("01a20383-4b58-7177-9358-e4b7de1262b9")
ID = event_id(STREAM.bytes, 1)
OTHER = b"\x01" * 32
STATE = encode(
    {
        "data": {"recipient": "R", "function": "SUPERVISE", "taskNumber": "JG-1", "position": 5},
        "meta": {"occurredAt": "2026-11-20T02:00:00Z", "region": "329901"},
        "n": "AAAA",
        "v": 1,
    }
)
HEADER = leaf_bytes(
    log=ORIGIN, index=1, position=7, event=ID, stream=str(STREAM), version=1, type="task.pushed",
    recorded_at="2026-11-20T02:00:01.000000Z", state=state_digest(STATE),
)  # fmt: skip
SIGNED = Checkpoint(ORIGIN, 2, node_hash(OTHER, leaf_hash(HEADER)))
EVENT: dict[str, Any] = {
    "id": ID, "type": "cn.shenguan.linkage.task.pushed.v1", "time": "2026-11-20T02:00:00Z",
    "source": "/regions/329901", "subject": str(STREAM),
    "data": {"recipient": "R", "function": "SUPERVISE", "taskNumber": "JG-1", "position": 7,
             "asOfPosition": 5, "signDue": "2026-11-23"},
}  # fmt: skip
ITEM: dict[str, Any] = {
    "header": parse_canonical(HEADER), "leafHash": leaf_hash(HEADER).hex(),
    "proof": [base64.b64encode(OTHER).decode()], "state": base64.b64encode(STATE).decode(),
}  # fmt: skip


def test_a_true_message_is_proved_with_and_without_its_content():
    assert proved(EVENT, ITEM, SIGNED).content
    assert not proved(EVENT, {**ITEM, "state": None}, SIGNED).content


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("id", event_id(STREAM.bytes, 2)),
        ("type", "cn.shenguan.linkage.task.returned.v1"),
        ("time", "2026-11-20T03:00:00Z"),
        ("source", "/regions/329902"),
        ("data.recipient", "S"),
        ("data.function", "ENFORCE"),
        ("data.taskNumber", "JG-2"),
        ("data.position", 8),
        ("data.asOfPosition", 7),
    ],
)
def test_an_altered_field_is_named(place: str, value: object):
    event = copy.deepcopy(EVENT)
    *inner, name = place.split(".")
    (event["data"] if inner else event)[name] = value
    with pytest.raises(Contradicted, match=name):
        proved(event, ITEM, SIGNED)


@pytest.mark.parametrize(
    "change",
    [
        {"proof": []},
        {"proof": [base64.b64encode(b"\x02" * 32).decode()]},
        {"proof": ["no base64"]},
        {"leafHash": "00" * 32},
        {"header": {**ITEM["header"], "position": 8}},
        {"header": {**ITEM["header"], "log": "shenguan.local/log/329902/other"}},
        {"header": {**ITEM["header"], "index": 0}},
        {"header": {"index": 1}},
        {"state": base64.b64encode(STATE.replace(b"JG-1", b"JG-9")).decode()},
        {"state": base64.b64encode(b"{}").decode()},
    ],
    ids=str,
)
def test_an_altered_proof_proves_nothing(change: dict[str, Any]):
    with pytest.raises(Contradicted):
        proved(EVENT, {**ITEM, **change}, SIGNED)
