"""NATS accounts from the posts of the log: one post's mistake is that post's alone."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from adapters.bus.nkey import UserKey
from app.bus import RELAY, config_text, key_of, readers
from app.nats_accounts import revoked
from app.settings import Settings
from domain.registry.institution import Institution
from domain.registry.posts import Post
from domain.shared.act import Role

HEALTH, MARKET = "11329901MB01A9019P", "11329901MB02A901X8"
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Known:
    """The institutions of a test."""

    held: dict[str, Institution]

    def of(self, region: str) -> Institution:
        return self.held[region]


def county(region: str, *keys: tuple[str, str | None]) -> Institution:
    """One liaison post for each (organisation, public key)."""
    posts: dict[str, tuple[Post, ...]] = {
        f"post-{number}": (
            Post(
                f"post-{number}", f"p-{number}", Role.LIAISON, org, (), date(2026, 1, 1), None, key
            ),
        )
        for number, (org, key) in enumerate(keys)
    }
    base = Institution.empty(region)
    return Institution(
        region=region,
        organisations={org: org for org, _ in keys},
        posts=posts,
        calendar=base.calendar,
    )


def test_a_key_that_is_none_or_anothers_keeps_nobody_else_out(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)
    good, own = (UserKey.create().public_key for _ in range(2))
    ours = key_of(settings, RELAY).public_key
    known: Any = Known(
        {
            "329901": county("329901", (HEALTH, good), (HEALTH, "U nonsense }"), (MARKET, None)),
            "329902": county("329902", (MARKET, good), (MARKET, own), (MARKET, ours)),
        }
    )
    found = readers(settings, known, ["329901", "329902"], NOW)
    assert {one.uscc: one.user_public_keys for one in found} == {HEALTH: (good,), MARKET: (own,)}
    assert "nonsense" not in config_text(settings, found)


def test_a_post_that_is_limited_to_items_has_no_key_to_the_whole_feed(tmp_path: Path) -> None:
    whole, limited = (UserKey.create().public_key for _ in range(2))
    known = county("329901", (MARKET, whole), (MARKET, limited))
    (post,) = known.posts["post-1"]
    posts = {**known.posts, "post-1": (replace(post, items=("329901-0101",)),)}
    held: Any = Known({"329901": replace(known, posts=posts)})
    (found,) = readers(Settings(var=tmp_path), held, ["329901"], NOW)
    assert found.user_public_keys == (whole,)


def test_a_claim_revokes_what_once_was_a_posts_key_and_nothing_that_is_none(tmp_path: Path) -> None:
    gone, staying, moved = (UserKey.create().public_key for _ in range(3))
    known = county("329901", *((MARKET, key) for key in (gone, staying, moved, "U nonsense }")))
    ended = {
        name: tuple(replace(one, valid_to=date(2026, 11, 1)) for one in known.posts[name])
        for name in ("post-0", "post-2", "post-3")
    }
    (post,) = known.posts["post-2"]
    ended["post-4"] = (replace(post, post="post-4"),)  # the same key at another post that is held
    held = replace(known, posts={**known.posts, **ended})
    assert revoked(Settings(var=tmp_path), held, NOW) == {MARKET: {gone}}
    before = datetime(2026, 10, 30, 4, 0, tzinfo=UTC)
    assert revoked(Settings(var=tmp_path), held, before) == {MARKET: set()}
