"""What a docstring of the domain says: Chinese term, English sentence, legal basis, notes."""

import inspect
import re
from dataclasses import dataclass

_SOURCE = re.compile(r"Source:\s+(.+?)\.(?=\s|$)", re.DOTALL)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Wording:
    """`zh: en. Source: basis. notes`, taken apart. A part that is missing is empty."""

    zh: str
    en: str
    basis: str
    notes: str


def wording(thing: type) -> Wording:
    """The wording of a documented class of the domain."""
    doc = inspect.cleandoc(thing.__doc__ or "")
    found = _SOURCE.search(doc)
    basis = _one_line(found[1]) if found else ""
    rest = doc[: found.start()] + doc[found.end() :] if found else doc
    paragraphs = [_one_line(part) for part in re.split(r"\n\s*\n", rest)]
    head, colon, sentence = paragraphs[0].partition(":")
    if not colon or not _CHINESE.search(head):
        return Wording("", paragraphs[0], basis, " ".join(paragraphs[1:]))
    return Wording(head.strip(), sentence.strip(), basis, " ".join(filter(None, paragraphs[1:])))


def words(name: str) -> str:
    """`CaseAccepted` as `case accepted`: the English word of a term."""
    return _HUMP.sub(" ", name).lower()


def _one_line(text: str) -> str:
    return " ".join(text.split())
