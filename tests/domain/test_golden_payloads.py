"""house-style.md, rule 6: whatever was stored once can be read for ever."""

import subprocess
from pathlib import Path
from typing import Any
from uuid import uuid5

import orjson
import pytest
from eventsourcing.persistence import (
    JSONTranscoder,
    MapperDeserialisationError,
    StoredEvent,
)

from adapters.ledger.mapper import ActMapper, encode
from adapters.ledger.proof.canonical import canonical
from domain.catalogue import EVENTS
from domain.shared.act import Act
from domain.shared.event import DomainEvent
from domain.shared.ids import ROOT
from tests.support import golden

WITHDRAWN = frozenset(
    golden.CHECKSUMS.with_name("WITHDRAWN").read_text(encoding="utf-8").splitlines()
)
"""Lines of CHECKSUMS taken back before the first release of their event, while nobody had stored
it: they named files under which other bytes stood."""

STATES = [
    pytest.param(path.parent.name, state, id=f"{path.parent.name} {path.stem} {label}")
    for path in sorted(golden.GOLDEN.glob("*/v*.json"))
    for label, state in golden.states(path).items()
]


def load(name: str, state: dict[str, Any]) -> Act:
    """What the log's mapper makes of a stored state."""
    topic = golden.CARRIER.TYPE if name == golden.ENVELOPE else name
    mapper = ActMapper(JSONTranscoder())
    return mapper.to_domain_event(StoredEvent(uuid5(ROOT, "golden"), 1, topic, canonical(state)))


@pytest.mark.parametrize(("name", "state"), STATES)
def test_a_golden_payload_still_says_what_it_said(name: str, state: dict[str, Any]):
    act = load(name, state)
    again = load(name, _as_stored_today(act))
    assert again == act
    if state["v"] == type(act.event).VERSION:
        now = _as_stored_today(act)
        for part in ("data", "meta"):
            assert state[part].items() <= now[part].items(), "a stored field lost its meaning"


def _as_stored_today(act: Act) -> dict[str, Any]:
    return orjson.loads(encode(act.event, act.meta, nonce=bytes(16)))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TYPE)
def test_every_field_and_value_of_an_event_has_a_golden_payload(event: type[DomainEvent]):
    assert not golden.lacking(event), "run `python -m tests.support.golden` and commit what it adds"


def test_every_field_and_value_of_the_envelope_has_a_golden_payload():
    assert not golden.lacking_in_envelope()


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TYPE)
def test_each_version_up_to_the_newest_has_a_golden_payload(event: type[DomainEvent]):
    stored = {state["v"] for f in golden.files(event.TYPE) for state in golden.states(f).values()}
    assert stored == set(range(1, event.VERSION + 1))


def test_no_golden_payload_was_changed_or_removed():
    present = {
        path.relative_to(golden.GOLDEN).as_posix(): golden.checksum(path)
        for path in golden.GOLDEN.glob("*/*")
    }
    assert present == golden.listed()


def test_the_list_of_checksums_has_only_grown():
    """Against every version of the list that this clone's history holds."""
    now = set(golden.CHECKSUMS.read_text(encoding="utf-8").splitlines())
    for commit in _git("log", "--format=%H", "--", _path()).split():
        before = set(_git("show", f"{commit}:{_path()}").splitlines())
        assert before - now <= WITHDRAWN, f"lines of {commit[:12]} are gone"


def test_a_payload_with_an_unknown_field_is_refused():
    state = golden.states(golden.files("case.accepted")[0])["full"]
    with pytest.raises(MapperDeserialisationError):
        load("case.accepted", {**state, "data": {**state["data"], "unheardOf": 1}})


def _path() -> str:
    return golden.CHECKSUMS.relative_to(Path(__file__).parents[2]).as_posix()


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout
