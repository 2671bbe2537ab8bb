"""What is remembered of an outcome, a task or a commitment until what it obliges to is done.

Acts are collected as they arrive and sorted when a rule looks, so the order of arrival is moot.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from domain.approval import events as case
from domain.commitment import events as promise
from domain.monitoring.facts import stamp
from domain.shared.refusals import CommandRefused
from domain.supervision import events as task

OUTCOMES: dict[str, task.PushReason] = {
    case.PermitGranted.TYPE: task.PushReason.GRANTED,
    case.HandedToSupervision.TYPE: task.PushReason.HANDED_OVER,
    promise.CommitmentTookEffect.TYPE: task.PushReason.COMMITMENT,
}
"""What must be pushed (浙江§33), and the reason that its push states."""

PUSHED = task.SupervisionTaskPushed.TYPE
REFUSED = CommandRefused.TYPE
GAP = "no-responsible-organisation"
"""Code of the refusal that puts a gap of supervision (监管空白) into the trail."""
PUSH = "push-task"
"""The command that such a refusal was given to."""

TASK_TYPES = frozenset(event.TYPE for event in task.EVENTS)
COMMITMENT_TYPES = frozenset(
    event.TYPE
    for event in (
        promise.CommitmentTookEffect,
        promise.CommitmentWithdrawn,
        promise.CommitmentVerified,
        promise.CommitmentBreachFound,
        promise.CorrectionVerified,
        promise.CommitmentBreached,
    )
)
_KEPT = (
    "caseId", "caseNumber", "itemCode", "recipient", "reason", "historic", "signDays", "claimDays",
    "verifyDays", "verifier",
)  # fmt: skip


@dataclass(slots=True)
class Watched:
    """Facts of one stream, ready for JSON. acts: [occurredAt, source order, position, type, legal
    day, recordedAt, native, what is kept of the payload]. `of_case`: outcomes and pushes of a case,
    as against the acts of one task or one commitment.
    """

    of_case: bool = False
    orgs: list[str] = field(default_factory=list)
    acts: list[list[Any]] = field(default_factory=list)

    def sorted(self) -> "list[Seen]":
        """The acts in the order in which they occurred."""
        return [Seen(row) for row in sorted(self.acts, key=lambda row: row[:3])]

    def stated(self, name: str) -> str | None:
        """What the earliest act that names it says of `caseId`, `caseNumber` or `itemCode`."""
        rows = (row for row in sorted(self.acts, key=lambda row: row[:3]) if name in row[7])
        return next((row[7][name] for row in rows), None)


class Seen:
    """One remembered act, with its instants read."""

    __slots__ = ("at", "data", "day", "known", "native", "position", "type")

    def __init__(self, row: list[Any]) -> None:
        self.at = datetime.fromisoformat(row[0])  # a stamp, so UTC already
        self.position: int = row[2]
        self.type: str = row[3]
        self.day = date.fromisoformat(row[4])
        self.known = datetime.fromisoformat(row[5])
        self.native: bool = row[6]
        self.data: dict[str, Any] = row[7]


def watch(
    facts: Watched,
    key: list[Any],
    kind: str,
    day: str,
    recorded_at: datetime,
    data: dict[str, Any],
    org: str | None = None,
    *,
    native: bool = True,
) -> None:
    """Add one act, in place. Never refuses. `key`: occurredAt as `stamp` writes it, source order,
    position; `day`: the date from which the act counts (ISO)."""
    kept = {name: data[name] for name in _KEPT if name in data}
    facts.acts.append([*key, kind, day, stamp(recorded_at), native, kept])
    for one in (org, data.get("recipient"), data.get("verifier")):
        if one and one not in facts.orgs:
            facts.orgs.append(one)
