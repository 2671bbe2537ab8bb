"""A feed over HTTP: pages, comparison, proofs, receipts, offline packages; and ways to cheat."""

import asyncio
import base64
import json
import zipfile
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from adapters.bus.comparing import told
from adapters.bus.feed import FeedPosition
from adapters.bus.nkey import UserKey
from adapters.bus.receipts import signed
from adapters.ledger.proof.checkpoint import open_checkpoint
from adapters.ledger.proof.note import Signer, Verifier
from adapters.ledger.proof.strict_json import NotCanonical, encode, parse_canonical
from app.bootstrap import log_signer, sealing_of
from app.bus import demo_user, key_of
from app.cli.main import commands
from app.kit import FeedDiffers, Message, Profile, Refused, Regulator
from app.kit.package import CONTENT, NOTE, PROOFS, README, SEAL, sign_package, stretch_of, unpack
from app.kit.package_check import verify_package
from app.kit.proving import proved
from app.packaging import make_package
from domain.shared.errors import DomainError
from tests.app.api.world import MARKET, A, B, World, push_task, served
from tests.support.servers import role_url

pytestmark = pytest.mark.xdist_group("a feed is compared and signed for")
FEED = f"/v1/feeds/{A}/{MARKET}"
POST = "liaison-market"
HEALTH = "11329901MB03A90101"


def seal(world: World) -> None:
    """A signed checkpoint of A's log as it stands."""
    settings = world.container.settings
    url = role_url(world.url, "shenguan_sealer")
    log = world.container.store.log(A)
    assert log
    outcome = sealing_of(settings.model_copy(update={"sealer_url": url}))(log).step(1.0)
    assert type(outcome).__name__ == "Sealed", outcome


@pytest.fixture(scope="module")
def feed(world: World) -> list[dict[str, Any]]:
    """Five messages to the market department of A and one to health, all under a checkpoint."""
    case = world.accepted_case(A)
    for _ in range(5):
        push_task(world, case)
    push_task(world, case, HEALTH)
    world.project()
    seal(world)
    return world.call("GET", f"{FEED}/messages", POST).json()["items"]


def test_the_kit_reads_proves_and_signs_over_sse(world: World, feed: list[Any], tmp_path: Path):
    log = world.container.store.log(A)
    assert log
    vkey = log_signer(world.container.settings, log).verifier.vkey
    own = key_of(world.container.settings, demo_user(A, POST))

    async def read(start: int | None, count: int) -> list[Message]:
        found: list[Message] = []
        expired = iter(["expired"])  # the kit asks for another
        async with served(world) as url:
            profile = Profile(
                A, MARKET, POST, url, lambda: next(expired, world.token(POST)), own, vkey
            )
            async with (
                Regulator(profile, tmp_path, from_seq=start) as regulator,
                aclosing(regulator.messages()) as messages,
            ):
                async for message in messages:
                    found.append(message)
                    regulator.commit(message)
                    await regulator.sign(message)
                    if len(found) == count:
                        await regulator.compare()
                        return found
        raise AssertionError

    first = asyncio.run(asyncio.wait_for(read(None, 2), 60))
    second = asyncio.run(asyncio.wait_for(read(None, 1), 60))  # by its own cursor
    again = asyncio.run(asyncio.wait_for(read(2, 2), 60))
    assert [one.seq for one in [*first, *second, *again]] == [1, 2, 3, 2, 3]
    assert [one.hash for one in again] == [feed[1]["hash"], feed[2]["hash"]]
    assert all(one.proof and one.proof.content for one in first)
    with pytest.raises(Refused, match="the feed ends at message"):
        asyncio.run(asyncio.wait_for(read(99, 1), 60))
    (tmp_path / "hashes").write_bytes((0).to_bytes(8, "big") + b"x" * 96)
    held = {"sequence": 3, "feeds": {f"32.99.01.{MARKET}": [3, "a" * 64]}, "complete": True}
    (tmp_path / "cursor.json").write_text(json.dumps(held))
    with pytest.raises(FeedDiffers, match="message 1 "):
        asyncio.run(compared(world, tmp_path, own, vkey))


async def compared(world: World, folder: Path, key: UserKey, vkey: str) -> None:
    async with served(world) as url:
        profile = Profile(A, MARKET, POST, url, world.token(POST), key, vkey)
        async with Regulator(profile, folder) as regulator:
            await regulator.compare()


