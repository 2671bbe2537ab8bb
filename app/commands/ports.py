"""What the application layer asks of its surroundings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.shared.subject import SubjectKind, SubjectRef


class Vault(Protocol):
    """Keeps personal data outside the log (ledger.md, Personal data)."""

    def refer(
        self, region: str, kind: SubjectKind, identifier: str, fields: Mapping[str, str]
    ) -> SubjectRef:
        """The reference that may enter the log for a person or organisation.

        The same `identifier` (resident number, USCC) in the same region gives the same subject,
        and the same values give the same commitments. `fields` are stored encrypted.
        """
        ...


class NewId(Protocol):
    """Draws the id of a new stream; a simulation gives its own, seeded."""

    def __call__(self, at: datetime) -> UUID: ...
