"""What a post shows a NATS in operator mode: its organisation's account, and its own claim."""

import time
from dataclasses import dataclass

from adapters.bus.claims import user_claim
from adapters.bus.wall import reader_may
from app.bus import key_of_post, reads
from app.nats_keys import account_key
from app.settings import Settings
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
        NoSuchAccount: its organisation's account is not kept yet, or not known to this machine.
    """
    if post.org is None or not reads(post):
        raise Forbidden("no-feed-by-stream", "本岗位无推送流", "this post reads no feed by stream")
    account = account_key(settings, region, post.org)
    key, claim = key_of_post(settings, region, post), None
    if key:
        may, at = reader_may(account.public_key), int(time.time())
        claim = user_claim(account, key, may, at=at, name=f"{region}/{post.post}")
    return SignIn(account.public_key, claim)
