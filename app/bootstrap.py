"""The composition root: the one place that builds adapters. Every process starts from here."""

import contextlib
import gc
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
from psycopg import IsolationLevel
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool

from adapters.bus.callout import CalloutService, Judge
from adapters.bus.relay import StreamPublisher
from adapters.documents.blobs import Folder
from adapters.documents.register import Register
from adapters.documents.sealed import MasterKey
from adapters.documents.store import DocumentStore
from adapters.identity.access_log import AccessLog
from adapters.identity.keysets import FixedKeys, KeySource, RemoteKeys
from adapters.identity.local_issuer import LocalIssuer
from adapters.identity.tokens import TokenVerifier
from adapters.ledger import defences
from adapters.ledger.bounded import BoundedConnection
from adapters.ledger.database import LedgerDatabase, LogInfo
from adapters.ledger.proof.note import Signer
from adapters.ledger.proof.pgseal import SealingDatabase
from adapters.ledger.proof.sealer import Sealer
from adapters.ledger.reading import LogReader
from adapters.ledger.store import ActStore
from adapters.ledger.vault import Vault
from adapters.servers.keys import create_once, load_or_create_secret
from adapters.servers.postgres import HOST
from adapters.servers.room import Room
from adapters.sms.folder import Folder as SmsFolder
from adapters.sms.http_gateway import HttpGateway
from adapters.sms.numbers import Numbers
from adapters.webhooks.posting import Limits, Poster
from app.backup import marker as unfinished
from app.bus import RELAY, SERVICE, access_of, demo_user, key_of
from app.commands.feed_looks import DemoKey, FeedLooks, no_demo
from app.commands.handle import CommandHandler
from app.institutions import Institutions
from app.nats_keys import CALLOUT, own_account
from app.query_codes import QueryCodes
from app.relay import Relay
from app.reminders.sending import Reminding
from app.settings import Settings, SettingsError
from app.watchful import with_watchful_addresses
from app.webhook_secrets import WebhookSecrets
from app.webhooks.desk import Desk
from app.webhooks.schedule import Schedule
from app.webhooks.worker import Webhooks

Now = Callable[[], datetime]


def utc_now() -> datetime:
    """The wall clock; a simulation hands in its own."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Container:
    """What api, worker, CLI and tests share. `queries`: pool of read-only connections."""

    settings: Settings
    now: Now
    database: LedgerDatabase
    store: ActStore
    log_reader: LogReader
    institutions: Institutions
    handler: CommandHandler
    vault: Vault
    queries: ConnectionPool
    access_log: AccessLog
    documents: DocumentStore
    register: Register
    query_codes: QueryCodes
    webhook_secrets: WebhookSecrets
    verifier: TokenVerifier
    local_issuer: LocalIssuer | None


@contextlib.contextmanager
def opened(settings: Settings, *, now: Now = utc_now, readers: int = 8) -> Generator[Container]:
    """A container on the database of `settings`, closed again on leaving.

    The embedded servers must run already; whoever started them puts their address in `settings`.

    Raises:
        SettingsError: no database address.
        DefencesChanged: the log's guards in the database are not this release's.
        RestoreUnfinished: the database was left half restored.
    """
    if settings.database_url is None:
        raise SettingsError("SHENGUAN_DATABASE_URL: no database; run `shenguan up`, or name one")
    settings = with_watchful_addresses(settings)
    assert settings.database_url
    _check_defences(settings.database_url)
    with contextlib.ExitStack() as stack:
        database = LedgerDatabase(settings.database_url, readers=readers, now=now)
        stack.callback(database.close)
        queries = stack.enter_context(_pool(settings.database_url, readers, read_only=True))
        writes = stack.enter_context(_pool(settings.database_url, 4, read_only=False))
        store = ActStore(database, room=room_of(settings))
        institutions = Institutions(store)
        issuer = _local_issuer(settings)
        log_reader = LogReader(database)
        looks = FeedLooks(store, log_reader, demo_keys(settings))
        yield Container(
            settings=settings,
            now=now,
            database=database,
            store=store,
            log_reader=log_reader,
            institutions=institutions,
            handler=CommandHandler(store, institutions, now=now, looks=looks),
            vault=Vault(database, master_key(settings)),
            queries=queries,
            access_log=AccessLog(writes),
            documents=documents_of(settings),
            register=Register(writes),
            query_codes=QueryCodes(_secret(settings, "query-codes.key")),
            webhook_secrets=WebhookSecrets(_secret(settings, "webhooks.key")),
            verifier=TokenVerifier(_issuers(settings, issuer), settings.oidc_audience),
            local_issuer=issuer,
        )


def room_of(settings: Settings) -> Callable[[], bool]:
    """Room on the disk of the embedded database; a server elsewhere looks after its own, also
    where the folder of an embedded one was left behind when its data moved there."""
    folder = settings.var / "pg"
    embedded = conninfo_to_dict(settings.database_url or "").get("host") == HOST
    return Room(folder) if embedded and folder.is_dir() else lambda: True


def _check_defences(url: str, patience: float = 30.0) -> None:
    """Compare the log's guards; a database that is starting up again is waited for."""
    deadline = time.monotonic() + patience
    while True:
        try:
            with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
                unfinished.check(connection)
                return defences.check(connection)
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


