"""Keeps the accounts of a NATS in operator mode as the posts of the log are, while it runs.

Everything follows from the log, so nothing is remembered between two holders of the role: an
account's claim revokes each key that was once a post's there and is not a reader's today, and
whoever came by token is looked up again by the name that the sign-in gave him.
"""

import asyncio
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from adapters.bus.accounts import OrganisationAccess
from adapters.bus.claims import OperatorKeys, organisation_claim
from adapters.bus.connected import connected, kick
from adapters.bus.connection import TROUBLE, AccessRefused, Connection, connect
from adapters.bus.names import account_of, county_filter
from adapters.bus.operator import ClaimRefused, push_claim
from adapters.bus.stream import BusApiError, StreamUnsuitable
from app.bootstrap import Container
from app.bus import MONITOR, access_of, ensure_bus, is_key, key_of_post, reads
from app.nats_keys import account_key, operator_keys
from app.settings import Settings
from domain.registry.institution import Institution
from domain.registry.posts import Post
from domain.shared.errors import DomainError
from domain.timing.days import shanghai_date

log = structlog.get_logger(__name__)

KEEP = 3.0
"""Seconds between looks at the posts."""
_TROUBLE = (
    *TROUBLE, AccessRefused, ClaimRefused, BusApiError, StreamUnsuitable,
    psycopg.Error, PoolTimeout, DomainError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """One organisation's account, and the user keys that are void there."""

    access: OrganisationAccess
    name: str
    revoked: frozenset[str]


class Accounts:
    """The worker's role `accounts`, and one round of it for the command line."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._settings = container.settings
        self._keys: dict[tuple[str, str], str] = {}

    def run(self, stop: threading.Event) -> None:
        """Keep the accounts until `stop` is set; trouble with a server is waited out."""
        asyncio.run(self._run(stop))

    async def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                connection = await connect(access_of(self._settings, MONITOR))
                try:
                    await self._keep(connection, stop)
                finally:
                    await connection.close()
            except _TROUBLE as error:
                log.warning("nats_accounts_wait", error=f"{type(error).__name__}: {error}")
                await asyncio.to_thread(stop.wait, KEEP)

    async def _keep(self, connection: Connection, stop: threading.Event) -> None:
        # with each connection everything anew: it may be a server that lost its folder
        pushed: dict[str, Kept] = {}
        while not stop.is_set() and not connection.lost.is_set():
            await self.once(connection, pushed)
            await asyncio.to_thread(stop.wait, KEEP)

    async def once(self, connection: Connection, pushed: dict[str, Kept]) -> int:
        """Push what is not in `pushed` as it should be, and end connections that must end; how
        many accounts there are."""
        wanted = await asyncio.to_thread(self.wanted)
        keys = operator_keys(self._settings)
        fresh = [one for one in wanted if pushed.get(one.access.account) != one]
        for one in fresh:
            await push_claim(connection.client, _claim(keys, one))
        new = [one.access for one in fresh if one.access.account not in pushed]
        if new:
            await ensure_bus(self._settings, new)
        pushed |= {one.access.account: one for one in fresh}
        if fresh:
            log.info("nats_accounts_pushed", accounts=len(fresh), new=len(new))
        accounts = {one.access.account: one.access for one in wanted}
        for each in await connected(connection.client):
            access = accounts.get(each.account)
            if access and not await asyncio.to_thread(self._stays, access, each.user):
                log.info("nats_connection_ended", post=each.user.rpartition("/")[0])
                await kick(connection.client, each)
        return len(wanted)

    def wanted(self) -> list[Kept]:
        """Every organisation of every county, as it should be now. Blocking."""
        found, now = [], self._container.now()
        for info in self._container.database.logs():
            institution = self._container.institutions.of(info.region)
            void = revoked(self._settings, institution, now)
            for org in sorted({*institution.organisations, *void}):
                access = self._access(info.region, org)
                name = account_of(org, info.region)
                found.append(Kept(access, name, frozenset(void.get(org, ()))))
        return found

    def _access(self, region: str, org: str) -> OrganisationAccess:
        if (region, org) not in self._keys:
            self._keys[region, org] = account_key(self._settings, region, org).public_key
        filters = (county_filter(region, org),)
        return OrganisationAccess(org, filters, (), region, self._keys[region, org])

    def _stays(self, access: OrganisationAccess, user: str) -> bool:
        """Who came by a key is the claim's to revoke, and has no name of three parts."""
        parts = [unquote(part) for part in user.split("/")]
        if len(parts) != len(("region", "post", "person")):
            return True
        region, post, person = parts
        institution = self._container.institutions.find(region)
        held = institution.post(post, shanghai_date(self._container.now())) if institution else None
        if held is None or held.person_id != person or not reads(held):
            return False
        return (held.org, region) == (access.uscc, access.reader)


def revoked(settings: Settings, institution: Institution, now: datetime) -> dict[str, set[str]]:
    """For each organisation the keys that were once a post's of it and read nothing today. What is
    no key is left out: one post's mistake must not keep everybody's account as it was."""
    today, once, still = shanghai_date(now), dict[str, set[str]](), dict[str, set[str]]()
    for name, tenures in institution.posts.items():
        _add(once, _registered(settings, institution.region, tenures))
        if (post := institution.post(name, today)) is not None and reads(post):
            _add(still, _registered(settings, institution.region, (post,)))
    return {org: keys - still.get(org, set()) for org, keys in once.items()}


def _registered(
    settings: Settings, region: str, tenures: Iterable[Post]
) -> Iterable[tuple[str, str]]:
    for one in tenures:
        key = key_of_post(settings, region, one)
        if one.org is not None and key and is_key(key):
            yield one.org, key


def user_name(region: str, post: Post) -> str:
    """How a server lists who came by token: region, post and person, no `/` within any."""
    return "/".join(quote(part, safe="") for part in (region, post.post, post.person_id))


def _claim(keys: OperatorKeys, one: Kept) -> str:
    at = int(time.time())
    return organisation_claim(keys, one.access.account, one.name, one.revoked, at)


def _add(to: dict[str, set[str]], found: Iterable[tuple[str, str]]) -> None:
    for org, key in found:
        to.setdefault(org, set()).add(key)
