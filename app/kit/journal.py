"""The hash of every message held, 32 bytes each: what a copy is compared by, to the message."""

from pathlib import Path

from adapters.bus.feed import FeedPosition

_SIZE = 32
_HEAD = 8


class HashJournal:
    """A file that begins with the number before its first hash (8 bytes). Written behind the
    cursor: what is beyond the cursor does not count, what a crash lost is a gap at its end."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, position: FeedPosition) -> None:
        """The hash at a number held already or at the next one; any other begins the file anew."""
        if not self.before < position.count <= self.last + 1:
            self._path.write_bytes((position.count - 1).to_bytes(_HEAD, "big"))
        with self._path.open("r+b") as file:
            file.seek(self._place(position.count))
            file.write(bytes.fromhex(position.hash))

    @property
    def before(self) -> int:
        """The number before the first hash."""
        if not self._path.exists():
            return -1
        with self._path.open("rb") as file:
            return int.from_bytes(file.read(_HEAD), "big")

    @property
    def last(self) -> int:
        """The number of the last whole hash; -1 without a file."""
        if not self._path.exists():
            return -1
        return self.before + max(0, self._path.stat().st_size - _HEAD) // _SIZE

    def hash_of(self, number: int) -> str:
        """The hash at a number between `before` + 1 and `last`."""
        with self._path.open("rb") as file:
            file.seek(self._place(number))
            return file.read(_SIZE).hex()

    def _place(self, number: int) -> int:
        return _HEAD + (number - self.before - 1) * _SIZE
