"""Who may read the push: NATS accounts and keys, from the posts of the log.

A post reads its organisation's feed if it is a LIAISON, REGULATOR or ENFORCER post today that is
not limited to items: these have SSE, which leaves out what is not theirs, as NATS cannot. Its key
is the one it registered (`publicNkey`); in demo mode a key is made for it in `var/keys`.
"""

import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import structlog

from adapters.bus.accounts import CoreKeys, LeafUser, OrganisationAccess, wall_config
from adapters.bus.claims import user_claim
from adapters.bus.connection import Access, connect
from adapters.bus.creds import Creds
from adapters.bus.names import county_filter, inbox_of
from adapters.bus.nkey import NkeyError, UserKey, check_public_key
from adapters.bus.operator import CALLOUT_MAY, MONITOR_MAY
from adapters.bus.stream import ensure_consumers, ensure_stream
from adapters.bus.wall import ADMIN_MAY, RELAY_MAY
from adapters.servers.keys import create_once
from app.institutions import Institutions
from app.nats_keys import CALLOUT, CORE, SYSTEM, own_account
from app.settings import Settings, SettingsError
from domain.registry.institution import Institution
from domain.registry.posts import Post
from domain.shared.act import Role
from domain.timing.days import shanghai_date

log = structlog.get_logger(__name__)

_OWN = {
    "relay": (CORE, RELAY_MAY),
    "admin": (CORE, ADMIN_MAY),
    "monitor": (SYSTEM, MONITOR_MAY),
    "callout": (CALLOUT, CALLOUT_MAY),
}
"""Account and permissions of our own users in operator mode."""
READERS = frozenset({Role.LIAISON, Role.REGULATOR, Role.ENFORCER})
RELAY, ADMIN, MONITOR, SERVICE = "relay", "admin", "monitor", "callout"


def key_of(settings: Settings, user: str) -> UserKey:
    """The key of one of our own users, or of a demo post; made on first use, mode 0600."""
    given = settings.nats_creds if user == RELAY else None
    path = given or _path(settings, user)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_once(path, UserKey.create().seed)
    return relay_creds(given)[1] if given else UserKey.parse(path.read_text("ascii").strip())


def relay_creds(path: Path) -> tuple[str | None, UserKey]:
    """The relay's own file: its claim, if it holds one, and its key. SettingsError if unusable."""
    try:
        found = Creds.parse(path.read_text("ascii"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"SHENGUAN_NATS_CREDS: {path}: {error}") from None
    if found.key is None:
        raise SettingsError(f"SHENGUAN_NATS_CREDS: {path} holds no seed")
    return found.claim, found.key


def _path(settings: Settings, user: str) -> Path:
    return settings.keys / "nats" / f"{quote(user, safe='')}.seed"  # a post may be called "../x"


def access_of(settings: Settings, user: str, inbox: str | None = None) -> Access:
    """How a user signs in to NATS. ValueError without a NATS address; NoSuchAccount where a
    server in operator mode wants a claim and its account's key is not here."""
    url, key = nats_url(settings), key_of(settings, user)
    claim = own_claim(settings, user, key) if settings.nats_operator and inbox is None else None
    return Access(url, key, inbox_of(inbox or user), f"shenguan-{user}", claim=claim)


def nats_url(settings: Settings) -> str:
    """Where NATS is. ValueError without an address."""
    if not settings.nats_url:
        raise ValueError("no NATS address: start `shenguan up`, or set SHENGUAN_NATS_URL")
    return settings.nats_url


def own_claim(settings: Settings, user: str, key: UserKey) -> str:
    """The claim of one of our own users, from the relay's file or signed on the spot."""
    if user == RELAY and settings.nats_creds and (held := relay_creds(settings.nats_creds)[0]):
        return held
    name, may = _OWN[user]
    account = own_account(settings, name)
    return user_claim(account, key.public_key, may, at=int(time.time()), name=user)


def readers(
    settings: Settings, institutions: Institutions, regions: Iterable[str], now: datetime
) -> list[OrganisationAccess]:
    """Every organisation of every county, with the keys of its posts that read today.

    Sorted, so that equal facts give equal configuration. One account per county and organisation,
    which reads that county's deliveries alone: a county that registers a neighbour's organisation
    must not read the neighbour's push. A key that is none, or that another account or a user of
    our own has, is left out: one post's mistake must not keep everybody from the server.
    """
    keys: dict[tuple[str, str], set[str]] = {}
    own = (key_of(settings, user).public_key for user in (RELAY, ADMIN, MONITOR))
    owners: dict[str, tuple[str, str]] = dict.fromkeys(own, ("", ""))
    for region in regions:
        institution = institutions.of(region)
        for org in institution.organisations:
            keys.setdefault((region, org), set())
        for org, key in _keys_of(settings, institution, now):
            if is_key(key) and owners.setdefault(key, (region, org)) == (region, org):
                keys.setdefault((region, org), set()).add(key)
            else:
                log.warning("nats_key_unusable", region=region, org=org, public_nkey=key)
    return [
        OrganisationAccess(org, (county_filter(region, org),), tuple(sorted(found)), region)
        for (region, org), found in sorted(keys.items())
    ]


def _keys_of(
    settings: Settings, institution: Institution, now: datetime
) -> Iterable[tuple[str, str]]:
    today = shanghai_date(now)
    for name in institution.posts:
        post = institution.post(name, today)
        if post is None or post.org is None or not reads(post):
            continue
        if key := key_of_post(settings, institution.region, post):
            yield post.org, key


def reads(post: Post) -> bool:
    """Whether who holds this post reads its organisation's feed by stream."""
    return post.org is not None and post.role in READERS and not post.items


def key_of_post(settings: Settings, region: str, post: Post) -> str | None:
    """The public key a post signs in with; None if it registered none."""
    if post.public_nkey or not settings.demo:
        return post.public_nkey
    return key_of(settings, demo_user(region, post.post)).public_key


def is_key(text: str) -> bool:
    """Whether a post registered what can sign in at all."""
    try:
        return check_public_key(text) == text
    except NkeyError:
        return False


def demo_user(region: str, post: str) -> str:
    """Name of a demo post's key file."""
    return f"{region}-{post}"


def config_text(
    settings: Settings,
    organisations: list[OrganisationAccess],
    leaves: tuple[LeafUser, ...] = (),
) -> str:
    """The accounts part of the server's configuration; `leaves`: servers below that dial in."""
    own = (key_of(settings, user).public_key for user in (RELAY, ADMIN, MONITOR))
    return wall_config(CoreKeys(*own), organisations, leaves)


async def ensure_bus(settings: Settings, organisations: list[OrganisationAccess]) -> int:
    """Create the stream and each organisation's consumer where missing; the number changed."""
    connection = await connect(access_of(settings, ADMIN))
    try:
        await ensure_stream(connection.client, replicas=settings.nats_replicas)
        return await ensure_consumers(connection.client, organisations)
    finally:
        await connection.close()
