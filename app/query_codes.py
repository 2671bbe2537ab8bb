"""查询码: what an applicant shows, beside the case number, to see where the case stands.

HMAC-SHA-256 under a key of this installation over region and case: nothing is stored, nothing can
be computed from numbers that anybody can count up, and the same case always has the same code.
60 bits, written in the 32 letters and digits that are not mistaken for each other (Crockford).
"""

import hmac
from uuid import UUID

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 12
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class QueryCodes:
    """The codes of all cases of this installation."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, region: str, case: UUID) -> str:
        """The code of a case, in three groups: `7KQM-04ZX-9RTE`."""
        text = b"\0".join((b"shenguan/query-code", region.encode(), case.bytes))
        number = int.from_bytes(hmac.digest(self._key, text, "sha256"))
        code = "".join(_ALPHABET[number >> 5 * place & 31] for place in range(_LENGTH))
        return "-".join(code[start : start + 4] for start in range(0, _LENGTH, 4))

    def fits(self, region: str, case: UUID, said: str) -> bool:
        """Whether somebody said the code of this case, however it was typed; takes the same time
        for every wrong one."""
        return hmac.compare_digest(_plain(self.of(region, case)), _plain(said))


def _plain(code: str) -> bytes:
    return code.upper().translate(_ALIKE).encode()
