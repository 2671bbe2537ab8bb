"""Raw bytes on the socket: requests that two readers could read in two ways are answered once,
never with a second answer, and the connection ends."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.app.api.serving import serving
from tests.app.api.world import World

HIDDEN = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
REFUSED = {
    "a length and chunks": b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + HIDDEN,
    "two lengths": b"Content-Length: 0\r\nContent-Length: 35\r\n\r\n" + HIDDEN,
    "a length with a sign": b"Content-Length: +0\r\n\r\n" + HIDDEN,
    "chunks that are none": b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + HIDDEN,
    "an encoding in disguise": b"Transfer-Encoding: xchunked\r\n\r\n" + HIDDEN,
    "a space before the colon": b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "NUL in a header": b"X-Odd: a\x00b\r\n\r\n",
}


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[tuple[str, int]]:
    with serving(world) as url:
        found = urlsplit(url)
        yield str(found.hostname), int(found.port or 0)


def answers(address: tuple[str, int], request: bytes) -> bytes:
    """All that comes back until the server closes or stays silent."""
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("name", REFUSED)
def test_no_request_hides_in_another(address: tuple[str, int], name: str):
    start = b"POST /v1/demo/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    found = answers(address, start + REFUSED[name])
    statuses = [line.split(b" ")[1] for line in found.split(b"\r\n") if line[:7] == b"HTTP/1."]
    assert b"shenguan_" not in found, "the hidden request was answered"
    assert len(statuses) <= 1, found
    assert not statuses or statuses[0].startswith(b"4"), found


@pytest.mark.parametrize(
    "line",
    [b"GET / HTTP/9.9", b"GET  /v1/cases", b"\x16\x03\x01", b"GET /v1/cases HTTP/1.1\r\nHost"],
)
def test_what_is_no_http_gets_no_more_than_a_refusal(address: tuple[str, int], line: bytes):
    found = answers(address, line + b"\r\n\r\n")
    assert b" 200 " not in found[:20], found
    assert b" 500 " not in found[:20], found
