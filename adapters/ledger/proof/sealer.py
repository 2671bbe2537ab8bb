"""The sealer signs what it has itself rehashed, and refuses with a reason whatever differs.

It reads only. Bodies are hashed anew and the stored hashes are merely compared; its own running
frontier, on its own disk, decides what the tree is. Order at each seal: check, sign, own disk
(fsync), then hand over — so a note that anybody has seen is always on the sealer's disk.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from adapters.ledger.proof.checkpoint import Checkpoint, sign_checkpoint
from adapters.ledger.proof.findings import Report, Verdict
from adapters.ledger.proof.merkle import Frontier
from adapters.ledger.proof.note import Signer
from adapters.ledger.proof.rehash import rehash
from adapters.ledger.proof.seal_state import SealState, SealStateError, load, save
from adapters.ledger.proof.source import Head, LogSource, Row
from adapters.ledger.proof.verify import verify_log

OpenLog = Callable[[], AbstractContextManager[LogSource]]
StoreNote = Callable[[Checkpoint, str], None]


@dataclass(frozen=True)
class Pace:
    """When to sign: after so many seconds or events; again after so many idle seconds."""

    seconds: float = 1.0
    events: int = 256
    idle: float = 60.0


@dataclass(frozen=True)
class Sealed:
    """A checkpoint was signed, is on the sealer's disk, and was handed over."""

    checkpoint: Checkpoint
    note: str


@dataclass(frozen=True)
class Refused:
    """Nothing was signed. `report` says why; the caller raises the alarm and may try again."""

    report: Report


class Sealer:
    """One log's sealer. `step` is called by a loop elsewhere, at least once a second.

    `open_log` yields the log in one consistent snapshot; `store` keeps a note where others read
    it and must accept the same note twice. An exception of either leaves nothing half done.
    """

    def __init__(
        self,
        signer: Signer,
        open_log: OpenLog,
        path: Path,
        store: StoreNote,
        pace: Pace | None = None,
    ) -> None:
        self._signer = signer
        self._open_log = open_log
        self._path = path
        self._store = store
        self._pace = pace or Pace()
        self._state: SealState | None = None
        self._loaded = False
        self._handed_over = True
        self._signed_at = float("-inf")

    @property
    def size(self) -> int:
        """The size last signed."""
        return self._state.frontier.size if self._state else 0

    @property
    def note(self) -> str | None:
        """The note last signed."""
        return self._state.note if self._state else None

    def step(self, now: float) -> Sealed | Refused | None:
        """Seal if it is time; `now` in seconds of any monotonic clock. None: nothing to do."""
        report = Report(self._signer.verifier.name)
        try:
            self._load()
        except SealStateError as error:
            report.add("checkpoint_unusable", detail=str(error))
            return Refused(report)
        self._hand_over()
        with self._open_log() as source:
            head = source.head()
            if not self._due(head, now):
                return None
            fresh = self._check(report, source, head)
        if fresh is None:
            return Refused(report)
        return self._seal(fresh, now)

    def _load(self) -> None:
        if not self._loaded:
            self._state = load(self._path, self._signer.verifier)
            self._handed_over = self._state is None
            self._loaded = True

    def _due(self, head: Head, now: float) -> bool:
        waited, new = now - self._signed_at, head.size - self.size
        if new < 0 or (new == 0 and self._state and head.root != self._state.frontier.root()):
            return True  # to be refused at once
        if new == 0:
            return self._state is not None and waited >= self._pace.idle
        return new >= self._pace.events or waited >= self._pace.seconds

    def _check(self, report: Report, source: LogSource, head: Head) -> SealState | None:
        """The state after the new entries, without a note; None if anything differs."""
        old = self._state
        if head.origin != report.log:
            report.add("head_changed", detail=f"origin {head.origin}")
            return None
        if old is None and not self._agrees_with_stored_notes(report, source):
            return None
        if head.size < self.size:
            detail = f"head {head.size}, signed {self.size}"
            report.add("tail_cut", head.size, self.size, detail=detail)
            return None
        tree = old.frontier.copy() if old else Frontier()
        last = [old.position if old else 0]
        rows = _noting(source.rows(tree.size), last)
        for start, leaves in rehash(report, rows, tree.size, head.size, after=last[0]):
            if start == tree.size:
                tree.append_many(leaves)
        if report.verdict == Verdict.SOUND:
            _compare(report, tree, head)
        if report.verdict != Verdict.SOUND:
            return None
        return SealState(tree, last[0], "")

    def _agrees_with_stored_notes(self, report: Report, source: LogSource) -> bool:
        """Without a memory of its own the sealer believes its own earlier signatures only."""
        if not source.checkpoints():
            return True
        found = verify_log(source, self._signer.verifier)
        report.findings += found.findings if found.verdict > Verdict.INCOMPLETE else []
        report.evidence = found.evidence
        return found.verdict <= Verdict.INCOMPLETE

    def _seal(self, fresh: SealState, now: float) -> Sealed:
        checkpoint = Checkpoint.of(self._signer.verifier.name, fresh.frontier)
        note = sign_checkpoint(checkpoint, self._signer)
        state = SealState(fresh.frontier, fresh.position, note)
        save(self._path, state)
        self._state, self._signed_at, self._handed_over = state, now, False
        self._hand_over()
        return Sealed(checkpoint, note)

    def _hand_over(self) -> None:
        """Give the saved note away, again if the last attempt failed or nobody knows."""
        if self._state is not None and not self._handed_over:
            checkpoint = Checkpoint.of(self._signer.verifier.name, self._state.frontier)
            self._store(checkpoint, self._state.note)
            self._handed_over = True


def _noting(rows: Iterable[Row], last: list[int]) -> Iterator[Row]:
    for row in rows:
        last[0] = row[0]
        yield row


def _compare(report: Report, tree: Frontier, head: Head) -> None:
    if tree.size != head.size:
        report.add("tail_cut", tree.size, head.size, detail=f"the head says {head.size}")
    elif tree.root() != head.root:
        report.add("head_changed", detail=f"root at size {head.size}")
    elif head.frontier not in (None, tree.to_bytes()):
        report.add("head_changed", detail=f"frontier at size {head.size}")
