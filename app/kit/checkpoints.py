"""The signed checkpoints that this kit has seen: each must extend the one before, or the log's key
has signed two histories (C2SP tlog-checkpoint; RFC 6962 consistency)."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

from adapters.bus.cursor import write_whole
from adapters.ledger.proof.checkpoint import Checkpoint, open_checkpoint
from adapters.ledger.proof.fork import Signed, evidence
from adapters.ledger.proof.note import NoteError, Verifier, decode_base64
from adapters.ledger.proof.proofs import verify_consistency
from app.kit.errors import Forked, Refused
from app.kit.proving import Contradicted

AskConsistency = Callable[[int, int], Awaitable[list[str]]]


class Checkpoints:
    """The newest checkpoint, kept in `folder/checkpoint.note`; `log_key` is pinned: it came from
    elsewhere than what it is to prove (`log-<region>.vkey`)."""

    def __init__(self, log_key: Verifier, folder: Path) -> None:
        self._key = log_key
        self._folder = folder
        self.newest: Signed | None = None
        path = folder / "checkpoint.note"
        if path.exists():
            self.newest = self._open(path.read_text("utf-8"))

    async def accept(self, note: str, ask: AskConsistency) -> Checkpoint:
        """The checkpoint of a note, once it is known to continue what was seen before.

        Raises:
            Contradicted: not a checkpoint that the log's key signed.
            Forked: signed, but not the same history; the evidence is written first.
        """
        found = self._open(note)
        seen = self.newest
        if seen is None:
            self._keep(found)
        elif found.checkpoint != seen.checkpoint:
            old, new = sorted((seen, found), key=lambda one: one.checkpoint.size)
            if not await self._extends(old.checkpoint, new.checkpoint, ask):
                raise self._forked(old, new)
            if found is new:
                self._keep(found)
        return found.checkpoint

    def _open(self, note: str) -> Signed:
        try:
            return Signed(open_checkpoint(note, self._key), note)
        except NoteError as error:
            raise Contradicted(f"not a checkpoint of {self._key.name}: {error}") from error

    async def _extends(self, old: Checkpoint, new: Checkpoint, ask: AskConsistency) -> bool:
        if old.size == new.size:
            return old.root == new.root
        try:
            proof = [decode_base64(part) for part in await ask(old.size, new.size)]
        except NoteError:
            return False
        except Refused as error:
            raise Contradicted(
                f"the server's log does not reach the {new.size} entries that its key has signed: "
                f"was it restored from an older backup? ({error})"
            ) from error
        return verify_consistency(old.size, new.size, proof, old.root, new.root)

    def _keep(self, found: Signed) -> None:
        write_whole(self._folder / "checkpoint.note", found.note)
        self.newest = found

    def _forked(self, old: Signed, new: Signed) -> Forked:
        path = self._folder / f"fork-{old.checkpoint.size}-{new.checkpoint.size}.json"
        bundle = evidence(old, new, self._key)
        write_whole(path, json.dumps(bundle, ensure_ascii=False, indent=1))
        return Forked(
            f"{self._key.name} signed a log of {old.checkpoint.size} entries that its log of "
            f"{new.checkpoint.size} entries does not extend; both notes are in {path}"
        )
