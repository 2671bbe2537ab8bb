"""C2SP tlog-checkpoint: origin, size and root of a log, as the text of a signed note."""

import base64
import re
from dataclasses import dataclass

from adapters.ledger.proof.merkle import EMPTY_ROOT, HASH_SIZE, Frontier
from adapters.ledger.proof.note import NoteError, Signer, Verifier, decode_base64, open_note

MAX_SIZE = 2**63 - 1
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Checkpoint:
    """What a log's key vouches for: the first `size` leaves of `origin` have this `root`."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The lines of the checkpoint, each with its newline."""
        root = base64.b64encode(self.root).decode("ascii")
        return "".join(f"{x}\n" for x in (self.origin, str(self.size), root, *self.extensions))

    @classmethod
    def of(cls, origin: str, frontier: Frontier) -> "Checkpoint":
        """The checkpoint of a tree as it stands."""
        return cls(origin, frontier.size, frontier.root())

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Parse note text; extension lines are kept, anything not exact raises NoteError."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines):
            raise NoteError("a checkpoint has at least three lines, none empty")
        origin, size, root, *extensions = lines
        if not _SIZE.fullmatch(size) or int(size) > MAX_SIZE:
            raise NoteError(f"not a tree size: {size!r}")
        digest = decode_base64(root)
        if len(digest) != HASH_SIZE:
            raise NoteError("the root is not 32 bytes")
        if int(size) == 0 and digest != EMPTY_ROOT:
            raise NoteError("the root of an empty tree is SHA-256 of nothing")
        return cls(origin, int(size), digest, tuple(extensions))


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> str:
    """The checkpoint as a note; the key is named after the log, as witnesses expect."""
    if signer.verifier.name != checkpoint.origin:
        raise NoteError(f"key {signer.verifier.name} does not speak for {checkpoint.origin}")
    if Checkpoint.parse(checkpoint.text) != checkpoint:
        raise NoteError("the checkpoint cannot be written")
    return signer.sign(checkpoint.text)


def open_checkpoint(note: str | bytes, verifier: Verifier) -> Checkpoint:
    """The checkpoint of the log whose key `verifier` is; raises NoteError and its kinds."""
    checkpoint = Checkpoint.parse(open_note(note, verifier))
    if checkpoint.origin != verifier.name:
        raise NoteError(f"a checkpoint of {checkpoint.origin}, signed by {verifier.name}")
    return checkpoint
