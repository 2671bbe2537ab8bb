"""What became of a file: every row accounted for."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from domain.shared.errors import DomainError


@dataclass(slots=True)
class Tally:
    """Outcomes of one kind of act; `read` is their sum once a file is done."""

    read: int = 0
    recorded: int = 0
    already_there: int = 0
    rejected: int = 0

    @property
    def accounted(self) -> bool:
        return self.read == self.recorded + self.already_there + self.rejected


@dataclass(slots=True)
class Summary:
    """Outcome of one file.

    `rows`: the file's own rows or events. `headers`: acts that the mapping derives from a case's
    attributes (its submission, its stated end), counted apart because no row stands for them.
    `broken`: why reading stopped early; what came before is in, and running again goes on.
    """

    file: Path
    rejected_file: Path
    rows: Tally = field(default_factory=Tally)
    headers: Tally = field(default_factory=Tally)
    cases: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    broken: DomainError | None = None

    @property
    def accounted(self) -> bool:
        """Recorded + already there + rejected = read, for rows and for header acts."""
        return self.rows.accounted and self.headers.accounted
