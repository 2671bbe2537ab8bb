"""Who is connected to the servers of a cluster, and how to end a connection."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg

_PAGE = 1024
_FIRST, _QUIET = 2.0, 0.2
"""Seconds for the first answer, and for a further one: how many servers there are, none of them
says. Who answers later is heard at the next look."""


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection. `user`: the name its claim was given, else its public key."""

    server: str
    number: int
    account: str
    user: str


async def connected(client: Client) -> list[Connected]:
    """Everybody who is connected, as the system account's user `client` may ask."""
    found: list[Connected] = []
    offset, more = 0, True
    while more:
        answers = await _ask(client, {"auth": True, "limit": _PAGE, "offset": offset})
        found += [one for answer in answers for one in _read(answer)]
        offset += _PAGE
        more = any(answer["data"].get("total", 0) > offset for answer in answers)
    return found


async def kick(client: Client, one: Connected) -> None:
    """End a connection; harmless if it has ended. Raises a nats error on silence."""
    body = json.dumps({"cid": one.number}).encode()
    # a request: without a reply to give, the server does nothing
    await client.request(f"$SYS.REQ.SERVER.{one.server}.KICK", body, timeout=5)


async def _ask(client: Client, body: dict[str, Any]) -> list[dict[str, Any]]:
    """What every server answers, until none has for a while."""
    heard: asyncio.Queue[Msg] = asyncio.Queue()
    inbox = client.new_inbox()
    listening = await client.subscribe(inbox, cb=heard.put)
    answers: list[dict[str, Any]] = []
    try:
        question = json.dumps(body).encode()
        await client.publish("$SYS.REQ.SERVER.PING.CONNZ", question, reply=inbox)
        while True:
            within = _QUIET if answers else _FIRST
            message = await asyncio.wait_for(heard.get(), within)
            answer = json.loads(message.data or b"{}")
            if "data" in answer:
                answers.append(answer)
    except TimeoutError:
        return answers
    finally:
        await listening.unsubscribe()


def _read(answer: dict[str, Any]) -> list[Connected]:
    server = answer["server"]["id"]
    return [
        Connected(server, one["cid"], one.get("account", ""), one.get("authorized_user", ""))
        for one in answer["data"].get("connections") or ()
    ]
