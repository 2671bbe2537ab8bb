"""docs/glossary.md: one English word per Chinese term, and the name under which it is stored."""

from enum import StrEnum

from app.catalogue.terms import TERMS
from app.catalogue.wording import wording, words
from domain.catalogue import EVENTS

_HEAD = """# Glossary (术语对照)

Generated from the code by `make docs`; a test fails when it is stale. One English word per Chinese
term, no pinyin. A stored name is for ever.
"""


def glossary_page() -> str:
    """The whole page, as Markdown."""
    events = sorted(EVENTS, key=lambda one: one.TYPE)
    rows = [(wording(one).zh, words(one.__name__), one.TYPE) for one in events]
    parts = [_HEAD, _table("Events (事件)", rows)]
    for title, terms in TERMS:
        kind = words(type(next(iter(terms))).__name__).capitalize()
        rows = [(zh, _english(one), one.value) for one, zh in terms.items()]
        parts.append(_table(f"{kind} ({title})", rows))
    return "\n".join(parts)


def _table(title: str, rows: list[tuple[str, str, str]]) -> str:
    body = "".join(f"| {zh} | {english} | `{stored}` |\n" for zh, english, stored in rows)
    return f"## {title}\n\n| 术语 | English | stored name |\n|---|---|---|\n{body}"


def _english(member: StrEnum) -> str:
    return member.value.replace("_", " ").lower()
