"""The text in which rows go from a projection to the server: values and rows between separators.

The separators are control characters that no identifier may hold (`domain.shared.event.Code`) and
that JSON writes as \\u00xx, so nothing needs to be escaped one by one.
"""

from collections.abc import Sequence

FIELD, NULL = "\x1f", "\x1d"
_ROW = "\x1e"
_ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))


def body(lines: Sequence[str]) -> str:
    """Rows in the text format of COPY, escaped for all of them at once."""
    text = _ROW.join(lines)
    for character, written in _ESCAPES:
        if character in text:
            text = text.replace(character, written)
    return text.replace(FIELD, "\t").replace(_ROW, "\n").replace(NULL, "\\N") + "\n"


def values(line: str) -> list[str | None]:
    """One row as parameters of a statement."""
    return [None if value == NULL else value for value in line.split(FIELD)]
