"""Attacks that are mere data or mere headers: they change nothing, and nothing breaks."""

import json
from typing import Any

import jwt
import psycopg
import pytest

from tests.app.api.world import APPLICANT, ITEM, World

CASES = "/v1/cases"
TEXTS = [
    "' OR '1'='1", "'; DROP TABLE ledger.event; --", "%s%n%d", "{0.__class__}", "${jndi:ldap://x}",
    "<script>alert(1)</script>", "../../etc/passwd", "%", "_", "\\", "ＡＢＣ", "é", "e\u0301",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _projected(world: World) -> None:
    world.project()


@pytest.mark.parametrize("text", TEXTS)
def test_a_filter_is_data(world: World, text: str):
    world.accepted_case()
    world.project()
    response = world.call("GET", CASES, params={"number": text, "state": "all"})
    assert response.status_code == 200, response.text
    assert response.json()["items"] == [], "a prefix is taken literally"


@pytest.mark.parametrize("text", TEXTS)
def test_a_reason_is_kept_as_it_was_written(world: World, text: str):
    case = world.command(f"{CASES}/submit-application", {"itemCode": ITEM})["id"]
    body = {"reason": text}
    world.command(f"{CASES}/{case}/withdraw-application", body)
    with psycopg.connect(world.url) as connection:
        row = connection.execute(
            "SELECT state FROM ledger.event WHERE stream = %s ORDER BY position DESC LIMIT 1",
            [case],
        ).fetchone()
    assert row
    assert json.loads(bytes(row[0]))["data"]["reason"] == text


@pytest.mark.parametrize(
    "headers",
    [
        {"x-http-method-override": "DELETE"},
        {"accept": "image/png"},
        {"accept": ";;q=x"},
        {"range": "bytes=0-1"},
        {"accept-language": "en\t;q=1;q=2,*;q=nan"},
        {"x-forwarded-host": "evil.example", "forwarded": "host=evil"},
        {"traceparent": "00-zz-zz-00", "x-request-id": "x" * 500},
        {"if-none-match": "W/junk,,"},
        {"cookie": "session=1; session=2"},
    ],
)
def test_a_header_that_means_nothing_here_changes_nothing(world: World, headers: dict[str, str]):
    plain = world.call("GET", CASES)
    response = world.call("GET", CASES, headers=headers)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    assert response.json()["items"] == plain.json()["items"]
    assert "evil" not in str(response.headers)


def forged(world: World, algorithm: str, key: Any, **headers: Any) -> str:
    body = jwt.decode(world.token(), options={"verify_signature": False})
    issuer = world.container.local_issuer
    assert issuer
    named = {"kid": issuer.key_id, **headers}
    return jwt.encode(body, key, algorithm=algorithm, headers=named)


@pytest.mark.parametrize("kid", ["../../etc/passwd", "' OR 1=1", "", "x" * 5000, "\u202e"])
def test_a_key_id_is_only_looked_up(world: World, kid: str):
    refused(world, forged(world, "HS256", "s" * 32, kid=kid))


def test_a_token_without_a_signature_or_signed_with_the_public_key_is_nobody(world: World):
    issuer = world.container.local_issuer
    assert issuer
    public = issuer.jwks()["keys"][0]["x"]
    for token in (
        forged(world, "none", None),
        forged(world, "HS256", public.ljust(32, "x")),
        world.token() + "A",
        world.token().rpartition(".")[0] + ".",
        world.token() + "." + world.token(),
    ):
        refused(world, token)


def refused(world: World, token: str) -> None:
    response = world.call("GET", "/v1/me", post=None, headers={"authorization": f"Bearer {token}"})
    assert (response.status_code, response.json()["code"]) == (401, "unauthenticated")


def test_a_token_in_the_address_is_nobody(world: World):
    response = world.call("GET", f"/v1/me?access_token={world.token()}", post=None)
    assert response.status_code == 401


def test_a_cursor_opens_one_trail_alone(world: World):
    """Reads are logged under the case that was asked for."""
    one, other = world.accepted_case(), world.accepted_case()
    world.project()
    cursor = world.call("GET", f"{CASES}/{one}/trail?limit=1").json()["next"]
    assert world.call("GET", f"{CASES}/{one}/trail?cursor={cursor}").status_code == 200
    for path in (f"{CASES}/{other}/trail", CASES, "/v1/tasks"):
        response = world.call("GET", f"{path}?cursor={cursor}")
        assert (response.status_code, response.json()["code"]) == (400, "invalid-cursor")
    for broken in (cursor[:-4], cursor + "AAAA", cursor.swapcase()):
        response = world.call("GET", f"{CASES}/{one}/trail?cursor={broken}")
        assert (response.status_code, response.json()["code"]) == (400, "invalid-cursor"), broken


def test_a_refused_attempt_is_in_the_trail_with_who_tried_it(world: World):
    """Nothing is lost: the attempt is kept although the act is not."""
    case = world.accepted_case()
    early = world.call("POST", f"{CASES}/{case}/deliver-result",
                       json={"method": "WINDOW", "receiptNumber": "x"})  # fmt: skip
    assert early.status_code == 409, early.text
    wrong = world.call("POST", f"{CASES}/{case}/grant-permit", json={"decisionNumber": "x"})
    assert wrong.status_code == 403, wrong.text
    world.project()
    trail = world.call("GET", f"{CASES}/{case}/trail", post="discipline-01").json()["items"]
    refusals = [act for act in trail if act["type"] == "command.refused"]
    assert [act["post"] for act in refusals] == ["window-01", "window-01"]
    assert all(act["leafHash"] for act in refusals)


def test_a_case_is_no_task(world: World):
    case = world.accepted_case()
    response = world.call("POST", f"/v1/tasks/{case}/claim-task", post="regulator-market", json={})
    assert (response.status_code, response.json()["code"]) == (404, "task-not-found")
    assert APPLICANT["identifier"] not in response.text
