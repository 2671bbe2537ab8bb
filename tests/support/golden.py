"""Golden payloads: every shape that was ever stored, kept readable for ever.

`tests/golden/<type>/v<version>.json` maps a label to one whole state, as the mapper stores it:
`full` (every field), `minimal` (what must be stated; defaults written out), and one more for each
further value of an enum, because a value's name is stored too. `envelope/` holds the same for the
envelope. `python -m tests.support.golden` writes what is missing and never touches what is there:
a new optional field gets a file `v<version>-2.json`, a new version `v<version + 1>.json`.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from adapters.ledger.mapper import encode
from domain.catalogue import EVENTS
from domain.shared.act import Meta
from domain.shared.event import DomainEvent
from tests.support.samples import enum_variants, sample

GOLDEN = Path(__file__).parents[1] / "golden"
CHECKSUMS = GOLDEN / "CHECKSUMS"
ENVELOPE = "envelope"
CARRIER = next(event for event in EVENTS if event.TYPE == "case.review_started")
"""An event without fields: what varies in its goldens is the envelope."""

_NONCE = bytes(range(16))
State = dict[str, Any]


def files(name: str) -> list[Path]:
    """The golden files of one type (or of the envelope), oldest first."""
    return sorted((GOLDEN / name).glob("v*.json"))


def states(path: Path) -> dict[str, State]:
    return json.loads(path.read_text(encoding="utf-8"))


def lacking(event: type[DomainEvent]) -> set[str]:
    """Stored field names and enum values of the newest shape that no golden of it shows."""
    shown: set[str] = set()
    for path in files(event.TYPE):
        for label, state in states(path).items():
            if state["v"] == event.VERSION:
                shown |= {label, *state["data"]}
    names = {field.alias or name for name, field in event.model_fields.items()}
    wanted = {"full", "minimal", *names, *(label for label, _ in enum_variants(event))}
    return wanted - shown


def lacking_in_envelope() -> set[str]:
    shown = {label for path in files(ENVELOPE) for label in states(path)}
    return {"full", "minimal", *(label for label, _ in enum_variants(Meta))} - shown


def examples(event: type[DomainEvent]) -> dict[str, State]:
    """Label -> state of the newest shape of `event`."""
    full, minimal = sample(Meta, full=True), sample(Meta, full=False)
    made = {"full": (sample(event, full=True), full), "minimal": (sample(event), minimal)}
    made |= {label: (variant, minimal) for label, variant in enum_variants(event)}
    return {label: _state(one, meta) for label, (one, meta) in made.items()}


def envelope_examples() -> dict[str, State]:
    """Label -> state of an event that is all envelope."""
    carrier = CARRIER()
    made = {"full": sample(Meta, full=True), "minimal": sample(Meta), **dict(enum_variants(Meta))}
    return {label: _state(carrier, meta) for label, meta in made.items()}


def _state(event: DomainEvent, meta: Meta) -> State:
    return json.loads(encode(event, meta, nonce=_NONCE))


def listed() -> dict[str, str]:
    """Path below tests/golden -> SHA-256, as CHECKSUMS states them."""
    return parse(CHECKSUMS.read_text(encoding="utf-8")) if CHECKSUMS.exists() else {}


def parse(text: str) -> dict[str, str]:
    """Lines `<sha-256>  <path>`, as sha256sum writes them."""
    return {path: digest for digest, path in (line.split("  ") for line in text.splitlines())}


def checksum(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def write_missing() -> list[Path]:
    """Write the golden files that are missing and append their checksums; the files written."""
    wanted = [(event.TYPE, event.VERSION, examples(event)) for event in EVENTS if lacking(event)]
    if lacking_in_envelope():
        wanted.append((ENVELOPE, 1, envelope_examples()))
    return [_write(*one) for one in wanted]


def _write(name: str, version: int, content: dict[str, State]) -> Path:
    count = len(list((GOLDEN / name).glob(f"v{version}*.json")))
    path = GOLDEN / name / (f"v{version}-{count + 1}.json" if count else f"v{version}.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path.write_text(text, encoding="utf-8")
    with CHECKSUMS.open("a", encoding="utf-8") as sums:
        sums.write(f"{checksum(path)}  {path.relative_to(GOLDEN).as_posix()}\n")
    return path


if __name__ == "__main__":
    for written in write_missing():
        print(written.relative_to(GOLDEN))
