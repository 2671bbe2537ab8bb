"""Reports are recorded as they are; what they say moves no cursor, changes no colour and breaks no
command of whoever reads them on a terminal."""

import json
from pathlib import Path

import orjson
import pytest
from rich.console import Console

from adapters.bus.cursor import Cursor
from adapters.ledger.proof.findings import Report
from app.api.asyncapi import EXAMPLES
from app.cli import log, rebuild, terminal, watch
from app.cli.terminal import foreign
from app.settings import SettingsError
from projections.compare import Compared, Comparison

HOSTILE = (
    "2026[/]1",  # closes a mark that was never opened: an error in the middle of a feed
    "[green]sound[/green]",
    "2026\x9b2J1",  # C1: clears the screen of a terminal that takes eight bits
    "2026\x1b]0;title\x07",
    "2026\u202e1002",  # reads backwards
    "2026\r\nshenguan: all is well",
    "2026\\",
)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Console:
    console = Console(highlight=False, record=True, force_terminal=True, width=400)
    for module in (log, rebuild, terminal, watch):
        monkeypatch.setattr(module, "console", console)
    return console


def held(screen: Console, hostile: str) -> None:
    text = screen.export_text()
    assert len(text.splitlines()) == 1, text
    assert all(c.isprintable() for c in text.rstrip("\n")), text
    for part in ("[/]", "[green]sound[/green]"):
        assert (part in hostile) == (part in text)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_delivery_shows_its_numbers_as_text(screen: Console, hostile: str):
    data = {"taskNumber": "JG-1", "caseNumber": hostile, "itemCode": "I", "historic": True}
    event = {"type": "cn.shenguan.linkage.task.pushed.v1", "time": "2026-01-01T00:00", "data": data}
    watch._show(1, orjson.dumps(event), as_json=False)
    held(screen, hostile)


def test_a_message_of_each_kind_is_one_line_with_its_numbers(screen: Console):
    """A kind that could not be shown stopped the terminal, at this message, for ever."""
    for kind, event in json.loads(EXAMPLES.read_text("utf-8")).items():
        watch._show(1, orjson.dumps(event), as_json=False)
        (line,) = screen.export_text().splitlines()
        assert kind in line
        data = event["data"]
        known_by = ["taskNumber"] if "taskNumber" in data else [n for n in data if "Number" in n]
        assert all(foreign(data[name]) in line for name in known_by)


def test_a_damaged_cursor_is_told_with_what_to_do(tmp_path: Path):
    path = tmp_path / "cursor.json"
    path.write_text("{")
    with pytest.raises(SettingsError, match="--after"), watch._told("post", path):
        Cursor.load(path)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_export_of_a_stranger_names_its_log_as_text(screen: Console, hostile: str):
    log._show(Report(log=hostile))
    held(screen, hostile)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_row_that_differs_after_a_rebuild_is_shown_as_text(screen: Console, hostile: str):
    difference = Compared("monitoring", "proj.case", 1, 1, 1, 1, first=hostile)
    rebuild.show_comparison(Comparison({"projector": 1}, (difference,)))
    shown = screen.export_text()
    assert all(c.isprintable() or c == "\n" for c in shown)
    assert ("[/]" in hostile) == ("[/]" in shown)
