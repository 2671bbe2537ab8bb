"""Bearer tokens (RFC 7519, RFC 9068 practice): who is it, says whom, until when.

A token proves a person and names a post in a region; what the post may do is read from the log.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from jwt import PyJWK, PyJWTError

from adapters.identity.keysets import ALGORITHMS, KeySource, KeysUnavailable, RemoteKeys

MAX_TOKEN_BYTES = 8 * 1024
MAX_CLAIM = 120
REQUIRED = ("iss", "aud", "sub", "exp", "nbf", "iat")
LEEWAY_SECONDS = 30
REMEMBERED = 60
MAX_REMEMBERED = 10_000
LAST_INSTANT = 253_402_300_800  # the year 10000


class TokenRefused(Exception):
    """The token proves nothing. `reason` is for our log; a stranger learns only that it failed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class IssuerUnreachable(Exception):
    """The issuer's keys cannot be had: nobody's fault who asks; try later."""


class KeysWanted(Exception):
    """Raised by `verify(..., may_block=False)` where the issuer's keys must be read first."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a sound token says. `person_id` is the issuer's pseudonymous subject."""

    person_id: str
    post: str
    region: str
    issuer: str
    expires_at: datetime


class TokenVerifier:
    """Verifies tokens of the issuers it was given, each with its own keys, for one audience."""

    def __init__(
        self,
        issuers: Mapping[str, KeySource],
        audience: str,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._issuers = dict(issuers)
        self._audience = audience
        self._now = now
        self._seen: dict[str, tuple[Identity, datetime]] = {}

    def verify(self, token: str, *, may_block: bool = True) -> Identity:
        """The identity in `token`; one that was found sound is believed for `REMEMBERED` seconds
        without being checked again, but never beyond its own end.

        Raises:
            TokenRefused: malformed, unsigned, tampered with, out of time, of another issuer or
                for another audience.
            IssuerUnreachable: the issuer's keys were never read and cannot be read.
            KeysWanted: `may_block` is False and the issuer must be asked: call again from a
                thread that may block.
        """
        now = self._now()
        identity, until = self._seen.get(token, (None, now))
        if identity is not None and now < until:
            return identity
        identity = self._checked(token, may_block)
        if len(self._seen) >= MAX_REMEMBERED:
            self._seen.clear()
        until = min(identity.expires_at, now + timedelta(seconds=REMEMBERED))
        self._seen[token] = (identity, until)
        return identity

    def _checked(self, token: str, may_block: bool) -> Identity:
        header, issuer = self._peek(token)
        key = self._key(issuer, header.get("kid"), may_block)
        if key.algorithm_name != header["alg"]:
            raise TokenRefused("algorithm does not belong to the key")
        try:
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm_name],
                audience=self._audience,
                issuer=issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": list(REQUIRED)},
            )
        except (PyJWTError, ValueError, TypeError, ArithmeticError) as error:
            raise TokenRefused(f"{type(error).__name__}") from error
        return _identity(claims, issuer)

    def _peek(self, token: str) -> tuple[dict[str, object], str]:
        """Header and issuer, not yet believed: they only choose the key."""
        if len(token) > MAX_TOKEN_BYTES or not token.isascii():
            raise TokenRefused("not a token")
        try:
            header = jwt.get_unverified_header(token)
            claims = jwt.decode(token, options={"verify_signature": False})
        except (PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise TokenRefused("not a token") from error
        if header.get("alg") not in ALGORITHMS or "crit" in header:
            raise TokenRefused("algorithm not allowed")
        issuer = claims.get("iss")
        if not isinstance(issuer, str) or issuer not in self._issuers:
            raise TokenRefused("unknown issuer")
        return header, issuer

    def _key(self, issuer: str, key_id: object, may_block: bool) -> PyJWK:
        if key_id is not None and not isinstance(key_id, str):
            raise TokenRefused("key id is not a string")
        source = self._issuers[issuer]
        key = source.find(key_id)
        if key is not None and not (isinstance(source, RemoteKeys) and source.stale):
            return key
        if not may_block:
            raise KeysWanted
        try:
            source.refresh()
        except KeysUnavailable as error:
            raise IssuerUnreachable(str(error)) from error
        key = source.find(key_id)
        if key is None:
            raise TokenRefused("unknown key")
        return key


def _identity(claims: Mapping[str, object], issuer: str) -> Identity:
    values = [claims.get(name) for name in ("sub", "post", "region")]
    texts = [value for value in values if isinstance(value, str) and _is_code(value)]
    if len(texts) != len(values):
        raise TokenRefused("sub, post and region must be short texts")
    exp = claims["exp"]
    if not isinstance(exp, int | float) or not 0 < exp < LAST_INSTANT:
        raise TokenRefused("exp is not an instant")
    return Identity(*texts, issuer=issuer, expires_at=datetime.fromtimestamp(exp, UTC))


def _is_code(value: str) -> bool:
    return 0 < len(value) <= MAX_CLAIM and value.isprintable()
