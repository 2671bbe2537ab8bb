"""`watch --verify`, `--receipts`, `--from`: the terminal on the regulator's kit."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal

from adapters.bus.cursor import CursorDamaged
from adapters.bus.subscriber import FeedDamaged, FeedRewound
from adapters.servers.state import read_state
from app.bootstrap import opened
from app.bus import demo_user, key_of
from app.kit import Contradicted, KitError, Message, Profile, Regulator
from app.nats_claims import Proof
from app.settings import Settings, SettingsError
from app.sign_in import token_for


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the flags ask for. `count`: stop after so many messages; `proof`: how to sign in."""

    verify: bool
    receipts: bool
    start: int | None
    count: int | None
    proof: Proof


def watch_proved(
    chosen: Settings,
    region: str,
    organisation: str,
    post: str,
    wanted: Wanted,
    show: Callable[[Message], None],
) -> None:
    """Follow the feed by the kit until Ctrl-C, `count`, or something that cannot be true.

    Raises:
        SettingsError: in words, what does not fit or cannot be reached.
    """
    key_file = chosen.keys / f"log-{region}.vkey"
    if not key_file.exists():
        raise SettingsError(f"no public key of the log: {key_file}")
    profile = Profile(
        region,
        organisation,
        post,
        api=api_url(chosen),
        token=Tokens(chosen, region, post),
        key=key_of(chosen, demo_user(region, post)),
        log_key=key_file.read_text("ascii").strip(),
        nats=chosen.nats_url,
        sign_in=_way(chosen, wanted.proof),
        creds=wanted.proof.creds,
    )
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_follow(chosen, profile, wanted, show))
    except CursorDamaged as error:
        raise SettingsError(
            f"{error}: remove it, then go on with --from N / 游标文件损坏，请删除后用 --from N"
        ) from None
    except (KitError, Contradicted, FeedDamaged, FeedRewound) as error:
        raise SettingsError(f"{type(error).__name__}: {error}") from None


def _way(chosen: Settings, proof: Proof) -> Literal["key", "claim", "token"]:
    if proof.token is not None:
        raise SettingsError("--token: the receipts are under a key; read without --verify, --from")
    return "claim" if proof.creds is not None or chosen.nats_operator else "key"


async def _follow(
    chosen: Settings, profile: Profile, wanted: Wanted, show: Callable[[Message], None]
) -> None:
    folder = chosen.var / "cursors" / f"{profile.region}-{profile.post}"
    verify, seen = wanted.verify or wanted.receipts, 0
    async with (
        Regulator(profile, folder, verify=verify, from_seq=wanted.start) as regulator,
        aclosing(regulator.messages()) as messages,
    ):
        async for message in messages:
            show(message)
            if wanted.receipts:
                await regulator.sign(message)
            regulator.commit(message)
            seen += 1
            if wanted.count is not None and seen >= wanted.count:
                return


def api_url(chosen: Settings) -> str:
    """Where this installation's API listens: the running one's port, else as set."""
    state = read_state(chosen.var)
    ports = {child.name: child.port for child in state.children} if state else {}
    return f"http://{chosen.http_host}:{ports.get('api') or chosen.http_port}"


class Tokens:
    """Tokens of the local issuer, a fresh one when half of the last one's life is over."""

    def __init__(self, chosen: Settings, region: str, post: str) -> None:
        self._chosen, self._region, self._post = chosen, region, post
        self._token, self._until = "", 0.0

    def __call__(self) -> str:
        if time.monotonic() > self._until:
            with opened(self._chosen, readers=1) as container:
                self._token = token_for(container, self._post, self._region)
            self._until = time.monotonic() + self._chosen.token_lifetime / 2
        return self._token
