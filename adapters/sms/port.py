"""What a reminder needs: somebody who takes a text for a telephone number."""

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID


class NotTaken(Exception):
    """The gateway did not take it; `final`: nor will it the next time. The text is our own."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.final = reason, final


@dataclass(frozen=True, slots=True)
class Text:
    """One message. `sms`: stays the same over all attempts. `number`: None where none is known."""

    sms: UUID
    region: str
    post: str
    body: str
    number: str | None = field(default=None, repr=False)


class Gateway(Protocol):
    """Takes messages; blocking."""

    @property
    def name(self) -> str:
        """As it stands in the log."""
        ...

    def send(self, text: Text) -> str | None:
        """The gateway's own id of the message, if it gives one. Raises NotTaken."""
        ...
