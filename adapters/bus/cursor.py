"""Where a regulator has got to: the only state that its client needs."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from adapters.bus.feed import FeedPosition


class CursorDamaged(ValueError):
    """The file says nothing of where its reader was: somebody must say where to go on."""


@dataclass(slots=True)
class Cursor:
    """`sequence`: the last delivery dealt with, 0 for none · `feeds`: the chain of each feed.

    With a `path` it survives the process: written beside and renamed, so never half a file.
    `complete` says that it has followed every feed from its first message. `durable`: each move is
    on the disk before it counts, so that a power cut shows nothing twice.
    """

    sequence: int = 0
    feeds: dict[str, FeedPosition] = field(default_factory=dict)
    path: Path | None = None
    complete: bool = True
    durable: bool = False

    @classmethod
    def load(cls, path: Path) -> "Cursor":
        """Read `path`, or start from the beginning if there is none. CursorDamaged."""
        if not path.exists():
            return cls(path=path)
        try:
            stored = json.loads(path.read_text())
            feeds = {name: FeedPosition(*at) for name, at in stored["feeds"].items()}
            return cls(stored["sequence"], feeds, path, stored["complete"])
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise CursorDamaged(f"damaged cursor file: {path}") from error

    @classmethod
    def after(cls, sequence: int, path: Path | None = None) -> "Cursor":
        """Start behind a delivery whose predecessors are not known."""
        return cls(sequence, path=path, complete=sequence == 0)

    def known(self, feed: str) -> FeedPosition | None:
        """The position in a feed; None if this cursor began in the middle and has not met it."""
        return self.feeds.get(feed, FeedPosition() if self.complete else None)

    def advance(self, sequence: int, feed: str, position: FeedPosition | None) -> None:
        """Move on by one message, and store that if there is a path. OSError if it cannot."""
        self.sequence = sequence
        if position is not None:
            self.feeds[feed] = position
        self.save()

    def save(self) -> None:
        """Write the file, if there is a path."""
        if self.path is None:
            return
        feeds = {name: [at.count, at.hash] for name, at in self.feeds.items()}
        text = json.dumps({"sequence": self.sequence, "feeds": feeds, "complete": self.complete})
        write_whole(self.path, text, durable=self.durable)


def write_whole(path: Path, text: str, *, durable: bool = True) -> None:
    """Write beside and rename: the file is the old one or the new one, never half of it. Durable:
    both the bytes and the name are on the disk before this returns."""
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    beside.replace(path)
    if durable:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
