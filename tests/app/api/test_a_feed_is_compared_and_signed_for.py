"""A regulator's feed over HTTP: pages, comparison, proofs, receipts; and every way to cheat."""

import asyncio
import base64
import json
from contextlib import aclosing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from adapters.bus.comparing import told
from adapters.bus.feed import FeedPosition
from adapters.bus.nkey import UserKey
from adapters.bus.receipts import signed
from adapters.ledger.proof.checkpoint import open_checkpoint
from app.bootstrap import log_signer, sealing_of
from app.bus import demo_user, key_of
from app.kit import FeedDiffers, Message, Profile, Regulator
from app.kit.proving import proved
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
        async with served(world) as url:
            profile = Profile(A, MARKET, POST, url, lambda: world.token(POST), own, vkey)
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
