"""统一社会信用代码: check of the 18-character code (GB 32100-2015)."""

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def is_uscc(code: str) -> bool:
    """True if the characters, the length and the check character are right."""
    if len(code) != 18 or any(character not in _VALUES for character in code):
        return False
    total = sum(_VALUES[c] * w for c, w in zip(code, _WEIGHTS, strict=False))
    return _VALUES[code[17]] == (31 - total % 31) % 31
