"""What a user of organisation A may try against organisation B and the stream."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.adapters.bus.world import ORG_A, ORG_B

STREAM = "LINKAGE"
SUBJECT_A = f"linkage.32.05.83.{ORG_A}.case.accepted"
SUBJECT_B = f"linkage.32.05.83.{ORG_B}.case.accepted"
OWN_INFO = f"LK.CONSUMER.INFO.{STREAM}.{ORG_A}"
FILTER_A, FILTER_B = f"linkage.*.*.*.{ORG_A}.>", f"linkage.*.*.*.{ORG_B}.>"


class Attack(NamedTuple):
    """One message; `reply` None stands for the attacker's own inbox."""

    name: str
    subject: str
    body: bytes = b""
    reply: str | None = None
    headers: dict[str, str] | None = None


HARMFUL = (
    SUBJECT_A,
    SUBJECT_B,
    "another.stream",
    f"$JS.API.STREAM.DELETE.{STREAM}",
    f"$JS.API.STREAM.PURGE.{STREAM}",
    f"_INBOX_{ORG_B}.forged",
    "_INBOX_relay.forged",
    "$SYS.REQ.SERVER.PING",
)
"""Where an answer, a delivery or a trace would do harm if it arrived."""


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()


def _consumer(action: str = "", **config: Any) -> bytes:
    config = {"ack_policy": "none", "durable_name": "spy", "name": "spy", **config}
    return _json({"stream_name": STREAM, "action": action, "config": config})


def _creates() -> Iterator[tuple[str, str, bytes]]:
    create = f"CONSUMER.CREATE.{STREAM}"
    yield "create with B's filter", f"{create}.spy.{FILTER_B}", _consumer(filter_subject=FILTER_B)
    yield "create with a wildcard", f"{create}.spy.linkage.>", _consumer(filter_subject="linkage.>")
    yield "create without a filter", f"{create}.spy", _consumer()
    yield (
        "create with two filters",
        f"{create}.spy",
        _consumer(filter_subjects=[FILTER_A, FILTER_B]),
    )
    yield "legacy ephemeral create", create, _consumer(durable_name="", name="")
    yield "legacy durable create", f"CONSUMER.DURABLE.CREATE.{STREAM}.spy", _consumer(name="")
    yield (
        "own filter in the subject, B's in the body",
        f"{create}.{ORG_A}.{FILTER_A}",
        _consumer(name=ORG_A, durable_name=ORG_A, filter_subject=FILTER_B),
    )
    yield (
        "widen the own consumer",
        f"{create}.{ORG_A}",
        _consumer("update", name=ORG_A, durable_name=ORG_A, filter_subjects=["linkage.>"]),
    )
    for target in (*HARMFUL, f"_INBOX_{ORG_A}.x"):
        push = _consumer(deliver_subject=target, filter_subject="linkage.>")
        yield f"push consumer to {target}", f"{create}.spy.linkage.>", push


def _others_consumer() -> Iterator[tuple[str, str, bytes]]:
    target = f"{STREAM}.{ORG_B}"
    rewrite = _consumer("update", name=ORG_B, durable_name=ORG_B, filter_subjects=["linkage.x.>"])
    yield "rewrite B's consumer", f"CONSUMER.CREATE.{target}", rewrite
    yield (
        "pause B's consumer",
        f"CONSUMER.PAUSE.{target}",
        _json({"pause_until": "2099-01-01T00:00:00Z"}),
    )
    yield "reset B's consumer", f"CONSUMER.RESET.{target}", _json({"seq": 1})
    yield "reset B's consumer to the end", f"CONSUMER.RESET.{target}", _json({"seq": 99})
    yield "delete B's consumer", f"CONSUMER.DELETE.{target}", b""
    yield "read B's consumer", f"CONSUMER.INFO.{target}", b""
    yield "pull B's consumer", f"CONSUMER.MSG.NEXT.{target}", _json({"batch": 5, "no_wait": True})
    yield "unpin B's consumer", f"CONSUMER.UNPIN.{target}", _json({"group": "x"})
    yield "B's consumer's leader steps down", f"CONSUMER.LEADER.STEPDOWN.{target}", b""
    yield "list consumers", f"CONSUMER.LIST.{STREAM}", b""
    yield "name consumers", f"CONSUMER.NAMES.{STREAM}", b""


