"""Credentials files of NATS (`.creds`): a user's claim, and the seed of its key."""

import re
from dataclasses import dataclass

from adapters.bus.jwt import JwtError, claim_of
from adapters.bus.nkey import NkeyError, UserKey, check_public_key

_BLOCK = re.compile(r"-----BEGIN ([A-Z ]+)-----\s+(\S+)\s+-+END \1-+")
_CLAIM, _SEED = "NATS USER JWT", "USER NKEY SEED"


@dataclass(frozen=True, slots=True, repr=False)
class Creds:
    """`claim` None: a bare seed, for a server that knows its users by their keys. `key` None: a
    claim alone, whose key lies elsewhere."""

    claim: str | None
    key: UserKey | None

    @classmethod
    def parse(cls, text: str) -> "Creds":
        """Read a `.creds` file, a claim alone, or a bare seed. Raises ValueError on anything else,
        and where claim and seed do not belong together."""
        found = dict(_BLOCK.findall(text))
        if not found:
            bare = text.strip()
            if bare.startswith("SU"):
                return cls(None, UserKey.parse(bare))
            found = {_CLAIM: bare}
        if _CLAIM not in found:
            raise JwtError("no claim of a user in it")
        claim = found[_CLAIM]
        key = UserKey.parse(found[_SEED]) if _SEED in found else None
        user, _ = parties(claim)
        if key is not None and user != key.public_key:
            raise JwtError("the claim is about another key")
        return cls(claim, key)


def parties(claim: str) -> tuple[str, str]:
    """Whom a user's claim is about, and the account that signed it (public keys, `U…` and `A…`).

    Raises:
        JwtError: not the sound claim of a user.
    """
    said = claim_of(claim, "A")
    try:
        if said["nats"]["type"] != "user":
            raise JwtError("not a claim of a user")
        return check_public_key(said["sub"]), said["iss"]
    except (KeyError, TypeError, NkeyError) as error:
        raise JwtError("not a claim of a user") from error


def written(claim: str, key: UserKey) -> str:
    """The text of a `.creds` file, as NATS's own tools read it. It holds a secret: mode 0600."""
    return "\n".join(
        [
            f"-----BEGIN {_CLAIM}-----",
            claim,
            f"------END {_CLAIM}------",
            "",
            f"-----BEGIN {_SEED}-----",
            key.seed,
            f"------END {_SEED}------",
            "",
        ]
    )
