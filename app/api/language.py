"""Which of our two languages a caller reads (RFC 9110 §12.5.4); zh-CN unless English is asked."""

from collections.abc import Iterable
from typing import Literal

Language = Literal["zh", "en"]
CONTENT_LANGUAGE: dict[Language, Literal["zh-CN", "en"]] = {"zh": "zh-CN", "en": "en"}


def chosen(accept_language: str | None) -> Language:
    """The language with the highest quality; the first of equals; a malformed range is skipped."""
    best: tuple[float, Language] = (0.0, "zh")
    for name, quality in _ranges(accept_language or ""):
        language: Language | None = "zh" if name in ("zh", "*") else "en" if name == "en" else None
        if language and quality > best[0]:
            best = (quality, language)
    return best[1]


def of_headers(headers: Iterable[tuple[bytes, bytes]]) -> Language:
    """`chosen` from raw ASGI headers, for code that has no request object."""
    values = [value.decode("latin-1") for name, value in headers if name == b"accept-language"]
    return chosen(",".join(values))


def _ranges(header: str) -> Iterable[tuple[str, float]]:
    for part in header[:500].split(","):
        name, _, parameter = part.strip().partition(";")
        key, _, value = parameter.strip().partition("=")
        try:
            quality = float(value) if key.strip() == "q" else 1.0
        except ValueError:
            continue
        if 0 < quality <= 1:
            yield name.strip().lower().split("-")[0], quality
