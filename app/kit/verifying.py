"""Messages against the log, a batch at a time: no message is handed on before it is proved."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import orjson

from adapters.ledger.proof.checkpoint import Checkpoint
from app.kit.api import Api
from app.kit.checkpoints import Checkpoints
from app.kit.errors import Unreachable
from app.kit.message import Message
from app.kit.proving import Contradicted, Proof, proved

MOST = 200
_AGAIN = 0.3  # seconds: the sealer signs about once a second


class Verifying:
    """Proves batches under the newest checkpoint. `patience`: seconds to wait for one."""

    def __init__(self, api: Api, checkpoints: Checkpoints, patience: float = 120.0) -> None:
        self._api, self._checkpoints = api, checkpoints
        self._patience = patience

    async def prove(self, messages: Sequence[Message]) -> list[Proof]:
        """The proof of each message; they follow each other in the feed, at most `MOST`.

        Raises:
            Contradicted, Forked: what was received is not what the log holds.
            Unreachable: no checkpoint covers them within `patience`.
        """
        found: list[Proof] = []
        until = time.monotonic() + self._patience
        while len(found) < len(messages):
            waiting = messages[len(found) :]
            answer = await self._api.proofs(waiting[0].seq - 1, len(waiting))
            if answer["checkpoint"] is not None:
                signed = await self._checkpoints.accept(answer["checkpoint"], self._api.consistency)
                found += _proved(waiting, answer["items"], signed)
            if len(found) == len(messages):
                break
            if time.monotonic() > until:
                raise Unreachable(f"no checkpoint covers message {messages[len(found)].seq}")
            await asyncio.sleep(_AGAIN)
        return found


def _proved(
    messages: Sequence[Message], items: Sequence[dict[str, Any]], signed: Checkpoint
) -> list[Proof]:
    """Proofs of the first messages, up to one that no checkpoint covers yet."""
    found: list[Proof] = []
    for message, item in zip(messages, items, strict=False):
        if item["proof"] is None:
            break
        if (item["seq"], item["hash"]) != (message.seq, message.hash):
            raise Contradicted(f"message {message.seq}: the server has another at this number")
        found.append(proved(orjson.loads(message.payload), item, signed))
    return found
