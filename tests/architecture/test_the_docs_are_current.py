"""Event catalogue, glossary and rule list are those of the code."""

from collections.abc import Callable

import pytest

from app.catalogue.__main__ import DOCS, PAGES
from domain.catalogue import EVENTS
from domain.monitoring.rules import RULES


@pytest.mark.parametrize(("name", "page"), PAGES, ids=[name for name, _ in PAGES])
def test_a_generated_page_is_current(name: str, page: Callable[[], str]):
    assert (DOCS / name).read_text(encoding="utf-8") == page(), "run `make docs`"


def test_the_catalogue_lists_every_event_once():
    text = (DOCS / "events.md").read_text(encoding="utf-8")
    assert [text.count(f"### `{event.TYPE}` ") for event in EVENTS] == [1] * len(EVENTS)


def test_every_rule_has_its_title_article_severity_and_sentence():
    rows = (DOCS / "rules.md").read_text(encoding="utf-8").splitlines()[-len(RULES) :]
    for rule, row in zip(RULES, rows, strict=True):
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert cells[0] == rule.id
        assert all(cells), f"{rule.id} leaves a column empty"
