"""What the sealer remembers on its own disk: the tree it has signed, and the note it gave."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from adapters.ledger.proof.checkpoint import Checkpoint, open_checkpoint
from adapters.ledger.proof.merkle import Frontier
from adapters.ledger.proof.note import NoteError, Verifier


class SealStateError(ValueError):
    """The sealer's own file cannot be believed; a person must look before anything is signed."""


@dataclass(frozen=True)
class SealState:
    """The last signed tree: its frontier, the position of its last entry, the note."""

    frontier: Frontier
    position: int
    note: str


def state_path(folder: Path, origin: str) -> Path:
    """The state file of a log: its origin with / and other signs escaped."""
    return folder / f"{quote(origin, safe='')}.json"


def load(path: Path, verifier: Verifier) -> SealState | None:
    """The saved state, None if there is none; raises SealStateError if it is not our own."""
    try:
        raw = json.loads(path.read_bytes())
        frontier = Frontier.from_bytes(bytes.fromhex(raw["frontier"]))
        state = SealState(frontier, int(raw["position"]), raw["note"])
        signed = open_checkpoint(state.note, verifier)
    except FileNotFoundError:
        return None
    except (NoteError, ValueError, KeyError, TypeError) as error:
        raise SealStateError(f"{path}: {error}") from error
    if signed != Checkpoint.of(verifier.name, frontier):
        raise SealStateError(f"{path}: frontier and note do not belong together")
    return state


def save(path: Path, state: SealState) -> None:
    """Replace the file durably: after a crash it holds the old state or the new one, whole."""
    text = json.dumps(
        {
            "frontier": state.frontier.to_bytes().hex(),
            "position": state.position,
            "note": state.note,
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
