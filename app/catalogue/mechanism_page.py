"""docs/mechanisms.md: every mechanism of domain.md §1 and what of it is built."""

from collections.abc import Iterable

from app.catalogue.mechanisms import SECTIONS, Mechanism, Section

_HEAD = """# Mechanisms (机制)

Generated from `app/catalogue/mechanisms/` by `make docs`; a test fails when it is stale, when a
row that claims to be built lacks its events, commands or tests, or when it names something that
does not exist. Sources S0 to S4 are the seed documents.

{built} of {all} are built, {begun} in part, {planned} are planned.
"""
_TABLE = """
## {number} {zh} · {en}

| 机制 | mechanism | source | state | events | commands | rules | views and queries | tests |
|---|---|---|---|---|---|---|---|---|
"""


def mechanisms_page() -> str:
    """The whole page, as Markdown."""
    rows = [one for section in SECTIONS for one in section.mechanisms]
    built = sum(one.built for one in rows)
    begun = sum(one.begun for one in rows if not one.built)
    head = _HEAD.format(all=len(rows), built=built, begun=begun, planned=len(rows) - built - begun)
    return head + "".join(_section(section) for section in SECTIONS)


def _section(section: Section) -> str:
    title = _TABLE.format(number=section.number, zh=section.zh, en=section.en)
    return title + "".join(_row(one) for one in section.mechanisms)


def _row(one: Mechanism) -> str:
    cells = (
        one.zh,
        one.en,
        one.source,
        _state(one),
        _codes(event.TYPE for event in one.events),
        _codes(one.commands),
        ", ".join(one.rules),
        _codes((*one.views, *one.routes)),
        _codes(one.tests),
    )
    return f"| {' | '.join(cells)} |\n"


def _state(one: Mechanism) -> str:
    if one.built:
        return "built"
    return f"in part; planned: {one.planned}" if one.begun else f"planned: {one.planned}"


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
