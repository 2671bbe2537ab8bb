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


class Settings(BaseModel):
    """The settings of one process. No field holds a default password.

    `database_url` and `nats_url` empty: the embedded servers under `var` are used. Sizes in bytes,
    times in seconds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    var: Path = Path("var")
    data: Path = Path("../shared/data")
    demo: Switch = False
    database_url: str | None = Field(default=None, repr=False)
    sealer_url: str | None = Field(
        default=None, repr=False
    )  # the sealer's own role: reads, and saves checkpoints
    nats_url: str | None = Field(default=None, repr=False)
    nats_creds: Path | None = None
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8000, ge=0, le=65535)
    oidc_issuer: str | None = None
    oidc_jwks: str | None = None  # an https address, or a file for a machine without a network
    oidc_audience: str = "shenguan"
    single_body_limit: int = Field(default=MIB, ge=1024)
    batch_body_limit: int = Field(default=8 * MIB, ge=1024)
    batch_items_limit: int = Field(default=5000, ge=1)
    token_lifetime: int = Field(default=12 * 3600, ge=60, le=7 * 86400)
    projection_wait: float = Field(default=2.0, ge=0, le=30)
    stream_heartbeat: float = Field(default=15.0, gt=0, le=300)
    drain: int = Field(default=10, ge=0, le=300)
    log_level: str = "info"

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
        return settings