SealerFactory = Callable[[LogInfo], Sealer]


def settle_memory() -> None:
    """Leave what a started process holds for good out of every later garbage collection: planning
    a batch of the log then takes about a third less time."""
    gc.collect()
    gc.freeze()


def relay_of(settings: Settings) -> Relay:
    """The relay, signed in as its own NATS user."""
    if settings.database_url is None:
        raise SettingsError("SHENGUAN_DATABASE_URL: no database")
    return Relay(settings.database_url, StreamPublisher(access_of(settings, RELAY)))


def callout_of(settings: Settings, judge: Judge) -> CalloutService:
    """One instance of the sign-in by token. Raises NoSuchAccount without its account's key."""
    return CalloutService(access_of(settings, SERVICE), own_account(settings, CALLOUT), judge)


def webhooks_of(container: Container) -> Webhooks:
    """The worker of webhooks and reminders, with connections of its own."""
    settings = container.settings
    assert settings.database_url
    desk = Desk(
        pool=_pool(settings.database_url, 4, read_only=False, autocommit=True),
        store=container.store,
        handler=container.handler,
        secrets=container.webhook_secrets,
        poster=Poster(
            demo=settings.demo,
            ca=settings.webhook_ca,
            limits=Limits(total=settings.webhook_seconds),
        ),
        schedule=Schedule(settings.webhook_retries, settings.webhook_pause),
        now=container.now,
    )
    gateway = SmsFolder(settings.var / "sms", container.now)
    if settings.sms_gateway:
        gateway = HttpGateway(settings.sms_gateway, settings.sms_token)
    reminding = Reminding(desk, container.institutions, gateway, Numbers(settings.sms_numbers))
    return Webhooks(settings.database_url, desk, reminding)


def sealing_of(settings: Settings) -> SealerFactory:
    """Makes a log's sealer: its own role, its own key and folder in `var`."""
    if settings.sealer_url is None:
        raise SettingsError("SHENGUAN_SEALER_URL: the sealer needs its own database role")
    database = SealingDatabase(settings.sealer_url)

    def make(info: LogInfo) -> Sealer:
        return database.sealer(log_signer(settings, info), settings.var / "sealer")

    return make


def log_signer(settings: Settings, info: LogInfo) -> Signer:
    """The log's signing key (`var/keys/log-<region>.skey`, 0600); its public half beside it."""
    path = settings.keys / f"log-{info.region}.skey"
    if not path.exists():
        signer = Signer.generate(info.origin)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_once(path, signer.skey)  # of two that race one key signs
    signer = Signer.from_skey(path.read_text("ascii").strip())
    path.with_suffix(".vkey").write_text(signer.verifier.vkey + "\n", "ascii")
    return signer


def master_key(settings: Settings) -> bytes:
    """The vault's key in `var/keys`, made on first use. Without it personal data are lost."""
    return _secret(settings, "vault.key")


def documents_of(settings: Settings) -> DocumentStore:
    """The store of contents in `var/docs`. Without `var/keys/documents.key` they are lost."""
    folder = settings.var / "docs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    blobs = Folder(folder)
    blobs.sweep()
    return DocumentStore(blobs, MasterKey(_secret(settings, "documents.key")), Room(folder))


def demo_keys(settings: Settings) -> DemoKey:
    """In a demo a post that registered no key has the one that was made for it."""
    if not settings.demo:
        return no_demo
    return lambda region, post: key_of(settings, demo_user(region, post)).public_key


def _secret(settings: Settings, name: str) -> bytes:
    """32 random bytes in `var/keys`, made on first use."""
    secret = load_or_create_secret(settings.keys / name)
    return urlsafe_b64decode(secret + "=" * (-len(secret) % 4))


def _pool(url: str, size: int, *, read_only: bool, autocommit: bool = False) -> ConnectionPool:
    def prepare(connection: psycopg.Connection) -> None:
        connection.read_only = read_only
        connection.autocommit = autocommit
        if read_only:  # an answer and the position it states come from one snapshot
            connection.isolation_level = IsolationLevel.REPEATABLE_READ

    return ConnectionPool(
        url,
        connection_class=BoundedConnection,
        min_size=1,
        max_size=size,
        timeout=10,
        configure=prepare,
        open=False,
    )


def _local_issuer(settings: Settings) -> LocalIssuer | None:
    if not settings.demo:
        return None
    return LocalIssuer.open(
        settings.keys, issuer=settings.local_issuer, audience=settings.oidc_audience
    )


def _issuers(settings: Settings, local: LocalIssuer | None) -> dict[str, KeySource]:
    issuers: dict[str, KeySource] = {}
    if settings.oidc_issuer and settings.oidc_jwks:
        issuers[settings.oidc_issuer] = RemoteKeys(settings.oidc_jwks)
    if local is not None:
        issuers[local.issuer] = FixedKeys(local.jwks())
    return issuers
