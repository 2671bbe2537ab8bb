"""Fictional applicants: numbers with valid check characters that belong to nobody.

Their region code is not given out, so no real person or company can have them.
Values go to the vault as everybody's; the log gets references.
"""

from collections.abc import Sequence
from random import Random
from typing import Protocol

from adapters.ledger.vault import Named
from domain.registry.uscc import is_uscc
from domain.shared.subject import SubjectKind, SubjectRef

POOL = 200
NOWHERE = "329901"
"""Looks like a region of GB/T 2260 and is none."""
_COMPANIES = 0.75
_TOGETHER = 500
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
_PLACES = ("城东", "城西", "城南", "城北", "河湾", "新桥", "东门", "北塘")
_TRADES = ("餐饮店", "便利店", "大药房", "宾馆", "诊所", "化工销售部", "建筑工程公司", "广告公司")


def company_code(number: int) -> str:
    """统一社会信用代码 of company `number`."""
    return credit_code("91", NOWHERE, f"MA{number:06d}")


def credit_code(kind: str, region: str, body: str) -> str:
    """统一社会信用代码: GB 32100 around an organisation code of GB 11714 with this body.

    `kind`: registering department and category, "91" a company, "11" an authority.
    `body`: 8 characters.
    """
    total = sum(int(c, 36) * w for c, w in zip(body, _ORG_WEIGHTS, strict=True))
    check = "0123456789X0"[(11 - total % 11) % 11]
    code = f"{kind}{region}{body}{check}"
    return next(code + last for last in _ALPHABET if is_uscc(code + last))


def resident_number(number: int) -> str:
    """公民身份号码 of person `number`: GB 11643, each its own up to 40,000."""
    year = 1960 + number // 1000 % 40
    body = f"{NOWHERE}{year}{number % 12 + 1:02d}{number % 28 + 1:02d}{number % 1000:03d}"
    total = sum(int(c) * w for c, w in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


class Introducing(Protocol):
    """What the vault does here."""

    def refer_all(self, region: str, named: Sequence[Named], /) -> list[SubjectRef]: ...


class Applicants:
    """A pool of applicants, put into the vault by the hundred when first needed."""

    def __init__(self, vault: Introducing, region: str, *, pool: int = POOL) -> None:
        self._vault = vault
        self._region = region
        self._pool = pool
        self._known: dict[int, SubjectRef] = {}

    def one(self, rng: Random) -> SubjectRef:
        """Anyone of the pool; the same number is always the same applicant."""
        number = rng.randrange(self._pool)
        if number not in self._known:
            self._introduce(number - number % _TOGETHER)
        return self._known[number]

    def _introduce(self, first: int) -> None:
        numbers = range(first, min(first + _TOGETHER, self._pool))
        named = [self._named(number) for number in numbers]
        references = self._vault.refer_all(self._region, named)
        self._known.update(zip(numbers, references, strict=True))

    def _named(self, number: int) -> Named:
        rng = Random(number)  # noqa: S311 - a simulation, not a secret
        if number < self._pool * _COMPANIES:
            name = f"{rng.choice(_PLACES)}{rng.choice(_TRADES)}{number:03d}（虚构）"
            return Named(SubjectKind.ORGANISATION, company_code(number), {"name": name})
        name = f"申请人{number:03d}（虚构）"
        return Named(SubjectKind.PERSON, resident_number(number), {"name": name})
