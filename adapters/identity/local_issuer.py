"""The demo's own issuer: signs tokens for posts, so that a newcomer needs no OIDC server.

Its key lies in `var/keys` and belongs to the machine. A product installation names a real issuer
by `SHENGUAN_OIDC_ISSUER` and never opens this one.
"""

import os
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_FILE = "local-issuer.key"


class KeyFileExposed(Exception):
    """The key file can be read by others than its owner."""


class LocalIssuer:
    """Signs EdDSA tokens with one Ed25519 key."""

    def __init__(self, key: Ed25519PrivateKey, *, issuer: str, audience: str) -> None:
        self._key = key
        self.issuer = issuer
        self.audience = audience
        self._public = key.public_key().public_bytes_raw()
        self.key_id = sha256(self._public).hexdigest()[:16]

    @classmethod
    def open(cls, folder: Path, *, issuer: str, audience: str) -> "LocalIssuer":
        """The issuer whose key lies in `folder`, made on first use with mode 0600.

        Raises:
            KeyFileExposed: group or others may read the key.
        """
        path = folder / KEY_FILE
        if not path.exists():
            _create(path)
        if path.stat().st_mode & 0o077:
            raise KeyFileExposed(f"{path} must have mode 0600")
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
        return cls(key, issuer=issuer, audience=audience)

    def issue(
        self, *, person_id: str, post: str, region: str, now: datetime, lifetime: timedelta
    ) -> str:
        """A token for a post, valid from `now` for `lifetime`."""
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": person_id,
            "post": post,
            "region": region,
            "iat": int(now.timestamp()),
            "nbf": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
            "jti": secrets.token_urlsafe(12),
        }
        return jwt.encode(claims, self._key, algorithm="EdDSA", headers={"kid": self.key_id})

    def jwks(self) -> dict[str, Any]:
        """The public half as a JWK set (RFC 8037)."""
        x = urlsafe_b64encode(self._public).rstrip(b"=").decode()
        key = {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": self.key_id}
        return {"keys": [{**key, "x": x}]}


def _create(path: Path) -> None:
    """Write a new key beside and link it into place: of two starters, one key survives."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass  # another starter was faster; its key is ours too
    finally:
        draft.unlink()
