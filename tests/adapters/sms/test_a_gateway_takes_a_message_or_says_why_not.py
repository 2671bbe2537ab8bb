"""The HTTP gateway on a real socket, and the file of telephone numbers."""

import asyncio
import json
from pathlib import Path
from uuid import UUID

import pytest

from adapters.sms.http_gateway import HttpGateway
from adapters.sms.numbers import Numbers
from adapters.sms.port import NotTaken, Text
from tests.adapters.webhooks.receivers import receiving, saying

SMS = UUID(int=7)
TEXT = Text(SMS, "329901", "liaison-market", "【审管联动】", "13800000000")


def answering(status: str, body: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode()


def test_a_gateway_is_told_the_same_id_and_its_own_is_kept():
    async def run() -> None:
        async with receiving(saying(answering("200 OK", '{"id":"g-1"}'))) as receiver:
            gateway = HttpGateway(receiver.url, "token")
            assert await asyncio.to_thread(gateway.send, TEXT) == "g-1"
            (one,) = receiver.received
            assert one.headers["authorization"] == "Bearer token"
            assert json.loads(one.body) == {
                "id": str(SMS), "to": "13800000000", "text": "【审管联动】",
            }  # fmt: skip
            for status, final in (("500 Broken", False), ("429 Slow", False), ("400 Bad", True)):
                receiver.answer = saying(answering(status))
                with pytest.raises(NotTaken) as told:
                    await asyncio.to_thread(gateway.send, TEXT)
                assert told.value.final is final
                assert "13800000000" not in str(told.value)

    asyncio.run(run())


def test_an_answer_without_an_end_holds_nobody_up():
    endless = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n" + b"x" * 8192

    async def run() -> None:
        async with receiving(saying(endless)) as receiver:
            gateway = HttpGateway(receiver.url, None)
            sending = asyncio.to_thread(gateway.send, TEXT)
            assert await asyncio.wait_for(sending, 60) is None  # taken

    asyncio.run(run())


def test_without_a_number_nothing_is_sent():
    with pytest.raises(NotTaken) as told:
        HttpGateway("http://127.0.0.1:9/", None).send(Text(SMS, "329901", "p", "x"))
    assert told.value.final
    assert "number" not in repr(TEXT).replace("number=None", "")


def test_a_changed_file_of_numbers_is_read_again_and_a_broken_one_gives_none(tmp_path: Path):
    path = tmp_path / "numbers.toml"
    path.write_text('["329901"]\npost-1 = "13800000000"\n')
    numbers = Numbers(path)
    assert numbers.of("329901", "post-1") == "13800000000"
    assert numbers.of("329902", "post-1") is None
    path.write_text('["329901"]\npost-1 = "not a telephone number"\n')
    assert numbers.of("329901", "post-1") is None
    assert Numbers(tmp_path / "missing.toml").of("329901", "post-1") is None
