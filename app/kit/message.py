"""What a regulator works with: one message, its place in the feed, and its proof."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from app.kit.proving import Proof


@dataclass(frozen=True)
class Message:
    """`number`: of the delivery in the stream · `seq`, `hash`: of the chain of this feed ·
    `payload`: CloudEvents 1.0 JSON, the bytes that the chain covers · `proof`: None where the kit
    was told not to verify."""

    number: int
    seq: int
    hash: str
    payload: bytes
    proof: Proof | None = None

    @cached_property
    def event(self) -> dict[str, Any]:
        """The CloudEvent."""
        return orjson.loads(self.payload)

    @property
    def type(self) -> str:
        """As in the log: `task.pushed`."""
        return self.event["type"].removeprefix("cn.shenguan.linkage.").rpartition(".v")[0]

    @property
    def data(self) -> dict[str, Any]:
        """The CloudEvent's data."""
        return self.event["data"]
