"""docs/mechanisms.md claims nothing that is not there."""

import re
from pathlib import Path

import pytest

from app.api.contract.table import READS, WRITES
from app.catalogue.mechanisms import SECTIONS, Mechanism
from app.commands.registry import COMMANDS
from domain.catalogue import EVENTS
from domain.monitoring.rules import RULES
from projections.registry import PROJECTIONS

TESTS = Path(__file__).parents[1]
ROWS = [one for section in SECTIONS for one in section.mechanisms]
every_row = pytest.mark.parametrize("row", ROWS, ids=[one.en for one in ROWS])
_KNOWN = {
    "commands": {entry.name for entry in COMMANDS},
    "rules": {rule.id for rule in RULES},
    "views": {projection.name for projection in PROJECTIONS},
    "routes": {*READS, *WRITES},
    "events": set(EVENTS),
}


@every_row
@pytest.mark.parametrize("kind", sorted(_KNOWN))
def test_what_a_row_names_exists(row: Mechanism, kind: str):
    assert set(getattr(row, kind)) <= _KNOWN[kind]


@every_row
def test_a_test_that_a_row_names_exists(row: Mechanism):
    for named in row.tests:
        file, _, test = named.partition("::")
        text = (TESTS / file).read_text(encoding="utf-8")
        assert re.search(rf"^(?:async )?def {re.escape(test)}\(", text, re.MULTILINE), named


@every_row
def test_a_built_row_has_a_way_in_a_way_out_and_a_test(row: Mechanism):
    if row.built:
        assert row.tests
        assert row.events or row.views
        assert row.commands or row.routes


def test_every_row_of_the_catalogue_is_there():
    assert [len(section.mechanisms) for section in SECTIONS] == [11, 24, 12, 6, 17]  # domain.md §1
    names = [one.zh for one in ROWS]
    assert len(set(names)) == len(names)
