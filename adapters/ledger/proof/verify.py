"""`shenguan verify`: one log read once from end to end, believing nothing but signatures.

Every state is rehashed into its leaf, the leaves into the tree, and the tree compared with every
signed checkpoint and with the stored head. Memory does not grow with the log, but for the stored
subtree hashes (1/256) and the checkpoints.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise

from adapters.ledger.proof import fork
from adapters.ledger.proof.checkpoint import Checkpoint, open_checkpoint
from adapters.ledger.proof.findings import Report, Verdict
from adapters.ledger.proof.fork import Signed
from adapters.ledger.proof.merkle import BLOCK
from adapters.ledger.proof.note import BadSignature, NoteError, Verifier, split_note
from adapters.ledger.proof.reconstruction import Reconstruction
from adapters.ledger.proof.rehash import Part, rehash
from adapters.ledger.proof.source import Head, LogSource

__all__ = ["Report", "Verdict", "check_positions", "verify_log"]


Walk = Callable[[Report, LogSource, int, Iterable[int]], Iterable[Part]]
"""How the leaf hashes below a limit are read and rehashed, in parts that end at the stops."""


def one_process(
    report: Report, source: LogSource, limit: int, stops: Iterable[int]
) -> Iterable[Part]:
    """In this process, from any source."""
    return rehash(report, source.rows(), 0, limit, stops)


def verify_log(
    source: LogSource,
    verifier: Verifier | None,
    saved: Iterable[str] = (),
    walk: Walk = one_process,
) -> Report:
    """Verify one log in one snapshot.

    `verifier` is the log's public key, from outside the database; without it the outcome is at
    best INCOMPLETE. `saved` are checkpoint notes kept elsewhere (sealer, stream, witnesses,
    regulators): they are what a rewritten database cannot rewrite.
    """
    head = source.head()
    report = Report(head.origin)
    signed = open_all(report, [*source.checkpoints(), *saved], verifier)
    _walk_through(report, source, head, signed, verifier, walk)
    if verifier is None:
        report.add("key_unknown", detail=head.origin)
    elif not report.checkpoints and report.verdict < Verdict.TAMPERED:
        report.add("not_sealed")
    return report


def open_all(report: Report, notes: Iterable[str], verifier: Verifier | None) -> list[Signed]:
    """The distinct checkpoints by size; a bad or contradicting one becomes a finding."""
    signed: dict[tuple[int, bytes], Signed] = {}
    for note in dict.fromkeys(notes):
        try:
            if verifier is None:
                checkpoint = Checkpoint.parse(split_note(note)[0])
            else:
                checkpoint = open_checkpoint(note, verifier)
            if checkpoint.origin != report.log:
                raise NoteError(f"a checkpoint of {checkpoint.origin}")
            signed.setdefault((checkpoint.size, checkpoint.root), Signed(checkpoint, note))
        except BadSignature as error:
            report.add("checkpoint_signature", detail=_first_lines(note, error))
        except NoteError as error:
            report.add("checkpoint_unusable", detail=_first_lines(note, error))
    ordered = sorted(signed.values(), key=lambda item: item.checkpoint.size)
    for one, other in pairwise(ordered):
        if one.checkpoint.size == other.checkpoint.size and verifier is not None:
            size = one.checkpoint.size
            report.add("fork", detail=f"two roots of size {size}")
            report.evidence = report.evidence or fork.evidence(one, other, verifier)
    return ordered


def check_positions(report: Report, count: int, lowest: int, highest: int, head: int) -> None:
    """Database-wide density: positions run from 1 to the head without a gap, over all logs."""
    if (lowest, highest, count) == (1, head, head) or not (count or head):
        return
    report.add(
        "positions", detail=f"{count} entries, from {lowest} to {highest}, the head says {head}"
    )


def _walk_through(
    report: Report,
    source: LogSource,
    head: Head,
    signed: list[Signed],
    verifier: Verifier | None,
    walk: Walk,
) -> None:
    limit = max([head.size, *(item.checkpoint.size for item in signed)])
    tree = Reconstruction(report, source.subtrees())
    judge = _Judge(report, tree, head, signed)
    for start, leaves in walk(report, source, limit, judge.stops):
        if start > tree.size:
            tree.skip(start)
        judge.compare()
        tree.feed(leaves)
        report.size += len(leaves)
        judge.compare()
    judge.finish(limit)
    if judge.contradiction and verifier is not None and report.evidence is None:
        leaves_again = (row[7] for row in source.rows())
        report.evidence = fork.evidence(*judge.contradiction, verifier, leaves_again)


class _Judge:
    """Compares the growing tree with the checkpoints and the head, in order of size."""

    def __init__(self, report: Report, tree: Reconstruction, head: Head, signed: list[Signed]):
        self._report, self._tree, self._head = report, tree, head
        self._ahead = list(reversed(signed))
        self._bad: list[Signed] = []
        self._head_seen = False
        self.stops = sorted({head.size, *(item.checkpoint.size for item in signed)})
        self.contradiction: tuple[Signed, Signed] | None = None

    def compare(self) -> None:
        """Judge what has the tree's size; what is smaller fell into a gap."""
        while self._ahead and self._ahead[-1].checkpoint.size <= self._tree.size:
            signed = self._ahead.pop()
            if signed.checkpoint.size == self._tree.size:
                self._compare_signed(signed)
        if self._tree.size == self._head.size and not self._head_seen:
            self._head_seen = True
            self._compare_head()

    def finish(self, limit: int) -> None:
        """Report what the end of the rows leaves open."""
        report, size = self._report, self._tree.size
        if size < limit:
            signed = max((item.checkpoint.size for item in self._ahead), default=0)
            detail = f"{size} entries, head {self._head.size}, signed {signed or report.sealed}"
            report.add("tail_cut", size, limit, detail=detail)
        elif self._head.size < limit:
            detail = f"size {self._head.size} is below a signed size {limit}"
            report.add("head_changed", self._head.size, limit, detail=detail)
        if self._bad:
            end = self._bad[0].checkpoint.size
            report.add("checkpoint_root", report.sealed, end, detail=f"size {end}")
        self._tree.finish()
        if report.checkpoints and report.sealed < size and report.verdict < Verdict.TAMPERED:
            report.add("tail_unsealed", report.sealed, size)

    def _compare_signed(self, signed: Signed) -> None:
        matches = self._tree.matches(signed.checkpoint.root)
        if matches is None:
            return
        if not matches:
            self._bad.append(signed)
            return
        for bad in self._bad:
            self._contradict(bad, signed)
        self._bad = []
        self._report.sealed = signed.checkpoint.size
        self._report.checkpoints += 1

    def _contradict(self, bad: Signed, good: Signed) -> None:
        """A later root fits these rows though an earlier one does not: the key signed both.

        Unless the earlier one ends inside a block whose rows are known to be damaged.
        """
        a, b = bad.checkpoint.size, good.checkpoint.size
        if a == b or (a - 1) // BLOCK in self._tree.damaged or self.contradiction:
            return
        self._report.add("fork", a, b, detail=f"size {a} and size {b}")
        self.contradiction = (bad, good)

    def _compare_head(self) -> None:
        head, tree = self._head, self._tree
        matches = tree.matches(head.root)
        if matches is False:
            self._report.add("head_changed", detail=f"root at size {head.size}")
        elif matches and head.frontier not in (None, tree.frontier_bytes()):
            self._report.add("head_changed", detail=f"frontier at size {head.size}")


def _first_lines(note: str, error: Exception) -> str:
    origin, *rest = note.split("\n", 2)
    return f"{origin[:80]!r} size {rest[0][:20] if rest else '?'!r}: {error}"
