"""办件编号: `{region6}{item short}{yyyyMMdd}{seq5}` + check character (domain.md §4.2).

No counter is read before an append. A process remembers the next number of each item and day; the
claim `case-number:<number>` makes a number unique for ever. Where another process (or an earlier
run) was faster, the next free number is found by doubling steps and halving back: about 2·log2(n)
look-ups after a restart, none afterwards. Numbers given to appends that fail stay unused.
"""

import threading
from collections.abc import Generator
from datetime import date
from hashlib import sha256

from adapters.ledger.batch import Claim
from app.commands.effects import Find

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHORT = 6


def check_character(text: str) -> str:
    """ISO 7064 MOD 37,36 over digits and capital letters."""
    carry = 36
    for character in text:
        carry = (carry + _ALPHABET.index(character)) % 36 or 36
        carry = carry * 2 % 37
    return _ALPHABET[(37 - carry) % 36]


def prefix_of(region: str, item_code: str, on: date) -> str:
    """All but the sequence. The item is shortened to its last six letters and digits."""
    kept = "".join(c for c in item_code.upper() if c in _ALPHABET)
    short = kept[-_SHORT:].rjust(_SHORT, "0")
    return f"{region[:6].rjust(6, '0')}{short}{on:%Y%m%d}"


def number_of(prefix: str, sequence: int) -> str:
    """The whole number, at least five digits of sequence and the check character."""
    text = f"{prefix}{sequence:05d}"
    return text + check_character(text)


def claim_of(number: str) -> Claim:
    """What makes a number unique. Its content is nothing but itself: never the same twice."""
    return Claim(f"case-number:{number}", sha256(number.encode()).digest())


class CaseNumbers:
    """The next number of each prefix, as far as this process knows. Safe to share."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}
        self._lock = threading.Lock()

    def take(self, prefix: str) -> str:
        """A number that this process has not given out yet."""
        with self._lock:
            sequence = self._next.get(prefix, 1)
            self._next[prefix] = sequence + 1
        return number_of(prefix, sequence)

    def learn(self, prefix: str) -> Generator[Find, object, None]:
        """After a collision: move on to the first number that nobody has claimed."""
        with self._lock:
            taken = self._next.get(prefix, 1) - 1
        step = 1
        while (yield Find(claim_of(number_of(prefix, taken + step)).text)) is not None:
            taken += step
            step *= 2
        free = taken + step
        while free - taken > 1:
            middle = (taken + free) // 2
            if (yield Find(claim_of(number_of(prefix, middle)).text)) is None:
                free = middle
            else:
                taken = middle
        with self._lock:
            self._next[prefix] = max(self._next.get(prefix, 1), free)
