"""Contents over HTTP: handed in once, opened by whoever sees the case, closed to everybody else."""

import asyncio
import secrets
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from tests.app.api.world import APPLICANT, APPROVAL, ITEM, A, B, World

PDF = {"content-type": "application/pdf"}


def hand_in(world: World, content: bytes, post: str = "window-01", region: str = A) -> str:
    answer = world.call("POST", "/v1/documents", post, region, headers=PDF, content=content)
    assert answer.status_code in (200, 201), answer.text
    assert answer.json() == {
        "digest": sha256(content).hexdigest(),
        "size": len(content),
        "mediaType": "application/pdf",
    }
    return answer.json()["digest"]


def name_in_a_case(world: World, digest: str, region: str = A) -> str:
    body = {"itemCode": ITEM, "applicant": APPLICANT}
    case = world.command("/v1/cases/submit-application", body, region=region)["id"]
    materials = {"materials": [{"name": "平面图", "digest": digest}]}
    world.command(f"/v1/cases/{case}/receive-materials", materials, region=region)
    world.project()
    return case


@pytest.fixture(scope="module")
def content() -> bytes:
    return secrets.token_bytes(200_000)


@pytest.fixture(scope="module")
def digest(world: World, content: bytes) -> str:
    digest = hand_in(world, content)
    name_in_a_case(world, digest)
    return digest


def test_a_content_comes_back_byte_for_byte_and_nothing_runs_it(
    world: World, digest: str, content: bytes
):
    answer = world.call("GET", f"/v1/documents/{digest}", "reviewer-01")
    assert answer.content == content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == f'attachment; filename="{digest[:16]}.pdf"'
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    head = world.call("HEAD", f"/v1/documents/{digest}")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(content))


def test_the_same_again_is_the_same(world: World, digest: str, content: bytes):
    again = world.call("POST", "/v1/documents", headers=PDF, content=content)
    assert (again.status_code, again.json()["digest"]) == (200, digest)


def test_every_reading_and_every_attempt_is_logged(world: World, digest: str):
    world.call("GET", f"/v1/documents/{digest}", "discipline-01")
    world.call("GET", f"/v1/documents/{digest}", "regulator-health")
    with psycopg.connect(world.url) as connection:
        rows = connection.execute(
            "SELECT post, allowed FROM ops.access_log WHERE action = 'read-document'"
            " AND target = %s ORDER BY id DESC LIMIT 2",
            [digest],
        ).fetchall()
    assert rows == [("regulator-health", False), ("discipline-01", True)]


@pytest.mark.parametrize("post", ["regulator-health", "admin-01", "source-platform"])
def test_who_does_not_see_the_case_does_not_learn_that_the_content_exists(
    world: World, digest: str, post: str
):
    foreign = world.call("GET", f"/v1/documents/{digest}", post)
    unknown = world.call("GET", f"/v1/documents/{'0' * 64}", post)
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.json()["code"] == unknown.json()["code"] == "not-found"


def test_another_county_gets_nothing_by_naming_a_digest_that_it_has_heard_of(
    world: World, digest: str
):
    name_in_a_case(world, digest, region=B)
    assert world.call("GET", f"/v1/documents/{digest}", region=B).status_code == 404
    world.call("POST", "/v1/documents", region=B, headers=PDF, content=b"another one")
    assert world.call("GET", f"/v1/documents/{digest}", region=B).status_code == 404


def test_another_department_gets_nothing_by_naming_it_in_a_case_of_its_own(world: World):
    digest = hand_in(world, secrets.token_bytes(50), post="regulator-health")
    name_in_a_case(world, digest)  # the approval bureau heard of it, and never had it
    assert world.call("GET", f"/v1/documents/{digest}").status_code == 404


