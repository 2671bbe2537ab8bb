"""What a post shows a NATS in operator mode: its organisation's account, and its own claim."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from adapters.bus.claims import user_claim
from adapters.bus.connection import Access
from adapters.bus.creds import Creds, parties
from adapters.bus.names import account_of, inbox_of
from adapters.bus.wall import reader_may
from app.bus import demo_user, is_key, key_of, key_of_post, nats_url, reads
from app.nats_keys import account_key
from app.settings import Settings, SettingsError
from domain.registry.posts import Post
from domain.shared.errors import Forbidden


@dataclass(frozen=True, slots=True)
class SignIn:
    """`account`: public key of the account, and name of its consumer. `claim`: the user JWT of the
    post's registered key; None where it registered none and signs in by token."""

    account: str
    claim: str | None


def sign_in_of(settings: Settings, region: str, post: Post) -> SignIn:
    """How a post that is held today signs in. The claim has no end: what ends it is the post's end,
    by revocation within seconds.

    Raises:
        Forbidden: the post reads no feed by stream.
        NoSuchAccount: the accounts' keys are not on this machine.
    """
    if post.org is None or not reads(post):
        raise Forbidden("no-feed-by-stream", "本岗位无推送流", "this post reads no feed by stream")
    account = account_key(settings, region, post.org)
    key, claim = key_of_post(settings, region, post), None
    if key and is_key(key):
        may, at = reader_may(account.public_key), int(time.time())
        claim = user_claim(account, key, may, at=at, name=f"{region}/{post.post}")
    return SignIn(account.public_key, claim)


@dataclass(frozen=True, slots=True)
class Proof:
    """What a reader at a terminal shows: a `.creds` file, or a file with a bearer token (read at
    each connect); neither: the key in `var/keys`."""

    creds: Path | None = None
    token: Path | None = None


def reading_access(settings: Settings, region: str, post: Post, proof: Proof) -> tuple[Access, str]:
    """How a post reads its feed from NATS in either mode, and the name of its consumer.

    Raises:
        SettingsError: a file that cannot be used, or no such way to sign in.
    """
    url, name = nats_url(settings), f"shenguan-{region}-{post.post}"
    if proof.creds is not None:
        return _by_file(url, name, proof.creds)
    if not settings.nats_operator:
        if proof.token is not None:
            raise SettingsError("--token: only where NATS is in operator mode")
        account = account_of(post.org or "", region)
        key = key_of(settings, demo_user(region, post.post))
        return Access(url, key, inbox_of(account), name), account
    found = sign_in_of(settings, region, post)
    inbox = inbox_of(found.account)
    if (file := proof.token) is not None:
        return Access(url, None, inbox, name, token=_reading(file)), found.account
    key = key_of(settings, demo_user(region, post.post))
    if found.claim is None or parties(found.claim)[0] != key.public_key:
        raise SettingsError(f"the key of {post.post} is not here: --creds FILE or --token FILE")
    return Access(url, key, inbox, name, claim=found.claim), found.account


def _by_file(url: str, name: str, file: Path) -> tuple[Access, str]:
    try:
        found = Creds.parse(file.read_text("ascii"))
        if found.claim is None or found.key is None:
            raise ValueError("it must hold a claim and a seed")
        _, account = parties(found.claim)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{file}: {error}") from None
    return Access(url, found.key, inbox_of(account), name, claim=found.claim), account


def _reading(file: Path) -> Callable[[], str]:
    def read() -> str:
        try:
            return file.read_text("ascii").strip()
        except (OSError, ValueError) as error:
            raise SettingsError(f"{file}: {error}") from None

    return read
