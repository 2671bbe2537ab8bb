"""An act goes in by HTTP; trail, monitoring, inbox, NATS and SSE show it, and the log proves it."""

import json
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from adapters.ledger.proof.note import Verifier
from adapters.ledger.proof.offline import verify_receipt
from tests.support.running import REGION, Running, until
from tests.system.acts import get, granted_case, reported_grant

pytestmark = pytest.mark.xdist_group("system")
Case = tuple[str, list[dict[str, Any]]]


def native(running: Running) -> Case:
    return granted_case(running)


def reported(running: Running) -> Case:
    return reported_grant(running, 1)


class Listening(threading.Thread):
    """What an SSE client hears of new deliveries."""

    def __init__(self, running: Running) -> None:
        super().__init__(daemon=True)
        self.open = threading.Event()
        self.heard: list[dict[str, Any]] = []
        self.client = running.client("regulator-market")

    def run(self) -> None:
        try:
            with self.client.stream("GET", "/v1/stream") as response:
                for line in response.iter_lines():
                    self.open.set()  # the first line comes before any delivery
                    if line.startswith("data: {"):
                        self.heard.append(json.loads(line[6:]))
        except (httpx.HTTPError, RuntimeError):  # closed by the test
            return

    def about(self, case: str) -> list[dict[str, Any]]:
        return [one for one in self.heard if one.get("data", {}).get("caseId") == case]


@pytest.mark.parametrize("way", [native, reported])
def test_an_act_is_seen_on_every_path(county: Running, way: Callable[[Running], Case]):
    listening = Listening(county)
    listening.start()
    assert listening.open.wait(10)
    case, receipts = way(county)
    at_least = receipts[-1]["position"]

    trail = get(county, "discipline-01", f"/v1/cases/{case}/trail", atLeast=at_least)["items"]
    shown = {(row["position"], row["type"], row["leafHash"]) for row in trail}
    assert {(r["position"], r["type"], r["leafHash"]) for r in receipts} <= shown

    seen = get(county, "discipline-01", "/v1/monitoring", state="all", limit=200)["items"]
    assert case in {row["caseId"] for row in seen}

    until(lambda: bool(listening.about(case)), "the delivery on SSE", 20)
    (pushed,) = listening.about(case)
    listening.client.close()
    # what goes out waits for no view: whoever has heard of a position asks for it
    told = pushed["data"]["position"]
    inbox = get(county, "liaison-market", "/v1/tasks", case=case, atLeast=told)["items"]
    assert [task["taskId"] for task in inbox] == [pushed["data"]["taskId"]]

    lines = county.cli("watch", "liaison-market", "--after", "0", "--json", "--count", str(
        len(get(county, "liaison-market", "/v1/tasks", closed=True, limit=200)["items"])
    )).splitlines()  # fmt: skip
    assert pushed in [json.loads(line) for line in lines]


@pytest.mark.parametrize("way", [native, lambda running: reported_grant(running, 2)],
                         ids=["native", "reported"])  # fmt: skip
def test_a_receipt_is_proved_under_a_signed_checkpoint(
    county: Running, way: Callable[[Running], Case]
):
    _, receipts = way(county)
    last = receipts[-1]

    def signed() -> str:
        with county.client("window-01") as client:
            answer = client.get(f"/v1/logs/{REGION}/checkpoint")
        return answer.text if answer.status_code == 200 else "\n0\n"

    until(lambda: int(signed().split("\n")[1]) > last["index"], "a checkpoint over it", 20)
    checkpoint = signed()
    size = int(checkpoint.split("\n")[1])
    verifier = Verifier.from_vkey((county.var / f"keys/log-{REGION}.vkey").read_text().strip())
    for one in receipts:
        path = f"/v1/logs/{REGION}/proof/inclusion"
        proof = get(county, "window-01", path, index=one["index"], size=size)
        report = verify_receipt(one, checkpoint, proof["proof"], verifier)
        assert (report.verdict, report.findings) == (0, [])
        forged = {**one, "leafHash": "00" * 32}
        assert verify_receipt(forged, checkpoint, proof["proof"], verifier).verdict == 20


def test_the_whole_log_verifies_and_its_export_does_so_off_line(county: Running, tmp_path):
    granted_case(county)
    reports = json.loads(county.cli("verify", "--json"))
    assert {report["verdict"] for report in reports} == {0}, reports
    file, key = tmp_path / "county.ndjson", county.var / f"keys/log-{REGION}.vkey"
    county.cli("export", REGION, "--to", str(file))
    county.cli("verify", "--file", str(file), "--key", str(key))
    content = file.read_bytes()
    at = content.index(b'"state":"', len(content) // 2) + 20
    file.write_bytes(content[:at] + (b"A" if content[at : at + 1] != b"A" else b"B")
                     + content[at + 1 :])  # fmt: skip
    said = county.cli("verify", "--file", str(file), "--key", str(key), "--json", code=20)
    assert json.loads(said)[0]["findings"]


def test_status_tells_every_follower_and_process(county: Running):
    state = json.loads(county.cli("status", "--json"))
    assert state["status"] == "ready"
    assert {"projector", "policy:push-supervision"} <= {f["name"] for f in state["followers"]}
    running = {child["name"] for child in state["processes"] if child["state"] == "running"}
    assert running == {"postgres", "nats", "projector", "worker", "api"}
