"""Is everything that was approved supervised, at every moment? Asked of the log alone.

An oracle beside the product: it shares neither the task's state machine nor the read models. It
walks the log once and keeps, for every outcome, whether a task or a recorded gap has answered it,
and for every task who answers and how it ended (domain.md §2.5: nothing unsupervised meanwhile).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, LiteralString

import psycopg

from app.policies.push_permit import PUSH_PERMIT
from app.policies.push_supervision import PUSH_REFUSAL, PUSH_SUPERVISION
from domain.monitoring.watched import GAP, PUSHED, REFUSED
from domain.permit.events import PermitCancelled, PermitChanged, PermitRenewed
from domain.shared.act import Role
from projections.reader import Recorded, read_page

CHECKS = 1_000
PATIENCE = 2_000
"""Events that may lie between an outcome and its push: what is worked at the same time."""
_OF_A_CASE = {event.TYPE for event in (PermitChanged, PermitRenewed, PermitCancelled)}
_DECIDED = PUSH_SUPERVISION.handles | PUSH_REFUSAL.handles
_NAMES = {
    PUSHED: "recipient",
    "task.rerouted": "recipient",
    "task.dispute_opened": "interimOrg",
    "task.responsibility_ruled": "org",
}
_CLOSES = {"task.no_on_site_needed", "task.feedback_acknowledged", "task.mooted"}
_HEAD: LiteralString = "SELECT coalesce(max(position), 0) FROM ledger.event"


class Unsupervised(Exception):
    """Somewhere in the log nobody answered, or two did."""


@dataclass(slots=True)
class Supervised:
    """`open`: task → who answers. `waiting`: outcome → its position, until it is answered."""

    organisations: set[str] = field(default_factory=set)
    waiting: dict[str, int] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    pushed: set[tuple[str, str]] = field(default_factory=set)
    results: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    longest: int = 0

    def add(self, event: Recorded) -> None:
        """Take in one event. Raises Unsupervised where it breaks what must hold."""
        kind, stream = event.type, event.stream_text
        if kind == "organisation.registered":
            self.organisations.add(event.data["uscc"])
        elif _is_outcome(event):
            self.waiting[str(event.event_id)] = event.position
            self.counts["outcomes"] += 1
        elif kind == REFUSED and event.data["code"] == GAP:
            self._answered(event)
            self.counts["gaps"] += 1
        elif kind.startswith("task."):
            self._task(kind, stream, event)

    def check(self, position: int) -> None:
        """Everything at one position of the log."""
        late = [one for one, at in self.waiting.items() if at <= position - PATIENCE]
        strange = set(self.open.values()) - self.organisations
        if late or strange:
            raise Unsupervised(f"at {position}: unanswered {late[:3]}, unknown {sorted(strange)}")
        self.counts["checks"] += 1
        self.counts["checkedTasks"] += len(self.open)

    def _task(self, kind: str, stream: str, event: Recorded) -> None:
        if kind == PUSHED:
            self._answered(event)
            key = (event.meta["causationId"], event.data["recipient"])
            if key in self.pushed:
                raise Unsupervised(f"at {event.position}: {key} was pushed twice")
            self.pushed.add(key)
            self.counts["tasks"] += 1
        if named := _NAMES.get(kind):
            self.open[stream] = event.data[named]
        self.counts[kind] += 1
        if kind == "task.result_recorded":
            self.results.add(stream)
        if kind in _CLOSES:
            if not (event.data.get("reason") or stream in self.results):
                raise Unsupervised(f"at {event.position}: {stream} was closed without a reason")
            self.open.pop(stream, None)

    def _answered(self, event: Recorded) -> None:
        at = self.waiting.pop(event.meta["causationId"], None)
        if at is not None:
            self.longest = max(self.longest, event.position - at)

    def body(self) -> dict[str, Any]:
        """What was seen, for people and machines."""
        return {
            **self.counts,
            "open": len(self.open),
            "unanswered": len(self.waiting),
            "longestWaitInEvents": self.longest,
        }


def _is_outcome(event: Recorded) -> bool:
    if event.type in _DECIDED:
        return True
    if event.type not in PUSH_PERMIT.handles:
        return False
    # what a case worked here does to its permit was pushed on its grant
    return event.type not in _OF_A_CASE or event.meta["actor"]["role"] != Role.SYSTEM


def positions(head: int, seed: int, number: int = CHECKS) -> Sequence[int]:
    """Random positions of the log, in order."""
    rng = Random(f"supervised:{seed}")  # noqa: S311 - a simulation, not a secret
    return sorted(rng.randint(1, max(head, 1)) for _ in range(number))


def supervised(connection: psycopg.Connection[Any], seed: int, number: int = CHECKS) -> Supervised:
    """Walk the whole log, looking at everything at `number` random positions and at its end.

    Raises:
        Unsupervised: naming the place.
    """
    row = connection.execute(_HEAD).fetchone()
    assert row
    found, after, head = Supervised(), 0, int(row[0])
    wanted = iter([*positions(head, seed, number), head])
    following = next(wanted)
    while page := read_page(connection, after, through=head):
        following = _page(found, page, following, wanted)
        after = page[-1].position
    return found


def _page(found: Supervised, page: list[Recorded], following: int, rest: Iterator[int]) -> int:
    for event in page:
        found.add(event)
        while event.position == following:
            found.check(event.position)
            following = next(rest, 0)
    return following
