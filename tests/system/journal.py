"""The soak report: one line an accident, from the figures of the run itself.

A run in which every accident of `EXPECTED` passed writes `docs/soak.md` (or the file named by
SHENGUAN_SOAK_REPORT); any other prints what it has.
"""

import json
import os
import platform
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.support.running import ROOT
from tests.system.books import Books
from tests.system.load import Load

EXPECTED = (
    "kills",
    "network to PostgreSQL",
    "network to NATS",
    "paused process",
    "slow disk",
    "disk full",
    "clock jump",
)
_HEAD = """\
# Soak: what was broken, and what was still equal afterwards

Written by `make soak` from its own figures; `tests/system/` says exactly what each accident does.
During each accident four writers (two work cases by commands, two report acts in batches), a
regulator who signs tasks, one NATS subscriber and one SSE subscriber are at work; a writer repeats
a request until it is acknowledged. After each accident everything is compared with everything:
each acknowledged act with its row in the log (position, index, stream, version, type, leaf hash);
the acts of persons in the log with the acknowledgements; audit trail, cases, tasks and deliveries
with the log; every stream message with its delivery, byte for byte; what both subscribers saw, in
order, with what went out; every projection with itself computed again from zero, row for row; the
whole log with its Merkle root and signed checkpoints. One difference fails the run.

{when} · {machine} · seed {seed} · {minutes:.0f} minutes

`A`: acts acknowledged to writers = acts of persons in the log · `L`: entries of the log = entries
verified · `T`: acts of the log = rows of the audit trail · `D`: deliveries = messages of the
stream · `R`: due to one regulator = seen by it on NATS = seen by it on SSE · `P`: rows of all
projections = the same computed again from zero.

| accident | A | L | T | D | R | P |
|---|---|---|---|---|---|---|
"""
_SECOND = """
Seconds of the whole run, of the slowest request, and of the longest time in which no writer at all
got an acknowledgement (the accident itself included):

| accident | run | repeated | unanswered | 503 / 507 / 429 | 500 | slowest | pause |
|---|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Entry:
    """One accident that ended with balanced books. `seconds` from first load to last check."""

    name: str
    what: str
    seed: int
    seconds: float
    load: Load
    books: Books
    facts: dict[str, Any]

    def counts(self) -> str:
        """Its line in the first table."""
        b = self.books
        cells = (
            f"{b.acknowledged:,}", f"{b.log:,}", f"{b.trail:,}", f"{b.stream:,}",
            f"{b.recipient:,}", f"{b.rebuilt:,}",
        )  # fmt: skip
        return f"| {self.name} | " + " | ".join(cells) + " |\n"

    def service(self) -> str:
        """Its line in the second table."""
        a = self.load.answers
        refused = f"{a[503]} / {a[507]} / {a[429]}"
        return (
            f"| {self.name} | {self.seconds:.0f} | {self.load.repeated} | {a[0]} | {refused} "
            f"| {a[500]} | {self.load.slowest:.1f} | {self.load.pause:.1f} |\n"
        )

    def story(self) -> str:
        """What was done, and what the accident measured."""
        facts = "; ".join(f"{name}: {value}" for name, value in self.facts.items())
        return f"- **{self.name}**: {self.what}" + (f" — {facts}" if facts else "") + "\n"


_entries: list[Entry] = []


def record(entry: Entry) -> None:
    """Keep an accident's figures for the report, and print them."""
    _entries.append(entry)
    shown = {"seconds": round(entry.seconds, 1), **asdict(entry.books), "facts": entry.facts}
    shown |= {"repeated": entry.load.repeated, "answers": dict(entry.load.answers)}
    shown |= {"slowest": round(entry.load.slowest, 1), "pause": round(entry.load.pause, 1)}
    print(json.dumps({entry.name: shown}, ensure_ascii=False, default=str))


def report() -> str:
    """The whole report as Markdown."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    head = _HEAD.format(
        when=time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        machine=machine,
        seed=_entries[0].seed,
        minutes=sum(entry.seconds for entry in _entries) / 60,
    )
    ordered = sorted(_entries, key=lambda entry: EXPECTED.index(entry.name))
    return (
        head
        + "".join(entry.counts() for entry in ordered)
        + _SECOND
        + "".join(entry.service() for entry in ordered)
        + "\n## What was done\n\n"
        + "".join(entry.story() for entry in ordered)
    )


def write_report() -> Path | None:
    """Write the report if every accident is in it, or a place for it was named."""
    named = os.environ.get("SHENGUAN_SOAK_REPORT")
    seen = {entry.name for entry in _entries}
    if not (seen and (named or seen >= set(EXPECTED))):
        return None
    _entries[:] = [entry for entry in _entries if entry.name in EXPECTED]
    path = Path(named) if named else ROOT / "docs/soak.md"
    path.write_text(report(), "utf-8")
    return path
