"""Fictional applicants: numbers with valid check characters that belong to nobody.

Their region code is not given out, so no real person or company can have them.
Values go to the vault as everybody's; the log gets references.
"""

from random import Random

from app.commands.ports import Vault
from domain.registry.uscc import is_uscc
from domain.shared.subject import SubjectKind, SubjectRef

POOL = 200
NOWHERE = "329901"
"""Looks like a region of GB/T 2260 and is none."""
_COMPANIES = 0.75
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
_PLACES = ("城东", "城西", "城南", "城北", "河湾", "新桥", "东门", "北塘")
_TRADES = ("餐饮店", "便利店", "大药房", "宾馆", "诊所", "化工销售部", "建筑工程公司", "广告公司")


def company_code(number: int) -> str:
    """统一社会信用代码 of company `number`: GB 32100 around an organisation code of GB 11714."""
    body = f"MA{number:06d}"
    total = sum(int(c, 36) * w for c, w in zip(body, _ORG_WEIGHTS, strict=True))
    check = "0123456789X0"[(11 - total % 11) % 11]
    code = f"91{NOWHERE}{body}{check}"
    return next(code + last for last in _ALPHABET if is_uscc(code + last))


def resident_number(number: int) -> str:
    """公民身份号码 of person `number`: GB 11643, born on some day of 1980."""
    body = f"{NOWHERE}1980{number % 12 + 1:02d}{number % 28 + 1:02d}{number % 1000:03d}"
    total = sum(int(c) * w for c, w in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


class Applicants:
    """A pool of applicants, each put into the vault when first needed."""

    def __init__(self, vault: Vault, region: str, *, pool: int = POOL) -> None:
        self._vault = vault
        self._region = region
        self._pool = pool
        self._known: dict[int, SubjectRef] = {}

    def one(self, rng: Random) -> SubjectRef:
        """Anyone of the pool; the same number is always the same applicant."""
        number = rng.randrange(self._pool)
        known = self._known.get(number)
        if known is None:
            known = self._known[number] = self._introduce(number)
        return known

    def _introduce(self, number: int) -> SubjectRef:
        rng = Random(number)  # noqa: S311 - a simulation, not a secret
        if number < self._pool * _COMPANIES:
            name = f"{rng.choice(_PLACES)}{rng.choice(_TRADES)}{number:03d}（虚构）"
            code = company_code(number)
            return self._vault.refer(self._region, SubjectKind.ORGANISATION, code, {"name": name})
        code, name = resident_number(number), f"申请人{number:03d}（虚构）"
        return self._vault.refer(self._region, SubjectKind.PERSON, code, {"name": name})
