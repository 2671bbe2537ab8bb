"""Receivers on real sockets, with certificates of an authority that the test has made itself."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
ERROR = b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 4\r\n\r\noops"
STRANGER = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
Answer = Callable[["Received", asyncio.StreamWriter], Awaitable[None]]
_NUMBERS = count(1)


@dataclass
class Received:
    """One request as it came; header names in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


def saying(answer: bytes) -> Answer:
    async def say(_: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    return say


async def hangs(_: Received, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def closes(_: Received, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def sends_two_gigabytes(_: Received, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2147483648\r\n\r\n")
    for _ in range(32768):
        writer.write(b"x" * 65536)
        await writer.drain()


def redirects_to(target: str) -> Answer:
    return saying(f"HTTP/1.1 302 Found\r\nlocation: {target}\r\ncontent-length: 0\r\n\r\n".encode())


@dataclass
class Receiver:
    """What it was sent, and how it answers; `answer` and `tls` may be changed while it runs.

    Its path is its own: a port that is free again may be one that an earlier subscription posts to.
    """

    port: int = 0
    path: str = field(default_factory=lambda: f"/in/{next(_NUMBERS)}?x=1")
    answer: Answer = field(default_factory=lambda: saying(OK))
    received: list[Received] = field(default_factory=list)
    scheme: str = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.port}{self.path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
                raw = dict(line.split(": ", 1) for line in head[1:] if line)
                values = {name.lower(): value for name, value in raw.items()}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                one = Received(head[0].split()[1], values, body)
                if one.path.startswith(self.path):
                    self.received.append(one)
                    await self.answer(one, writer)
                else:
                    writer.write(STRANGER)
                await writer.drain()


@contextlib.asynccontextmanager
async def receiving(
    answer: Answer | None = None, tls: ssl.SSLContext | None = None
) -> AsyncGenerator[Receiver]:
    """A receiver on a free port of 127.0.0.1, https with `tls`."""
    receiver = Receiver(scheme="https" if tls else "http")
    if answer:
        receiver.answer = answer
    serving: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(receiver.serve(reader, writer))
        serving.add(task)
        task.add_done_callback(lambda one: (serving.discard(one), writer.close()))

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


class Authority:
    """A certificate authority of the test; `pem` is the file to trust."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("A test's authority")
        self._made = 0
        authority = (
            _certificate(self._name, self._name, self._key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self._key, SHA256())
        )
        self.pem = folder / "authority.pem"
        self.pem.write_bytes(authority.public_bytes(Encoding.PEM))

    def context(self, host: str = "localhost") -> ssl.SSLContext:
        """A server's side of TLS with a new key and a certificate for `host`."""
        key = ec.generate_private_key(ec.SECP256R1())
        signed = (
            _certificate(_name(host), self._name, key)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .sign(self._key, SHA256())
        )
        self._made += 1
        path = self._folder / f"server-{self._made}.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(private + signed.public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
