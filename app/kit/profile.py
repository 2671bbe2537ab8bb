"""Who reads, and where."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from adapters.bus.nkey import UserKey
from app.kit.api import Token


@dataclass(frozen=True, slots=True)
class Profile:
    """Who reads, and where. `nats` None: by server-sent events. `key`: the post's Ed25519 key (its
    nkey seed); `log_key`: the log's public key (`…+…+…`), from elsewhere than the server.

    `sign_in` to NATS: by the `key` alone; where it is in operator mode by the key's `claim`, from
    the file `creds` or else fetched from the API; or there by the bearer `token`, for a person
    whose post has registered no key.
    """

    region: str
    organisation: str
    post: str
    api: str
    token: Token
    key: UserKey
    log_key: str | None = None
    nats: str | None = None
    sign_in: Literal["key", "claim", "token"] = "key"
    creds: Path | None = None

    @property
    def feed(self) -> str:
        """As positions name it: `32.99.01.<organisation>`."""
        pairs = (self.region[at : at + 2] for at in (0, 2, 4))
        return ".".join((*pairs, self.organisation))
