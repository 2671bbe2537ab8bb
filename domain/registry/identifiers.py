"""标识码校验 (rule D-08): what is wrong with a department's code as somebody wrote it.

A code that fails is told and kept as it was written; it is never corrected here. Source: GB 32100
(2015, 统一社会信用代码); GB 11714 (1997, 组织机构代码, which it replaced).
"""

from enum import StrEnum

from domain.registry.uscc import is_uscc

_OLD_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_OLD_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
USCC_LENGTH, OLD_LENGTH = 18, 9


class CodeFlaw(StrEnum):
    """标识码问题."""

    MISSING = "MISSING"
    LOWER_CASE = "LOWER_CASE"
    OLD_CODE = "OLD_CODE"
    OLD_CODE_WRONG = "OLD_CODE_WRONG"
    WRONG_LENGTH = "WRONG_LENGTH"
    WRONG_CHARACTER = "WRONG_CHARACTER"
    WRONG_CHECK = "WRONG_CHECK"


WORDS: dict[CodeFlaw, tuple[str, str]] = {
    CodeFlaw.MISSING: ("未填写", "no code is stated"),
    CodeFlaw.LOWER_CASE: (
        "含小写字母，改为大写后校验通过",
        "a valid code but for a lower-case letter",
    ),
    CodeFlaw.OLD_CODE: (
        "为旧版组织机构代码（GB 11714），已由统一社会信用代码取代",
        "an organisation code of before 2015 (GB 11714), its check digit right",
    ),
    CodeFlaw.OLD_CODE_WRONG: (
        "形似旧版组织机构代码（GB 11714），校验码不符",
        "looks like an organisation code of before 2015 (GB 11714), its check digit wrong",
    ),
    CodeFlaw.WRONG_LENGTH: ("长度不是 18 位", "not of 18 characters"),
    CodeFlaw.WRONG_CHARACTER: (
        "含有代码字符集之外的字符",
        "holds a character that no such code has",
    ),
    CodeFlaw.WRONG_CHECK: ("校验码不符", "the check character is wrong"),
}


def flaw_of(code: str | None) -> CodeFlaw | None:
    """What is wrong with a unified social credit code as written; None if it is right."""
    if not code:
        return CodeFlaw.MISSING
    if is_uscc(code):
        return None
    if is_uscc(code.upper()):
        return CodeFlaw.LOWER_CASE
    plain = code.replace("-", "")
    if len(plain) == OLD_LENGTH and set(plain) <= set(_OLD_ALPHABET):
        return CodeFlaw.OLD_CODE if is_old_code(plain) else CodeFlaw.OLD_CODE_WRONG
    if len(code) != USCC_LENGTH:
        return CodeFlaw.WRONG_LENGTH
    return CodeFlaw.WRONG_CHARACTER if _foreign(code) else CodeFlaw.WRONG_CHECK


def is_old_code(code: str) -> bool:
    """True for the nine characters of GB 11714 with the right check digit (X stands for 10)."""
    digits = [_OLD_ALPHABET.index(one) for one in code[:8]]
    check = 11 - sum(d * w for d, w in zip(digits, _OLD_WEIGHTS, strict=True)) % 11
    return code[8] == {10: "X", 11: "0"}.get(check, str(check))


def _foreign(code: str) -> bool:
    return any(one not in "0123456789ABCDEFGHJKLMNPQRTUWXY" for one in code)
