"""A log's key that signs two histories is noticed, and the evidence is kept."""

import asyncio
import base64
import json
from pathlib import Path

import pytest

from adapters.ledger.proof.checkpoint import Checkpoint, sign_checkpoint
from adapters.ledger.proof.merkle import Frontier, leaf_hash
from adapters.ledger.proof.note import Signer
from adapters.ledger.proof.proofs import consistency_proof, range_hash
from app.kit.checkpoints import Checkpoints
from app.kit.errors import Forked, Refused
from app.kit.proving import Contradicted

ORIGIN = "shenguan.local/log/329901/test"
SIGNER = Signer.generate(ORIGIN)


class Log:
    """Leaves, and the notes that the key signs over them."""

    def __init__(self, *leaves: bytes) -> None:
        self.hashes = [leaf_hash(leaf) for leaf in leaves]

    def note(self, size: int, signer: Signer = SIGNER) -> str:
        frontier = Frontier()
        frontier.append_many(self.hashes[:size])
        return sign_checkpoint(Checkpoint.of(ORIGIN, frontier), signer)

    async def consistency(self, old: int, new: int) -> list[str]:
        if new > len(self.hashes):
            raise Refused("proof-out-of-range", "too far")
        proof = consistency_proof(old, new, self._hash_of)
        return [base64.b64encode(part).decode() for part in proof]

    def _hash_of(self, start: int, end: int) -> bytes:
        if end - start == 1:
            return self.hashes[start]
        return range_hash(start, end, lambda a, b: self._whole(a, b))

    def _whole(self, start: int, end: int) -> bytes:
        frontier = Frontier()
        frontier.append_many(self.hashes[start:end])
        return frontier.root()


GOOD = Log(*(b"%d" % number for number in range(9)))
EVIL = Log(*(b"%d" % number if number != 2 else b"evil" for number in range(9)))


def accept(folder: Path, log: Log, *notes: str) -> Checkpoints:
    seen = Checkpoints(SIGNER.verifier, folder)
    for note in notes:
        asyncio.run(seen.accept(note, log.consistency))
    return seen


def test_checkpoints_that_extend_each_other_are_taken_and_the_newest_is_kept(tmp_path: Path):
    accept(tmp_path, GOOD, GOOD.note(3), GOOD.note(7), GOOD.note(7), GOOD.note(5))
    again = Checkpoints(SIGNER.verifier, tmp_path)
    assert again.newest
    assert again.newest.checkpoint.size == 7


@pytest.mark.parametrize(("first", "second"), [(4, 4), (4, 8), (8, 4)])
def test_a_fork_is_loud_and_its_evidence_is_kept(tmp_path: Path, first: int, second: int):
    accept(tmp_path, GOOD, GOOD.note(first))
    with pytest.raises(Forked):
        accept(tmp_path, EVIL, EVIL.note(second))
    (file,) = tmp_path.glob("fork-*.json")
    assert len(json.loads(file.read_text())["checkpoints"]) == 2
    assert (tmp_path / "checkpoint.note").read_text() == GOOD.note(first)


def test_another_key_and_a_log_that_has_become_shorter_are_not_believed(tmp_path: Path):
    accept(tmp_path, GOOD, GOOD.note(7))
    with pytest.raises(Contradicted, match="not a checkpoint"):
        accept(tmp_path, GOOD, GOOD.note(8, Signer.generate(ORIGIN)))
    shorter = Log(*(b"%d" % number for number in range(5)))
    with pytest.raises(Contradicted, match="older backup"):
        accept(tmp_path, shorter, shorter.note(5))
