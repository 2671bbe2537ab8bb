"""One trace id, from the request to the message: found by grep in every process's log."""

import asyncio
import json
import secrets
from typing import Any

import httpx
import pytest

from adapters.bus.connection import connect
from adapters.bus.delivery import StoredMessage
from adapters.bus.stream import api_request
from tests.support.running import Running, until
from tests.system.load import event

pytestmark = pytest.mark.xdist_group("system")


def lines(running: Running, name: str, trace: str) -> list[dict[str, Any]]:
    """The log lines of a process that name the trace."""
    text = (running.var / "log" / f"{name}.log").read_text()
    return [json.loads(line) for line in text.splitlines() if trace in line]


def said(running: Running, name: str, trace: str) -> set[str]:
    return {line["event"] for line in lines(running, name, trace)}


async def last_messages(running: Running, case: str) -> list[StoredMessage]:
    """What the stream holds about a case."""
    connection = await connect(running.relay_access())
    found = []
    try:
        info = await api_request(connection.client, "$JS.API.STREAM.INFO.LINKAGE")
        for number in range(max(1, info["state"]["last_seq"] - 20), info["state"]["last_seq"] + 1):
            answer = await api_request(
                connection.client, "$JS.API.STREAM.MSG.GET.LINKAGE", {"seq": number}
            )
            found.append(StoredMessage.from_api(answer["message"]))
    finally:
        await connection.close()
    return [one for one in found if case in one.payload.decode()]


def heard(running: Running, trace: str) -> bool:
    """Whether the event stream names the trace."""
    with running.client("regulator-market") as client:
        try:
            with client.stream("GET", "/v1/stream", params={"after": 0}, timeout=3) as response:
                return any(
                    line.startswith(": traceparent=") and trace in line
                    for line in response.iter_lines()
                )
        except httpx.ReadTimeout:
            return False


def granted(running: Running, trace: str, *, own: bool) -> str:
    """A permit reported with its trace: in the report itself, or in the request; the case."""
    act = event(int(trace[:12], 16), 1, "case.permit_granted", {"decisionNumber": trace[:8]})
    traced = {"traceparent": f"00-{trace}-{'c1' * 8}-01"}
    kind = {"content-type": "application/cloudevents+json"}
    content, headers = json.dumps({**act, **(traced if own else {})}), {**kind, **traced}
    with running.client("source-platform") as client:
        answer = client.post("/v1/acts", content=content, headers=kind if own else headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["receipt"]["stream"]


def test_a_trace_leads_from_the_request_to_the_message(county: Running):
    trace = secrets.token_hex(16)
    case = granted(county, trace, own=False)
    until(lambda: "relayed" in said(county, "worker", trace), "the push", 60)
    assert {"request", "acts_recorded"} <= said(county, "api", trace)
    assert {"policy_answered", "relayed"} <= said(county, "worker", trace)
    until(lambda: bool(asyncio.run(last_messages(county, case))), "the stream has it", 60)
    for message in asyncio.run(last_messages(county, case)):
        version, found, span, flags = message.headers["traceparent"].split("-")
        assert (version, found, len(span), flags) == ("00", trace, 16, "01")
    until(lambda: heard(county, trace), "the event stream names it", 60)


def test_a_report_may_bring_a_trace_of_its_own(county: Running):
    trace = secrets.token_hex(16)
    granted(county, trace, own=True)
    until(lambda: "relayed" in said(county, "worker", trace), "the push", 60)
