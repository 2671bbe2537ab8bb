"""Bad input: a problem document with a stable code each, nothing recorded, never a 500."""

import json
from typing import Any

import pytest

from tests.app.api.world import APPLICANT, ITEM, A, World

NONE = "00000000-0000-4000-8000-000000000000"
OPEN = "/v1/cases/submit-application"
JSON = {"content-type": "application/json"}
EVENT = {"content-type": "application/cloudevents+json"}
LINES = {"content-type": "application/x-ndjson"}
BATCH = {"content-type": "application/cloudevents-batch+json"}
SOUND = json.dumps({"itemCode": ITEM}).encode()


def event(**changes: Any) -> bytes:
    whole: dict[str, Any] = {
        "specversion": "1.0",
        "id": "bad-1",
        "source": "urn:test",
        "type": "cn.shenguan.case.materials_received.v1",
        "subject": "2026-1",
        "time": "2026-11-20T10:00:00+08:00",
        "data": {"itemCode": ITEM, "actor": {"personId": "p", "role": "WINDOW"}, "payload": {}},
    }
    whole.update(changes)
    return json.dumps({k: v for k, v in whole.items() if v is not None}).encode()


# name: (status, code, method, path, headers, body)
COMMANDS = {
    "broken JSON": (400, "malformed-json", "POST", OPEN, JSON, b'{"itemCode": '),
    "empty body with a type": (422, "invalid-fields", "POST", OPEN, JSON, b""),
    "no body at all": (422, "invalid-fields", "POST", OPEN, {}, b""),
    "a list": (422, "invalid-fields", "POST", OPEN, JSON, b"[]"),
    "null": (422, "invalid-fields", "POST", OPEN, JSON, b"null"),
    "a number": (422, "invalid-fields", "POST", OPEN, JSON, b"7"),
    "unknown field": (422, "invalid-fields", "POST", OPEN, JSON, b'{"itemCode":"x","x":1}'),
    "missing field": (422, "invalid-fields", "POST", OPEN, JSON, b"{}"),
    "wrong type": (422, "invalid-fields", "POST", OPEN, JSON, b'{"itemCode":{"a":1}}'),
    "empty text": (422, "invalid-fields", "POST", OPEN, JSON, b'{"itemCode":""}'),
    "long text": (422, "invalid-fields", "POST", OPEN, JSON, b'{"itemCode":"%b"}' % (b"x" * 200)),
    "duplicate key": (
        400, "malformed-json", "POST", OPEN, JSON, b'{"itemCode":"a","itemCode":"b"}',
    ),
    "NaN": (400, "malformed-json", "POST", OPEN, JSON, b'{"itemCode":NaN}'),
    "huge integer": (400, "malformed-json", "POST", OPEN, JSON, b'{"itemCode":%b}' % (b"9" * 5000)),
    "huge exponent": (400, "malformed-json", "POST", OPEN, JSON, b'{"itemCode":1e9999}'),
    "NUL escape": (400, "malformed-json", "POST", OPEN, JSON, b'{"itemCode":"a\\u0000b"}'),
    "NUL in a key": (400, "malformed-json", "POST", OPEN, JSON, b'{"a\\u0000":"b"}'),
    "raw NUL": (400, "malformed-json", "POST", OPEN, JSON, b'{"itemCode":"a\x00b"}'),
    "lone surrogate": (400, "malformed-json", "POST", OPEN, JSON, b'{"itemCode":"\\ud800"}'),
    "invalid UTF-8": (400, "malformed-json", "POST", OPEN, JSON, b'{"itemCode":"\xff\xfe"}'),
    "UTF-16": (400, "malformed-json", "POST", OPEN, JSON, '{"itemCode":"x"}'.encode("utf-16")),
    "byte order mark": (400, "malformed-json", "POST", OPEN, JSON, b"\xef\xbb\xbf{}"),
    "deep nesting": (400, "malformed-json", "POST", OPEN, JSON, b"[" * 50_000 + b"]" * 50_000),
    "nesting of 100": (400, "malformed-json", "POST", OPEN, JSON, b"[" * 100 + b"]" * 100),
    "trailing text": (400, "malformed-json", "POST", OPEN, JSON, SOUND + b" x"),
    "XML": (415, "unsupported-media-type", "POST", OPEN, {"content-type": "text/xml"}, b"<a/>"),
    "a form": (
        415, "unsupported-media-type", "POST", OPEN,
        {"content-type": "application/x-www-form-urlencoded"}, b"a=b",
    ),
    "another charset": (
        415, "unsupported-media-type", "POST", OPEN,
        {"content-type": "application/json; charset=gbk"}, SOUND,
    ),
    "compressed": (
        415, "unsupported-media-type", "POST", OPEN, {**JSON, "content-encoding": "gzip"}, SOUND,
    ),
    "a body without type": (415, "unsupported-media-type", "POST", OPEN, {}, SOUND),
    "too large": (413, "body-too-large", "POST", OPEN, JSON, b" " * (1024 * 1024 + 1)),
    "10 MB": (413, "body-too-large", "POST", OPEN, JSON, b"x" * 10_000_000),
    "absent item": (422, "item-unknown", "POST", OPEN, JSON, b'{"itemCode":"no-such-item"}'),
    "bad target": (422, "invalid-fields", "POST", "/v1/cases/7/accept-case", JSON, b"{}"),
    "unknown target": (404, None, "POST", f"/v1/cases/{NONE}/accept-case", JSON, b"{}"),
    "bad enum": (
        422, "invalid-fields", "POST", f"/v1/cases/{NONE}/start-special-procedure", JSON,
        b'{"kind":"PARTY"}',
    ),
    "bad key header": (
        400, "invalid-idempotency-key", "POST", OPEN, {**JSON, "idempotency-key": "x" * 200}, SOUND,
    ),
    "spaces in a key": (
        400, "invalid-idempotency-key", "POST", OPEN, {**JSON, "idempotency-key": "a b"}, SOUND,
    ),
    "weak etag": (400, "invalid-precondition", "POST", OPEN, {**JSON, "if-match": 'W/"1"'}, SOUND),
    "etag of another kind": (
        400, "invalid-precondition", "POST", OPEN, {**JSON, "if-match": '"abc"'}, SOUND,
    ),
    "length that lies": (
        400, "malformed-request", "POST", OPEN, {**JSON, "content-length": "-1"}, SOUND,
    ),
    "applicant of no kind": (
        422, "invalid-fields", "POST", OPEN, JSON,
        json.dumps({"itemCode": ITEM, "applicant": {**APPLICANT, "kind": "GHOST"}}).encode(),
    ),
}  # fmt: skip

