"""The tree rebuilt from rows, able to go on behind damage with the help of stored subtrees.

Two trees grow side by side: `rows`, from the leaf hashes that were read, and `blocks`, in which a
damaged block of 256 leaves is replaced by the subtree hash stored for it. Where they differ, the
next signed root says which of them was signed, and so whether the rows or the stored subtree were
altered — and whatever lies behind the damage can still be judged.
"""

from collections.abc import Mapping

from adapters.ledger.proof.findings import Report
from adapters.ledger.proof.merkle import BLOCK, BLOCK_LEVEL, Frontier, Subtree


class Reconstruction:
    """Feed it leaves and gaps in order of index; ask it about roots."""

    def __init__(self, report: Report, subtrees: Mapping[tuple[int, int], bytes]) -> None:
        self.size = 0
        self._report = report
        self._subtrees = subtrees
        self._rows: Frontier | None = Frontier()
        self._rows_base: Frontier | None = Frontier()  # `rows` where the current block began
        self._blocks: Frontier | None = Frontier()  # always at the start of the current block
        self._block: list[bytes] = []
        self._doubtful: list[int] = []
        self.damaged: set[int] = set()
        """Blocks whose rows are proved to be other than those under a matching root."""

    @property
    def lost(self) -> bool:
        """Behind a gap whose block has no stored hash no root can be rebuilt."""
        return self._rows is None and self._blocks is None

    def frontier_bytes(self) -> bytes | None:
        """The frontier in its stored form; None behind a gap."""
        return None if self._rows is None else self._rows.to_bytes()

    def feed(self, leaves: list[bytes]) -> None:
        """Add leaf hashes; they must not reach over the end of the current block."""
        self.size += len(leaves)
        self._block += leaves
        completed = [] if self._rows is None else self._rows.append_many(leaves)
        if leaves and self.size % BLOCK == 0:
            self._end_block(completed)

    def skip(self, end: int) -> None:
        """Entries size … end-1 are missing."""
        self._rows = self._rows_base = None
        self._block = []  # its leaves are of no use without the missing ones
        while self._blocks is not None and self.size < end:
            self.size = min(end, self.size - self.size % BLOCK + BLOCK)
            if self.size % BLOCK == 0:
                self._end_block([])
        self.size = end

    def matches(self, root: bytes) -> bool | None:
        """Whether the tree as it stands has this signed root; None when it cannot be said."""
        if self._rows is not None and self._rows.root() == root:
            self._settle("subtree_changed")
            self._blocks = self._rows_base.copy() if self._rows_base else self._blocks
            return True
        other = self._from_blocks()
        if other is not None and other.root() == root:
            self.damaged.update(self._doubtful)
            self._settle("block_changed")
            self._rows, self._rows_base = other, self._blocks.copy() if self._blocks else None
            return True
        return None if self._rows is None and other is None else False

    def finish(self) -> None:
        """No further root will come: report the blocks that are still in doubt."""
        self._settle("block_changed")

    def _from_blocks(self) -> Frontier | None:
        if self._blocks is None or self._blocks.size + len(self._block) != self.size:
            return None
        frontier = self._blocks.copy()
        frontier.append_many(self._block)
        return frontier

    def _end_block(self, completed: list[Subtree]) -> None:
        idx = self.size // BLOCK - 1
        stored = self._subtrees.get((BLOCK_LEVEL, idx))
        computed = None
        if len(self._block) == BLOCK:
            computed = (completed or Frontier().append_many(self._block))[0].hash
        self._block = []
        if computed is not None and stored not in (None, computed):
            self._doubtful.append(idx)
        best = stored or computed
        if self._blocks is not None and best is not None:
            self._blocks.append_subtree(BLOCK_LEVEL, best)
        else:
            self._blocks = None
        self._rows_base = self._rows.copy() if self._rows else None
        for level, at, value in completed[1:]:
            if not self._doubtful and self._subtrees.get((level, at), value) != value:
                self._report_subtree("subtree_changed", level, at)

    def _settle(self, kind: str) -> None:
        for idx in self._doubtful:
            self._report_subtree(kind, BLOCK_LEVEL, idx)
        self._doubtful = []

    def _report_subtree(self, kind: str, level: int, idx: int) -> None:
        start, end = idx << level, (idx + 1) << level
        self._report.add(kind, start, end, detail=f"subtree level {level}, number {idx}")
