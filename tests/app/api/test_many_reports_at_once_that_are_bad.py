"""Batches and lines: each item has its own answer in its own place, and nothing is lost."""

import json
from typing import Any

from tests.app.api.bad_reports import report
from tests.app.api.world import World

BATCH = {"content-type": "application/cloudevents-batch+json"}
LINES = {"content-type": "application/x-ndjson"}


def sent(world: World, headers: dict[str, str], body: bytes) -> Any:
    return world.call("POST", "/v1/acts", post="source-platform", headers=headers, content=body)


def line(**changes: Any) -> bytes:
    return json.dumps(report(**changes)).encode()


def codes(answer: dict[str, Any]) -> list[str]:
    return [one["problem"]["code"] if "problem" in one else "" for one in answer["results"]]


def test_one_bad_item_of_a_batch_is_answered_in_its_place(world: World):
    items = [report(id="m-1"), report(id="m-2", time="2026-02-30T00:00:00Z"), 7, report(id="m-3")]
    response = sent(world, BATCH, json.dumps(items).encode())
    assert response.status_code == 207, response.text
    answer = response.json()
    assert codes(answer) == ["", "bad-time", "not-cloudevents", ""]
    assert answer["counts"] == {"recorded": 2, "known": 0, "refused": 2}
    fields = answer["results"][1]["problem"]["fields"]
    assert [field["name"] for field in fields] == ["time"]


def test_a_batch_of_nothing_is_all_recorded(world: World):
    for headers, body in ((BATCH, b"[]"), (LINES, b""), (LINES, b"\n\n")):
        response = sent(world, headers, body)
        assert response.status_code == 200, response.text
        assert response.json()["results"] == []


def test_a_batch_with_a_key_twice_is_refused_whole(world: World):
    response = sent(world, BATCH, b"[" + line(id="m-9")[:-1] + b',"id":"m-10"}]')
    assert (response.status_code, response.json()["code"]) == (400, "malformed-json")


def test_lines_may_end_as_on_windows_and_blank_ones_count_for_nothing(world: World):
    body = b"\r\n".join([line(id="w-1"), b"", b"   ", line(id="w-2"), b""])
    response = sent(world, LINES, body)
    assert response.status_code == 200, response.text
    assert response.json()["counts"] == {"recorded": 2, "known": 0, "refused": 0}


def test_a_line_too_long_or_in_another_encoding_harms_no_neighbour(world: World):
    long, foreign = line(id="w-3", note="x" * 100_000), '{"id":"许可"}'.encode("gbk")
    body = b"\n".join([long, foreign, line(id="w-4"), b"{}", b"\xef\xbb\xbf" + line(id="w-5")])
    response = sent(world, LINES, body)
    assert response.status_code == 207, response.text
    assert codes(response.json()) == [
        "too-large", "malformed-json", "", "not-cloudevents", "malformed-json",
    ]  # fmt: skip


def test_too_many_lines_are_refused_whole(world: World):
    response = sent(world, LINES, b"1\n" * 5001)
    assert (response.status_code, response.json()["code"]) == (413, "too-many")
