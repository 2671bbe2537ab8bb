"""What a simulated life is: a generator that says what is done next and hears what came of it."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.commands.caller import Caller
from domain.shared.act import Channel
from domain.shared.command import Command


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody acts at an instant; a clerk's command may be `entered` so much later."""

    at: datetime
    caller: Caller
    command: Command
    target: UUID
    channel: Channel = Channel.SYSTEM
    entered: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A report (CloudEvents JSON) of a source system comes in at an instant."""

    at: datetime
    caller: Caller
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """`at`: when it really took place, or was entered. `refused`: the code, None where it took."""

    at: datetime
    refused: str | None = None

    @property
    def done(self) -> bool:
        return self.refused is None


Script = Generator[Step | Arrival, Answer, None]