def _stream() -> Iterator[tuple[str, str, bytes]]:
    plain = {"name": STREAM, "subjects": ["linkage.*.*.*.*.*.*"]}
    yield "direct get by sequence", f"DIRECT.GET.{STREAM}", _json({"seq": 1})
    yield "direct get multi-last", f"DIRECT.GET.{STREAM}", _json({"multi_last": [FILTER_B]})
    yield "direct get last by subject", f"DIRECT.GET.{STREAM}.{SUBJECT_B}", b""
    yield "message get", f"STREAM.MSG.GET.{STREAM}", _json({"seq": 1})
    yield (
        "message get last by subject",
        f"STREAM.MSG.GET.{STREAM}",
        _json({"last_by_subj": SUBJECT_B}),
    )
    yield "stream info with subjects", f"STREAM.INFO.{STREAM}", _json({"subjects_filter": ">"})
    yield "list streams", "STREAM.LIST", b""
    yield "name streams", "STREAM.NAMES", b""
    yield "account info", "INFO", b""
    yield (
        "snapshot",
        f"STREAM.SNAPSHOT.{STREAM}",
        _json({"deliver_subject": f"_INBOX_{ORG_A}.snap"}),
    )
    yield "restore", f"STREAM.RESTORE.{STREAM}", _json({"config": plain, "state": {}})
    yield "stream update", f"STREAM.UPDATE.{STREAM}", _json({**plain, "max_msgs": 1})
    yield "take deny away", f"STREAM.UPDATE.{STREAM}", _json({**plain, "deny_delete": False})
    yield "stream delete", f"STREAM.DELETE.{STREAM}", b""
    yield "stream purge", f"STREAM.PURGE.{STREAM}", b""
    yield "message delete", f"STREAM.MSG.DELETE.{STREAM}", _json({"seq": 1})
    yield "direct get, the whole stream", f"DIRECT.GET.{STREAM}", _json({"seq": 1, "batch": 9})
    yield "remove a peer", f"STREAM.PEER.REMOVE.{STREAM}", _json({"peer": "x"})
    yield "purge the account", "ACCOUNT.PURGE.CORE", b""
    yield "leader step-down", f"STREAM.LEADER.STEPDOWN.{STREAM}", b""
    yield "create a mirror", "STREAM.CREATE.SPY", _json({"name": "SPY", "mirror": {"name": STREAM}})
    yield (
        "create a stream of one's own",
        "STREAM.CREATE.OWN",
        _json({"name": "OWN", "subjects": ["own"]}),
    )


def api_attacks() -> list[Attack]:
    """Every request in the server's own words and through the name of the import."""
    theirs = [*_creates(), *_others_consumer()]
    calls = [
        *(("$JS.API", *call) for call in [*theirs, *_stream()]),
        *(("LK", *call) for call in theirs),
    ]
    return [
        Attack(f"{name} ({prefix})", f"{prefix}.{call}", body) for prefix, name, call, body in calls
    ]


def reply_attacks() -> list[Attack]:
    """Permitted and refused requests whose answer is directed to where it would do harm."""
    pull = _json({"batch": 3, "expires": 200_000_000})
    carriers = [
        ("INFO", OWN_INFO, b""),
        ("NEXT", f"LK.CONSUMER.MSG.NEXT.{STREAM}.{ORG_A}", pull),
        ("RESET", f"LK.CONSUMER.RESET.{STREAM}.{ORG_A}", _json({"seq": 1})),
        ("direct get", f"$JS.API.DIRECT.GET.{STREAM}", _json({"seq": 1})),
        ("refused create", f"$JS.API.CONSUMER.CREATE.{STREAM}.spy", _consumer()),
        ("ACK", f"$JS.ACK.{STREAM}.{ORG_A}.1.1.1.1.1", b"+ACK"),
    ]
    return [
        Attack(f"{name} answering to {target}", subject, body, target)
        for name, subject, body in carriers
        for target in HARMFUL
    ]


def header_attacks() -> list[Attack]:
    """Headers by which the server itself would publish elsewhere, or treat a message otherwise."""
    traced = [
        Attack(f"trace to {target}", OWN_INFO, b"", None, {"Nats-Trace-Dest": target})
        for target in HARMFUL[1::2]
    ]
    rollup = {"Nats-Rollup": "all", "Nats-Expected-Last-Sequence": "6"}
    return [*traced, Attack("fake event that rolls up", SUBJECT_B, b"{}", None, rollup)]


def publish_attacks() -> list[Attack]:
    """Fake events and forged acknowledgements."""
    forged = [
        Attack(f"{word} for B's consumer", f"$JS.ACK.{STREAM}.{ORG_B}.1.1.1.1.1", word.encode())
        for word in ("+ACK", "-NAK", "+TERM", '+NXT {"batch":5}')
    ]
    fakes = [Attack(f"fake event {subject}", subject, b"{}") for subject in (SUBJECT_A, SUBJECT_B)]
    return [*fakes, *forged, Attack("list connections", "$SYS.REQ.SERVER.PING.CONNZ")]


SNOOPING = (
    ">",
    "linkage.>",
    "_R_.>",
    "$JS.EVENT.ADVISORY.>",
    "$JS.ACK.>",
    "$JS.API.>",
    "$SYS.>",
    f"_INBOX_{ORG_B}.>",
    "_INBOX_relay.>",
    "_INBOX.>",
)