def asked(world: World, path: str, post: str = POST, region: str = A, **params: Any) -> Any:
    return world.call("GET", path, post, region, params=params)


def test_pages_hold_the_bytes_of_which_every_hash_can_be_recomputed(world: World, feed: list[Any]):
    page = asked(world, f"{FEED}/messages", after=2, limit=2).json()
    position = FeedPosition(2, page["hash"])
    for item in page["items"]:
        position = position.after(base64.b64decode(item["payload"]))
        assert (item["seq"], item["hash"]) == (position.count, position.hash)
    assert [item["seq"] for item in page["items"]] == [3, 4]
    assert page["last"] == 5
    assert page["hash"] == feed[1]["hash"]
    beyond = asked(world, f"{FEED}/messages", after=99)
    assert (beyond.status_code, beyond.json()["fields"][0]["name"]) == (422, "after")


def test_you_hold_n_with_this_hash_is_answered_yes_or_with_what_differs(
    world: World, feed: list[Any]
):
    held = [FeedPosition(one["seq"], one["hash"]) for one in feed]
    same = asked(world, f"{FEED}/compare", held=told(held)).json()
    assert (same["equal"], same["agreed"], same["differs"], same["last"]) == (True, 5, None, 5)
    forged = [*held[:2], *(replace(one, hash="f" * 64) for one in held[2:])]
    other = asked(world, f"{FEED}/compare", held=told(forged)).json()
    assert (other["equal"], other["agreed"], other["differs"]) == (False, 2, 3)
    assert other["hash"] == feed[2]["hash"]
    ahead = asked(world, f"{FEED}/compare", held=told([replace(held[4], count=6)])).json()
    assert (ahead["equal"], ahead["differs"], ahead["hash"]) == (False, 6, None)
    assert asked(world, f"{FEED}/compare", held="5").status_code == 422


def test_one_digest_stands_for_all_feeds_in_scope(world: World, feed: list[Any]):
    own = asked(world, "/v1/feeds/digest").json()
    line = f"32.99.01.{MARKET} 5 {feed[4]['hash']}\n"
    assert (own["count"], own["feeds"]) == (5, 1)
    assert own["digest"] == sha256(line.encode()).hexdigest()
    whole = asked(world, "/v1/feeds/digest", "discipline-01").json()
    assert (whole["count"], whole["feeds"]) == (6, 2)


@pytest.mark.parametrize("what", ["messages", "proofs", "compare?held=0:" + "0" * 64])
@pytest.mark.parametrize(("post", "region"), [("regulator-health", A), (POST, B)])
def test_anothers_feed_is_closed(world: World, feed: list[Any], what: str, post: str, region: str):
    assert world.call("GET", f"{FEED}/{what}", post, region).status_code == 403


def test_a_message_is_proved_under_the_signed_checkpoint_with_what_its_addressee_may_see(
    world: World, feed: list[Any]
):
    log = world.container.store.log(A)
    assert log
    answer = asked(world, f"{FEED}/proofs", after=1, limit=2).json()
    checkpoint = open_checkpoint(
        answer["checkpoint"], log_signer(world.container.settings, log).verifier
    )
    assert answer["log"] == checkpoint.origin
    for item, message in zip(answer["items"], feed[1:3], strict=True):
        event = json.loads(base64.b64decode(message["payload"]))
        assert proved(event, item, checkpoint).content
    watched = asked(world, f"{FEED}/proofs", "efficiency-01").json()["items"]
    assert [one["state"] for one in watched] == [None] * 5


def receipt(world: World, feed: list[Any], seq: int, key: UserKey | None = None) -> dict[str, Any]:
    """What the kit would post, signed for up to `seq`."""
    log = world.container.store.log(A)
    assert log
    note = asked(world, f"/v1/logs/{A}/checkpoint").text
    checkpoint = open_checkpoint(note, log_signer(world.container.settings, log).verifier)
    claim = {
        "org": MARKET, "post": POST, "feedSeq": seq, "feedHash": feed[seq - 1]["hash"],
        "treeSize": checkpoint.size, "root": checkpoint.root.hex(),
    }  # fmt: skip
    own = key or key_of(world.container.settings, demo_user(A, POST))
    return signed(claim, own)