def reported(world: World, digest: str, post: str, source: str) -> None:
    told = {
        "specversion": "1.0",
        "id": f"{source}-{digest}",
        "source": source,
        "type": "cn.shenguan.case.materials_received.v1",
        "subject": digest[:20],
        "time": "2026-11-20T10:00:00+08:00",
        "data": {
            "itemCode": ITEM,
            "actor": {"personId": "p-1", "role": "WINDOW", "org": APPROVAL},
            "payload": {"materials": [{"name": "平面图", "digest": digest}]},
        },
    }
    media = {"content-type": "application/cloudevents+json"}
    answer = world.call("POST", "/v1/acts", post, A, media, json=told)
    assert answer.status_code == 200, answer.text
    world.project()


def test_a_source_that_handed_a_content_in_opens_it_with_its_reported_case(world: World):
    digest = hand_in(world, secrets.token_bytes(60), post="source-platform")
    reported(world, digest, "source-platform", "urn:329901:approval-platform")
    assert world.call("GET", f"/v1/documents/{digest}").status_code == 200


def test_a_source_that_has_heard_of_a_digest_opens_nothing_with_it(world: World):
    digest = hand_in(world, secrets.token_bytes(60), post="regulator-market")
    reported(world, digest, "source-platform", "urn:329901:approval-platform")
    assert world.call("GET", f"/v1/documents/{digest}").status_code == 404


def test_a_content_that_no_case_names_is_opened_by_nobody(world: World):
    digest = hand_in(world, secrets.token_bytes(50))
    assert world.call("GET", f"/v1/documents/{digest}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/v1/documents/..%2f..%2fkeys%2fvault.key",
        "/v1/documents/../keys/vault.key",
        "/v1/documents/%2e%2e",
        "/v1/documents/" + "A" * 64,
        "/v1/documents/" + "0" * 63,
    ],
)
def test_nothing_but_a_digest_is_an_address(world: World, path: str):
    answer = world.call("GET", path)
    assert answer.status_code in (404, 422), answer.text


def test_an_admin_hands_in_nothing(world: World):
    assert (
        world.call("POST", "/v1/documents", "admin-01", headers=PDF, content=b"x").status_code
        == 403
    )


@pytest.mark.parametrize(
    ("headers", "content", "status", "code"),
    [
        (PDF, b"", 422, "document-empty"),
        ({"content-type": "text/html"}, b"<script>", 415, "unsupported-media-type"),
        ({**PDF, "content-encoding": "gzip"}, b"x", 415, "unsupported-media-type"),
    ],
)
def test_what_cannot_be_taken_is_named(
    world: World, headers: dict[str, str], content: bytes, status: int, code: str
):
    answer = world.call("POST", "/v1/documents", headers=headers, content=content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_content_without_a_stated_length_is_stopped_at_the_limit(world: World):
    async def endless():
        for _ in range(40):
            yield b"x" * 2**20

    async def post() -> int:
        async with world.client() as client:
            headers = {**world.headers(), **PDF}
            return (
                await client.post("/v1/documents", headers=headers, content=endless())
            ).status_code

    assert asyncio.run(post()) == 413
    assert drafts(world) == []


def drafts(world: World) -> list[Path]:
    return list((world.container.settings.var / "docs").glob(".draft-*"))


def test_a_content_that_was_changed_on_the_disk_is_not_given_out(world: World):
    digest = hand_in(world, secrets.token_bytes(100_000))
    name_in_a_case(world, digest)
    path = world.container.settings.var / "docs" / digest[:2] / digest
    stored = bytearray(path.read_bytes())
    stored[-1] ^= 1
    path.write_bytes(stored)
    answer = world.call("GET", f"/v1/documents/{digest}")
    assert (answer.status_code, answer.json()["code"]) == (500, "document-damaged")
    path.unlink()
    answer = world.call("GET", f"/v1/documents/{digest}")
    assert (answer.status_code, answer.json()["code"]) == (500, "document-damaged")


def test_a_full_disk_answers_as_every_other_full_disk(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(world.container.documents, "_room", lambda: False)
    answer = world.call("POST", "/v1/documents", headers=PDF, content=b"x")
    assert (answer.status_code, answer.json()["code"]) == (507, "storage-full")
