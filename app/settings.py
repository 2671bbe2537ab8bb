"""Everything the environment decides, read once at start from `SHENGUAN_*`."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

MIB = 1024 * 1024
PREFIX = "SHENGUAN_"


class SettingsError(ValueError):
    """A `SHENGUAN_*` variable cannot be used; the message names it."""


def _switch(value: object) -> object:
    """Accept 1/0, yes/no, true/false, on/off and nothing else that looks like a switch."""
    words = {"1": True, "yes": True, "true": True, "on": True}
    words |= {"0": False, "no": False, "false": False, "off": False, "": False}
    return words.get(value.lower(), value) if isinstance(value, str) else value


Switch = Annotated[bool, BeforeValidator(_switch)]


def _waits(value: object) -> object:
    return tuple(float(one) for one in value.split(",")) if isinstance(value, str) else value


Waits = Annotated[
    tuple[Annotated[float, Field(gt=0, le=30 * 86400)], ...],
    BeforeValidator(_waits),
    Field(min_length=1, max_length=30, validate_default=True),
]


class Settings(BaseModel):
    """The settings of one process. No field holds a default password.

    `database_url` and `nats_url` empty: the embedded servers under `var` are used. Sizes in bytes,
    times in seconds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    var: Path = Path("var")
    """Folder of everything that is kept."""
    data: Path = Path("../shared/data")
    """Real input of the tests; the product does not read it."""
    demo: Switch = False
    """A local issuer of tokens, for posts of simulated counties."""
    database_url: str | None = Field(default=None, repr=False)
    """PostgreSQL of your own, as the application's role; without it the embedded one."""
    sealer_url: str | None = Field(default=None, repr=False)
    """The same as the sealer's own role, which reads, and saves checkpoints."""
    nats_url: str | None = Field(default=None, repr=False)
    """NATS of your own (servers of a cluster with commas between); without it the embedded one."""
    nats_creds: Path | None = None
    """File with the relay's nkey seed, or its `.creds` file."""
    nats_operator: Switch = False
    """NATS of your own is in operator mode (`shenguan nats-operator`)."""
    nats_replicas: int = Field(default=1, ge=1, le=5)
    """Servers of your cluster that keep the stream; 3 survives the loss of one."""
    http_host: str = "127.0.0.1"
    """Where the API listens."""
    http_port: int = Field(default=8000, ge=0, le=65535)
    """… and on which port; 0: a free one."""
    oidc_issuer: str | None = None
    """Who signs the tokens."""
    oidc_jwks: str | None = None
    """The issuer's keys: an https address, or a file for a machine without a network."""
    oidc_audience: str = "shenguan"
    """For whom the tokens must be."""
    single_body_limit: int = Field(default=MIB, ge=1024)
    """Largest body of one act or command."""
    batch_body_limit: int = Field(default=8 * MIB, ge=1024)
    """Largest body of a batch of reports."""
    document_limit: int = Field(default=32 * MIB, ge=1024)
    """Largest content of one document."""
    batch_items_limit: int = Field(default=5000, ge=1)
    """Most reports in one batch."""
    address_limit: int = Field(default=8192, ge=256)
    """Longest path with query."""
    header_limit: int = Field(default=32 * 1024, ge=1024)
    """All headers of a request together."""
    header_timeout: float = Field(default=10.0, gt=0)
    """Time for a request's head, from the connection or its first byte on."""
    body_timeout: float = Field(default=20.0, gt=0)
    """Longest silence while a body comes."""
    body_seconds: float = Field(default=120.0, gt=0)
    """Time for a whole body."""
    write_timeout: float = Field(default=30.0, gt=0)
    """Longest time for which a client may not read its answer."""
    keep_alive: int = Field(default=75, ge=1, le=3600)
    """Seconds that an idle connection stays open: longer than clients and proxies keep theirs."""
    connections: int = Field(default=1000, ge=1)
    """Open connections."""
    connections_each: int = Field(default=256, ge=1)
    """Open connections from one address: raise it behind a proxy."""
    commands: int = Field(default=64, ge=1)
    """Commands in progress."""
    commands_each: int = Field(default=16, ge=1)
    """… of one post."""
    reads: int = Field(default=64, ge=1)
    """Queries in progress."""
    reads_each: int = Field(default=16, ge=1)
    """… of one post."""
    reports: int = Field(default=64, ge=1)
    """Single reports in progress."""
    reports_each: int = Field(default=32, ge=1)
    """… of one source."""
    batches: int = Field(default=8, ge=1)
    """Batches of reports in progress: with `batch_body_limit` it bounds their memory."""
    batches_each: int = Field(default=4, ge=1)
    """… of one source."""
    report_pause: float = Field(default=0.03, ge=0, le=1)
    """How long a piece of a batch waits while people are at work; a single report a tenth of it."""
    queue: int = Field(default=1024, ge=1)
    """Requests of one kind that wait for their turn."""
    queue_each: int = Field(default=64, ge=1)
    """… of one caller."""
    queue_patience: float = Field(default=10.0, gt=0)
    """Longest wait for a turn."""
    views_behind: int = Field(default=1000, ge=1)
    """Events that the views may be behind before reports have to wait for them."""
    streams: int = Field(default=500, ge=1)
    """Open event streams."""
    streams_each: int = Field(default=8, ge=1)
    """… of one post."""
    token_lifetime: int = Field(default=12 * 3600, ge=60, le=7 * 86400)
    """Of tokens of the demo's own issuer."""
    projection_wait: float = Field(default=2.0, ge=0, le=30)
    """Longest wait for a view that was asked for `atLeast` a position."""
    stream_heartbeat: float = Field(default=15.0, gt=0, le=300)
    """Between signs of life on an event stream."""
    drain_notice: float = Field(default=1.0, ge=0, le=60)
    """After SIGTERM: `/readyz` is red and new work refused, before the port is closed."""
    drain: int = Field(default=10, ge=0, le=300)
    """Time for requests in progress to finish after that."""
    watch_every: float = Field(default=5.0, gt=0, le=300)
    """Between looks at the alarms."""
    alarm_lag_events: int = Field(default=5000, ge=1)
    """Follower behind, in events: warning. Failing at ten times as many."""
    alarm_lag_seconds: float = Field(default=60, gt=0)
    """Age of the oldest event that a follower has not taken in. Failing at ten times."""
    alarm_relay_backlog: int = Field(default=2000, ge=1)
    """Deliveries that the stream does not have yet."""
    alarm_unsealed_seconds: float = Field(default=60, gt=0)
    """Age of the newest signature while entries wait for one."""
    alarm_timer_seconds: float = Field(default=300, gt=0)
    """How long a deadline may be overdue."""
    alarm_disk_free: float = Field(default=0.1, ge=0, lt=1)
    """Free share of the disk below `var`: warning. Failing at a fifth of it."""
    alarm_refused_rate: float = Field(default=5.0, gt=0)
    """Requests refused a second (429, 503)."""
    alarm_queue_seconds: float = Field(default=2.0, gt=0)
    """Age of the oldest append that waits."""
    wrong_codes_each: int = Field(default=20, ge=1)
    """Wrong query codes from one address in ten minutes: raise it behind a proxy."""
    webhook_retries: Waits = "5,300,1800,7200,18000,36000,50400,72000,86400"  # ty: ignore
    """Between the attempts of one webhook message, comma-separated; then it is a dead letter."""
    webhook_pause: float = Field(default=5 * 86400, gt=0)
    """Without one success for so long a webhook is paused."""
    webhook_seconds: float = Field(default=20.0, gt=0, le=300)
    """Time for one post to a webhook, from its name to the end of its answer."""
    webhook_ca: Path | None = None
    """PEM file of further authorities for the certificates of webhooks."""
    sms_gateway: str | None = Field(default=None, pattern="^https?://")
    """Address of an SMS gateway; without it reminders go to files in `var/sms`."""
    sms_token: str | None = Field(default=None, repr=False)
    """Its bearer token."""
    sms_numbers: Path | None = None
    """TOML file with the telephone numbers of posts, a table a county."""
    log_level: str = "info"
    """debug, info, warning, error or critical."""

    @property
    def keys(self) -> Path:
        """Folder of private keys (mode 0700)."""
        return self.var / "keys"

    @property
    def local_issuer(self) -> str:
        """The `iss` of tokens that the demo's own issuer signs: the same on every port."""
        return "urn:shenguan:local-issuer"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read `SHENGUAN_*`; variables of that prefix that belong to others are left alone.

        Raises:
            SettingsError: a value that does not fit, named by its variable.
        """
        given = os.environ if environment is None else environment
        values = {
            field: given[PREFIX + field.upper()]
            for field in cls.model_fields
            if given.get(PREFIX + field.upper(), "") != ""
        }
        try:
            settings = cls.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            name = PREFIX + str(first["loc"][0]).upper()
            raise SettingsError(f"{name}: {first['msg']}") from None
        if bool(settings.oidc_issuer) != bool(settings.oidc_jwks):
            raise SettingsError(f"{PREFIX}OIDC_ISSUER and {PREFIX}OIDC_JWKS belong together")
        if settings.nats_operator and not settings.nats_url:
            raise SettingsError(f"{PREFIX}NATS_OPERATOR: only for a NATS of your own (…NATS_URL)")
        return settings
