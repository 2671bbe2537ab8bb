"""Acts over HTTP, as a window and as a source system send them."""

from datetime import UTC, datetime
from typing import Any

from tests.support.running import Running
from tests.system.load import CHECK, ITEM, event


def post(running: Running, who: str, path: str, body: Any, kind: str = "application/json") -> Any:
    """A request that must succeed; its answer."""
    with running.client(who) as client:
        answer = client.post(path, json=body, headers={"content-type": kind})
    assert answer.is_success, answer.text
    return answer.json()


def get(running: Running, who: str, path: str, **parameters: Any) -> Any:
    """A query that must succeed; JSON, or text where it is none."""
    with running.client(who) as client:
        answer = client.get(path, params=parameters)
    assert answer.is_success, answer.text
    return answer.json() if "json" in answer.headers["content-type"] else answer.text


def granted_case(running: Running) -> tuple[str, list[dict[str, Any]]]:
    """A case worked here from the window to the permit; its id and all receipts."""
    receipts: list[dict[str, Any]] = []
    case = post(running, "window-01", "/v1/cases/submit-application", {"itemCode": ITEM})
    receipts += case["receipts"]
    number = f"{datetime.now(UTC):%H%M%S%f}"
    for who, name, body in (
        ("window-01", "receive-materials", {}),
        ("window-01", "accept-case", {}),
        ("reviewer-01", "start-review", {}),
        ("reviewer-01", "complete-review", CHECK),
        ("decider-01", "grant-permit", {"decisionNumber": number}),
    ):
        receipts += post(running, who, f"/v1/cases/{case['id']}/{name}", body)["receipts"]
    return case["id"], receipts


def reported_grant(running: Running, number: int) -> tuple[str, list[dict[str, Any]]]:
    """A case that was opened and granted elsewhere; its id here and the receipts."""
    opening = {"caseNumber": f"C-{number}", "itemCode": ITEM}
    receipts = []
    for order, (kind, payload) in enumerate(
        (
            ("case.application_submitted", opening),
            ("case.permit_granted", {"decisionNumber": f"R-{number}"}),
        ),
        start=1,
    ):
        one = event(number, order, kind, payload)
        answer = post(running, "source-platform", "/v1/acts", one, "application/cloudevents+json")
        receipts.append(answer["receipt"])
    return receipts[0]["stream"], receipts