def post(world: World, claim: dict[str, Any], by: str = POST) -> tuple[int, str | None]:
    body = {name: value for name, value in claim.items() if name not in ("org", "post")}
    answer = world.call("POST", "/v1/feeds/sign-receipt", by, json=body)
    return answer.status_code, answer.json().get("code")


def test_receipts_are_held_against_what_went_out_and_only_go_forward(world: World, feed: list[Any]):
    own = key_of(world.container.settings, demo_user(A, POST))
    sound = receipt(world, feed, 4)
    altered = {**sound, "feedSeq": 5}
    assert post(world, altered) == (409, "receipt-bad-signature")
    assert post(world, sound, "regulator-market") == (409, "receipt-bad-signature")
    assert post(world, receipt(world, feed, 4, UserKey.create())) == (409, "receipt-unknown-key")
    for change, code in (
        ({"feedHash": "a" * 64}, "receipt-other-feed"),
        ({"feedSeq": 6}, "receipt-beyond-feed"),
        ({"root": "a" * 64}, "receipt-other-checkpoint"),
        ({"treeSize": 1}, "receipt-other-checkpoint"),
    ):
        assert post(world, signed({**sound, **change}, own)) == (409, code)
    assert post(world, sound) == (201, None)
    newer = receipt(world, feed, 5)
    assert post(world, newer)[1] is None
    assert post(world, newer)[1] is None  # the same again is the same receipt
    assert post(world, sound) == (409, "receipt-not-newer")
    world.project()
    (row,) = asked(world, "/v1/feeds/receipts").json()["items"]
    assert (row["signed"], row["last"], row["post"]) == (5, 5, POST)
    rows = asked(world, "/v1/feeds/receipts", "discipline-01").json()["items"]
    assert {one["organisation"]: one["signed"] for one in rows} == {MARKET: 5, HEALTH: 0}


@pytest.fixture(scope="module")
def package(world: World, feed: list[Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Messages 2 to 4 of five."""
    body = {"organisation": MARKET, "firstSeq": 2, "lastSeq": 4}
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


def test_a_damaged_or_swollen_package_is_malformed_and_no_error_of_ours(
    world: World, package: Path, tmp_path: Path
):
    path = tmp_path / "x.zip"
    whole = package.read_bytes()
    rest = whole.rindex(b"PK\x05\x06")
    for damaged in (
        whole[:rest] + whole[rest:].replace(whole[rest + 16 : rest + 20], b"\xff\xff\xff\x7f"),
        whole.replace(b"seal.json", b"s\xffal.json"),
        whole[: len(whole) // 2],
        whole[7:],
    ):
        path.write_bytes(damaged)
        assert [one.kind for one in verify_package(path, key(world)).findings] == ["file_malformed"]
    parts = unpack(package)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:  # a bomb grows a thousandfold
        for name, content in parts.items():
            file.writestr(name, content)
    (found,) = verify_package(path, key(world)).findings
    assert "compressed" in str(found)
    for messages in ([1], [{}], [None]):
        with pytest.raises(NotCanonical):
            stretch_of(encode({**parse_canonical(parts[CONTENT]), "messages": messages}))


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


def test_the_commands_of_a_package_work_end_to_end(
    world: World, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    settings = world.container.settings
    monkeypatch.setenv("SHENGUAN_DATABASE_URL", world.url)
    monkeypatch.setenv("SHENGUAN_VAR", str(settings.var))
    monkeypatch.setenv("SHENGUAN_DEMO", "1")
    monkeypatch.chdir(tmp_path)

    def said(*arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(commands(), arguments)
        assert done.exit_code == code, (done.output, done.exception)
        return done.output

    said("export", A, "--feed", MARKET, "--first", "2", "--last", "4", "--to", "s.zip")
    assert Path("s.zip").read_bytes() == package.read_bytes()
    vkey = str(settings.keys / f"log-{A}.vkey")
    assert "sound" in said("verify", "--file", "s.zip", "--key", vkey)
    said("verify", "--file", "s.zip", code=10)
    altered(package, Path("x.zip"), *ATTACKS["a message"])
    assert "contradicts" in said("verify", "--file", "x.zip", "--key", vkey, code=20)
    key_of(settings, demo_user(A, "regulator-market"))
    seed = str(settings.keys / "nats" / f"{A}-regulator-market.seed")
    said("sign-package", "s.zip", "--key", seed)
    assert "received" in said("receive-package", "receipt.json")
