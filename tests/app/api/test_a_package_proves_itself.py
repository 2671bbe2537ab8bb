"""An offline package of a feed: made, proved with the log's key alone, altered, signed for."""

import base64
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.bus.nkey import UserKey
from adapters.ledger.proof.note import Signer, Verifier
from adapters.ledger.proof.strict_json import encode, parse_canonical
from app.bootstrap import log_signer
from app.bus import demo_user, key_of
from app.kit.package import CONTENT, NOTE, PROOFS, README, SEAL, sign_package, unpack
from app.kit.package_check import verify_package
from app.packaging import make_package
from domain.shared.errors import DomainError
from tests.app.api.test_a_feed_is_compared_and_signed_for import seal
from tests.app.api.world import MARKET, A, World, push_task

pytestmark = pytest.mark.xdist_group("a package proves itself")


@pytest.fixture(scope="module")
def package(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Messages 2 to 4 of five."""
    case = world.accepted_case(A)
    for _ in range(5):
        push_task(world, case)
    world.project()
    body = {"organisation": MARKET, "firstSeq": 2, "lastSeq": 4}
    too_soon = world.call("POST", "/v1/feeds/make-package", "efficiency-01", json=body)
    assert too_soon.json()["code"] == "package-not-sealed"
    seal(world)
    world.command("/v1/feeds/make-package", body, "efficiency-01")
    seal(world)
    path = tmp_path_factory.mktemp("package") / "stretch.zip"
    path.write_bytes(make_package(world.container, A, MARKET, 2, 4))
    return path


def key(world: World) -> Verifier:
    log = world.container.store.log(A)
    assert log
    return log_signer(world.container.settings, log).verifier


def test_it_is_sound_under_the_logs_key_and_the_same_bytes_again(world: World, package: Path):
    report = verify_package(package, key(world))
    assert (report.verdict, report.size, report.findings) == (0, 3, [])
    assert make_package(world.container, A, MARKET, 2, 4) == package.read_bytes()
    assert verify_package(package, None).verdict == 10
    stranger = Signer.generate(key(world).name).verifier
    assert verify_package(package, stranger).verdict == 10


def altered(package: Path, to: Path, name: str, change: Callable[[Any], Any]) -> Path:
    parts = unpack(package)
    parts[name] = change(parts[name])
    with zipfile.ZipFile(to, "w") as file:
        for part, content in parts.items():
            file.writestr(part, content)
    return to


def _on(path: tuple[str | int, ...], value: Callable[[Any], Any]) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        whole = found = parse_canonical(content)
        for step in path[:-1]:
            found = found[step]
        found[path[-1]] = value(found[path[-1]])
        return encode(whole)

    return change


def _payload(text: str) -> str:
    event = json.loads(base64.b64decode(text))
    event["data"]["function"] = "ENFORCE"
    return base64.b64encode(encode(event)).decode()


ATTACKS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a message": (CONTENT, _on(("messages", 1, "payload"), _payload)),
    "a hash": (CONTENT, _on(("messages", 1, "hash"), lambda _: "a" * 64)),
    "a number": (CONTENT, _on(("messages", 0, "seq"), lambda seq: seq - 1)),
    "a message left out": (CONTENT, _on(("messages",), lambda found: found[:-1])),
    "the addressee": (CONTENT, _on(("organisation",), lambda _: "11329901MB03A90101")),
    "its own entry": (SEAL, _on(("header", "index"), lambda index: index - 1)),
    "what the entry says": (SEAL, _on(("state",), lambda text: text[:-8] + "AAAAAAA=")),
    "a proof": (PROOFS, _on((0, "leafHash"), lambda _: "b" * 64)),
    "a way to the root": (PROOFS, _on((0, "proof"), lambda path: path[:-1])),
    "the checkpoint": (NOTE, lambda note: note.replace(b"\n\n", b"x\n\n", 1)),
}


@pytest.mark.parametrize("what", ATTACKS)
def test_whatever_is_altered_is_found(world: World, package: Path, tmp_path: Path, what: str):
    name, change = ATTACKS[what]
    report = verify_package(altered(package, tmp_path / "x.zip", name, change), key(world))
    assert report.verdict == 20, what
    assert report.findings


def test_a_file_that_is_no_package_is_told_so(world: World, tmp_path: Path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04 and nothing more")
    assert [one.kind for one in verify_package(path, key(world)).findings] == ["file_malformed"]
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(README, "only this")
    assert [one.kind for one in verify_package(path, key(world)).findings] == ["file_malformed"]


def test_its_receipt_comes_back_once_and_under_a_key_of_the_organisation(
    world: World, package: Path
):
    own = key_of(world.container.settings, demo_user(A, "liaison-market"))

    def bring(receipt: dict[str, Any], by: str = "efficiency-01") -> str | None:
        body = {
            "organisation": receipt["org"],
            **{name: receipt[name] for name in
               ("firstSeq", "lastSeq", "package", "publicKey", "signature")},
        }  # fmt: skip
        return world.call("POST", "/v1/feeds/receive-package", by, json=body).json().get("code")

    sound = sign_package(package, own)
    assert bring(sign_package(package, UserKey.create())) == "receipt-unknown-key"
    assert bring({**sound, "package": "a" * 64}) == "package-other-content"
    assert bring({**sound, "signature": sound["publicKey"]}) == "receipt-bad-signature"
    assert bring({**sound, "firstSeq": 1}) == "package-not-found"
    assert bring(sound, "liaison-health") == "feed-of-another"
    assert bring(sound) is None
    assert bring(sound) is None
    world.project()
    (row,) = world.call("GET", "/v1/feeds/packages", "liaison-market").json()["items"]
    assert (row["first"], row["last"], row["receivedAt"] is None) == (2, 4, False)
    assert row["package"] == sound["package"]


def test_a_stretch_that_is_none_cannot_be_packed(world: World, package: Path):
    for first, last, code in (
        (3, 2, "package-stretch-impossible"),
        (1, 99, "package-beyond-feed"),
        (1, 20_001, "package-stretch-impossible"),
    ):
        with pytest.raises(DomainError) as refused:
            make_package(world.container, A, MARKET, first, last)
        assert refused.value.code == code
