"""One POST to a callback: bounded in time and size, to a checked address, under the pinned key.

Names are resolved here and checked, and the connection goes to the checked address, so that a name
which changes in between (DNS rebinding) gains nothing. Redirects are not followed, proxies of the
environment not used. What a receiver answers is never repeated: failures come from a closed list.
"""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_der_x509_certificate

from adapters.webhooks.endpoints import split_endpoint
from adapters.webhooks.resolving import AddressRefused, Resolve, allowed_addresses, system_resolver
from domain.shared.errors import Invalid

MOST_ANSWER = 16 * 1024
"""Bytes of an answer that are read: a challenge's echo needs fewer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: for the connection, for silence, for all of one post."""

    connect: float = 5.0
    read: float = 10.0
    total: float = 20.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one post. `failure`: empty for a 2xx. `key`: SHA-256 of the certificate's
    public key. `retry_after`: seconds that the receiver asks for, at most an hour."""

    failure: str = ""
    status: int | None = None
    key: str | None = None
    answer: bytes = b""
    retry_after: float = 0.0

    @property
    def delivered(self) -> bool:
        """Whether the receiver has taken it."""
        return not self.failure


class _Refused(Exception):
    """Ends a post; the text is one of our own."""


class Poster:
    """Posts to callbacks. `demo`: plain http and private addresses too.

    Args:
        ca: PEM file of further authorities that certificates may come from.
    """

    def __init__(
        self,
        *,
        demo: bool,
        ca: Path | None = None,
        limits: Limits | None = None,
        resolve: Resolve | None = None,
    ) -> None:
        self.demo = demo
        self._limits = limits or Limits()
        self._resolve = resolve or system_resolver()
        self._tls = httpx.create_ssl_context()
        if ca is not None:
            self._tls.load_verify_locations(ca)

    @contextlib.asynccontextmanager
    async def line(self, endpoint: str, pin: str | None = None) -> AsyncGenerator["Line"]:
        """A line to one callback; its connection is kept between posts. `pin`: its key, if known.

        Never shared between callbacks: a connection is known by its address alone.
        """
        limits = self._limits
        async with httpx.AsyncClient(
            verify=self._tls,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(limits.read, connect=limits.connect),
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
        ) as client:
            yield Line(self, client, endpoint, pin)

    async def addresses(self, host: str, port: int) -> list[str]:
        """Checked addresses of a host. Raises AddressRefused, OSError."""
        return await allowed_addresses(self._resolve, host, port, demo=self.demo)

    @property
    def total(self) -> float:
        """Seconds that one post may take."""
        return self._limits.total


class Line:
    """A line to one callback."""

    def __init__(
        self, poster: Poster, client: httpx.AsyncClient, endpoint: str, pin: str | None
    ) -> None:
        self._poster, self._client = poster, client
        self._endpoint, self._pin = endpoint, pin
        self._key: str | None = None

    async def post(self, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Post once; never raises for what the other side does."""
        try:
            async with asyncio.timeout(self._poster.total):
                return await self._post(headers, body)
        except _Refused as error:
            return Outcome(str(error), key=self._key)
        except (TimeoutError, httpx.TimeoutException):
            return Outcome("timeout")
        except AddressRefused:
            return Outcome("address-not-allowed")
        except Invalid as error:
            return Outcome(error.code)
        except httpx.HTTPError as error:
            return Outcome("tls-failed" if _of_tls(error) else "connection-failed")
        except httpx.InvalidURL:
            return Outcome("endpoint-invalid")
        except (OSError, UnicodeError):
            return Outcome("name-unresolved")

    async def _post(self, headers: Mapping[str, str], body: bytes) -> Outcome:
        parts = split_endpoint(self._endpoint, demo=self._poster.demo)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = await self._poster.addresses(host, port)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        for number, address in enumerate(found, start=1):
            shown = f"[{address}]" if ":" in address else address
            request = self._client.build_request(
                "POST",
                f"{parts.scheme}://{shown}:{port}{target}",
                headers={**headers, "host": parts.netloc},
                content=body,
                extensions={"sni_hostname": host, "trace": self._watch},
            )
            try:
                return await self._send(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if number == len(found) or _of_tls(error):
                    raise
        raise AssertionError("addresses are never empty")

    async def _send(self, request: httpx.Request) -> Outcome:
        response = await self._client.send(request, stream=True)
        try:
            answer = b""
            async for piece in response.aiter_raw():
                answer += piece
                if len(answer) > MOST_ANSWER:
                    raise _Refused("answer-too-large")
        finally:
            await response.aclose()
        status = response.status_code
        failure = "" if response.is_success else f"HTTP {status}"
        return Outcome(failure, status, self._key, answer, _retry_after(response))

    async def _watch(self, event: str, info: dict[str, Any]) -> None:
        """After the handshake and before a byte of ours: is it still the verified receiver?"""
        if event != "connection.start_tls.complete":
            return
        secured = info["return_value"].get_extra_info("ssl_object")
        self._key = key_digest(secured)
        if self._pin is not None and self._key != self._pin:
            raise _Refused("certificate-changed")


def key_digest(secured: ssl.SSLObject) -> str:
    """SHA-256 of the public key (SubjectPublicKeyInfo) that the other side has proved to hold."""
    try:
        certificate = load_der_x509_certificate(secured.getpeercert(binary_form=True) or b"")
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise _Refused("tls-failed") from None
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _of_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _retry_after(response: httpx.Response) -> float:
    """Only the form in seconds is understood."""
    said = response.headers.get("retry-after", "")
    return min(3600.0, float(said)) if said.isascii() and said.isdigit() and len(said) < 9 else 0.0
