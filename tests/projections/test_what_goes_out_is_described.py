"""Every message fits the schema that `/asyncapi.json` gives for its type, and CloudEvents' own.

`WRITE_EXAMPLES=1 pytest` on this file writes the document's examples anew.
"""

import json
import os
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema_rs
import psycopg
import pytest

from app.api import asyncapi_challenge as challenge
from app.api.asyncapi import EXAMPLES, document
from app.api.contract.table import READS
from app.webhooks.challenge import asked
from projections.deliveries_message import message_type
from projections.delivery_table import FAMILIES, KINDS
from projections.engine import Projector
from tests.projections.county import County, at, outgoing
from tests.projections.linkage_history import consulted, disputed, every_kind, inspected, policy

pytestmark = pytest.mark.timeout(120)
DRAFT = "http://json-schema.org/draft-07/schema#"
ACTIONS = {"send", "receive"}
VECTOR = Path(os.environ.get("SHENGUAN_DATA", "../shared/data"), "vectors/cloudevents.schema.json")


@pytest.fixture
def sent(county: County, projector: Projector, reader: psycopg.Connection[Any]) -> list[Any]:
    """What goes out of one act of each type, and of stories with more than one recipient."""
    county.record(
        county.calendar(), policy(county), *county.accepted("a"), county.granted("a", at(2)),
        *disputed(county), inspected(county, county.stream("t")), *consulted(county),
        county.pushed("old", "a", at(2), historic=True), *every_kind(county),
    )  # fmt: skip
    projector.catch_up()
    return [json.loads(one.payload) for one in outgoing(reader, 0, 1000)]


@pytest.mark.skipif(not VECTOR.is_file(), reason=f"no {VECTOR}")
def test_every_message_is_a_cloudevent_by_its_published_schema(sent: list[Any]) -> None:
    cloudevents = jsonschema_rs.validator_for(json.loads(VECTOR.read_text("utf-8")))
    for one in sent:
        cloudevents.validate(one)


def test_every_message_fits_the_schema_of_its_type_and_the_examples_are_of_them(
    sent: list[Any],
) -> None:
    components = document()["components"]
    checks = {
        message_type(kind): jsonschema_rs.validator_for(
            {
                "$schema": DRAFT,
                "$ref": f"#/components/messages/{kind}/payload",
                "components": components,
            }
        )
        for kind in KINDS
    }
    assert {one["type"] for one in sent} == set(checks)
    for one in sent:
        checks[one["type"]].validate(one)
        altered = {**one, "data": {**one["data"], "applicantName": "张三"}}
        assert not checks[one["type"]].is_valid(altered), "what is not described must not pass"
    if os.environ.get("WRITE_EXAMPLES"):
        EXAMPLES.write_text(_examples(sent), encoding="utf-8")
    assert EXAMPLES.read_text("utf-8") == _examples(sent), "run this with WRITE_EXAMPLES=1"


def test_a_receiver_finds_described_what_it_is_asked_first() -> None:
    _, _, body = asked(UUID(int=1), "329901", at(2))
    payload = document()["components"]["messages"][challenge.NAME]["payload"]
    jsonschema_rs.validator_for({"$schema": DRAFT, **payload}).validate(json.loads(body))


def _examples(sent: list[Any]) -> str:
    """The first message of each type."""
    first: dict[str, Any] = {}
    for one in sent:
        first.setdefault(one["type"].removeprefix("cn.shenguan.linkage.")[:-3], one)
    return json.dumps(first, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_whoever_may_know_more_finds_it_where_a_message_points() -> None:
    answered = {re.sub(r"\{\w+\}", "{}", path) for path in READS}
    pointed = {re.sub(r"\{\w+\}", "{}", family.path): family.name for family in FAMILIES}
    assert {name for path, name in pointed.items() if path not in answered} == set()


def test_the_document_has_the_structure_of_asyncapi_3() -> None:
    whole = document()
    assert whole["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= whole["info"].keys()
    for path, target in _references(whole):
        assert _resolved(whole, target) is not None, (path, target)
    for server in whole["servers"].values():
        assert {"host", "protocol"} <= server.keys()
        assert set(re.findall(r"\{(\w+)\}", server["host"])) == server["variables"].keys()
    for name, channel in whole["channels"].items():
        assert set(re.findall(r"\{(\w+)\}", channel["address"])) == set(
            channel.get("parameters", {})
        ), name
        own = {challenge.NAME} if name == "webhook" else set()
        assert channel["messages"].keys() == set(KINDS) | own
    for operation in whole["operations"].values():
        assert operation["action"] in ACTIONS
        channel = operation["channel"]["$ref"]
        assert all(one["$ref"].startswith(f"{channel}/messages/") for one in operation["messages"])
    for section in whole["components"].values():
        assert all(re.fullmatch(r"[\w.\-]+", name) for name in section)
    for name, message in whole["components"]["messages"].items():
        assert {"name", "title", "contentType", "payload", "headers"} <= message.keys(), name
        examples = message.get("examples", [])
        assert all(example.keys() & {"headers", "payload"} for example in examples)


def _references(value: Any, path: str = "#") -> list[tuple[str, str]]:
    if isinstance(value, list):
        return [one for n, part in enumerate(value) for one in _references(part, f"{path}/{n}")]
    if not isinstance(value, dict):
        return []
    own = [(path, value["$ref"])] if isinstance(value.get("$ref"), str) else []
    return own + [
        one for name, part in value.items() for one in _references(part, f"{path}/{name}")
    ]


def _resolved(whole: Any, target: str) -> Any:
    assert target.startswith("#/"), target
    for part in target[2:].split("/"):
        whole = whole.get(part) if isinstance(whole, dict) else None
    return whole
