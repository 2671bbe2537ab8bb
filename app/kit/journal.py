"""The hash of every message held, 32 bytes each: what a copy is compared by, to the message."""

from pathlib import Path

from adapters.bus.feed import FeedPosition

_SIZE = 32
_HEAD = 8


class HashJournal:
    """A file that begins with the number before its first hash (8 bytes). Written before the
    cursor: what is beyond the cursor does not count, what a power cut lost is a gap at its end.

    `before`: the number before the first hash · `last`: the number of the last; both -1 without a
    file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.before = self.last = -1
        if path.exists():
            with path.open("rb") as file:
                self.before = int.from_bytes(file.read(_HEAD), "big")
            self.last = self.before + max(0, path.stat().st_size - _HEAD) // _SIZE

    def add(self, position: FeedPosition) -> None:
        """The hash at a number held already or at the next one; any other begins the file anew."""
        if not self.before < position.count <= self.last + 1:
            self.before = self.last = position.count - 1
            self._path.write_bytes(self.before.to_bytes(_HEAD, "big"))
        with self._path.open("r+b") as file:
            file.seek(self._place(position.count))
            file.write(bytes.fromhex(position.hash))
        self.last = max(self.last, position.count)

    def hash_of(self, number: int) -> str:
        """The hash at a number between `before` + 1 and `last`."""
        with self._path.open("rb") as file:
            file.seek(self._place(number))
            return file.read(_SIZE).hex()

    def _place(self, number: int) -> int:
        return _HEAD + (number - self.before - 1) * _SIZE