ADDRESSES = {
    "no such route": (404, "no-such-route", "GET", "/v1/nothing", {}, b""),
    "root": (404, "no-such-route", "GET", "/", {}, b""),
    "wrong method": (405, "method-not-allowed", "DELETE", "/v1/cases", {}, b""),
    "a command by GET": (
        405, "method-not-allowed", "GET", "/v1/cases/submit-application", {}, b"",
    ),
    "NUL in the path": (400, "malformed-request", "GET", "/v1/cases/%00", {}, b""),
    "NUL in the query": (400, "malformed-request", "GET", "/v1/cases?item=a%00b", {}, b""),
    "broken UTF-8 in the path": (400, "malformed-request", "GET", "/v1/cases/%ff", {}, b""),
    "broken UTF-8 in the query": (400, "malformed-request", "GET", "/v1/cases?item=%c3", {}, b""),
    "line break in the query": (400, "malformed-request", "GET", "/v1/cases?item=a%0ab", {}, b""),
    "not a UUID": (422, "invalid-fields", "GET", "/v1/cases/1", {}, b""),
    "bad cursor": (400, "invalid-cursor", "GET", "/v1/cases?cursor=%25%25", {}, b""),
    "cursor of nothing": (400, "invalid-cursor", "GET", "/v1/cases?cursor=e30", {}, b""),
    "bad limit": (422, "invalid-fields", "GET", "/v1/cases?limit=0", {}, b""),
    "endless limit": (422, "invalid-fields", "GET", f"/v1/cases?limit={'9' * 400}", {}, b""),
    "bad light": (422, "invalid-fields", "GET", "/v1/cases?light=BLUE", {}, b""),
    "no such date": (
        422, "invalid-fields", "GET", "/v1/calendar/add-workdays?start=2026-02-30&days=1", {}, b"",
    ),
    "date beyond all": (
        422, "invalid-fields", "GET", "/v1/calendar/add-workdays?start=9999-12-31&days=1", {}, b"",
    ),
    "too many days": (
        422, "invalid-fields", "GET", "/v1/calendar/add-workdays?start=2026-01-01&days=99999", {},
        b"",
    ),
    "proof beyond the log": (
        400, "proof-out-of-range", "GET", f"/v1/logs/{A}/proof/inclusion?index=99999999", {}, b"",
    ),
    "proof of a negative": (
        422, "invalid-fields", "GET", f"/v1/logs/{A}/proof/inclusion?index=-1", {}, b"",
    ),
    "index beyond bigint": (
        422, "invalid-fields", "GET", f"/v1/logs/{A}/proof/inclusion?index={2**80}", {}, b"",
    ),
    "proof backwards": (
        400, "proof-out-of-range", "GET", f"/v1/logs/{A}/proof/consistency?old=5&new=3", {}, b"",
    ),
    "another county's log": (403, "forbidden", "GET", "/v1/logs/329902/checkpoint", {}, b""),
    "a position nobody reached": (
        422, "invalid-fields", "GET", "/v1/cases?atLeast=99999999", {}, b"",
    ),
    "no such post in the demo": (
        404, "no-such-post", "POST", "/v1/demo/sign-in", JSON,
        json.dumps({"post": "nobody", "region": A}).encode(),
    ),
    "demo without region": (
        422, "region-needed", "POST", "/v1/demo/sign-in", JSON, b'{"post":"window-01"}',
    ),
}  # fmt: skip

REPORTS = {
    "broken JSON": (400, "malformed-json", EVENT, b"{"),
    "no CloudEvent": (None, "not-cloudevents", EVENT, b"[]"),
    "unknown act": (None, "unknown-act", EVENT, event(type="cn.shenguan.case.danced.v1")),
    "not reportable": (
        None, "act-not-reportable", EVENT, event(type="cn.shenguan.task.signed.v1"),
    ),
    "no id": (None, "missing-attribute", EVENT, event(id=None)),
    "no offset": (None, "missing-offset", EVENT, event(time="2026-11-20T10:00:00")),
    "future": (None, "future-time", EVENT, event(time="2999-01-01T00:00:00Z")),
    "no time": (None, "bad-time", EVENT, event(time="yesterday")),
    "absent item": (
        404, "unknown-item", EVENT,
        event(data={"itemCode": "none", "actor": {"personId": "p", "role": "WINDOW"},
                    "payload": {}}),
    ),
    "bad payload": (
        422, "payload-invalid", EVENT,
        event(data={"itemCode": ITEM, "actor": {"personId": "p", "role": "WINDOW"},
                    "payload": {"x": 1}}),
    ),
    "plain JSON": (415, "unsupported-media-type", JSON, event()),
    "batch that is no list": (None, "not-cloudevents", BATCH, b"{}"),
    "batch of 10 MB": (413, "body-too-large", BATCH, b"[" + b" " * 10_000_000 + b"]"),
    "batch of 6,000": (413, "too-many", BATCH, b"[" + b",".join([b"1"] * 6000) + b"]"),
}  # fmt: skip


def judge(response: Any, status: int | None, code: str | None) -> None:
    assert response.status_code < 500 or response.json()["code"] == "view-behind", response.text
    assert response.headers["content-type"] == "application/problem+json", response.text
    body = response.json()
    assert body["status"] == response.status_code
    assert body["title"]
    assert len(body["traceId"]) == 32
    assert "Traceback" not in response.text
    assert "pydantic" not in response.text
    if status is not None:
        assert response.status_code == status, response.text
    if code is not None:
        assert body["code"] == code, response.text
    if body["code"] == "invalid-fields":
        assert all(field["reason"] for field in body["fields"])


@pytest.mark.parametrize("name", [*COMMANDS, *ADDRESSES])
def test_bad_input_is_a_problem_with_a_code_of_its_own(world: World, name: str):
    status, code, method, path, headers, body = {**COMMANDS, **ADDRESSES}[name]
    judge(world.call(method, path, headers=headers, content=body), status, code)


@pytest.mark.parametrize("name", REPORTS)
def test_a_bad_report_is_a_problem_with_a_code_of_its_own(world: World, name: str):
    status, code, headers, body = REPORTS[name]
    response = world.call("POST", "/v1/acts", post="source-platform", headers=headers, content=body)
    judge(response, status, code)


def test_one_bad_report_of_a_batch_does_not_fail_its_neighbours(world: World):
    lines = b"\n".join([event(id="n-1"), b"{broken", event(id="n-2"), event(id="n-1")])
    response = world.call("POST", "/v1/acts", post="source-platform", headers=LINES, content=lines)
    assert response.status_code == 207, response.text
    answer = response.json()
    assert answer["counts"] == {"recorded": 2, "known": 1, "refused": 1}
    assert answer["results"][1]["problem"]["code"] == "malformed-json"
    assert answer["results"][3]["receipt"]["index"] == answer["results"][0]["receipt"]["index"]


def test_the_same_id_with_other_content_is_a_conflict(world: World):
    first = world.call(
        "POST", "/v1/acts", post="source-platform", headers=EVENT, content=event(id="dup")
    )
    assert first.status_code == 200, first.text
    again = world.call(
        "POST",
        "/v1/acts",
        post="source-platform",
        headers=EVENT,
        content=event(id="dup", subject="x"),
    )
    judge(again, 409, "duplicate-id-other-content")


def test_a_body_without_a_length_is_counted_while_it_streams(world: World):
    async def endless():
        for _ in range(200):
            yield b" " * 65536

    response = world.call("POST", OPEN, headers=JSON, content=endless())
    judge(response, 413, "body-too-large")


def test_nothing_of_all_this_was_recorded(world: World):
    from psycopg import connect

    with connect(world.url) as connection:
        (size,) = connection.execute("SELECT position FROM ledger.head").fetchone() or (0,)
    for name in ("broken JSON", "NUL escape", "too large", "unknown field"):
        _, _, method, path, headers, body = COMMANDS[name]
        world.call(method, path, headers=headers, content=body)
    with connect(world.url) as connection:
        assert connection.execute("SELECT position FROM ledger.head").fetchone() == (size,)
