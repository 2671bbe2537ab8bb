"""What is remembered of an outcome, a task or a commitment until what it obliges to is done.

Acts are collected as they arrive and sorted when a rule looks, so the order of arrival is moot.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from domain.approval import events as case
from domain.approval import ruling_events as ruling
from domain.commitment import events as promise
from domain.monitoring.consultation_feed import CONSULTATION_ACTS
from domain.monitoring.facts import stamp
from domain.monitoring.feed import CASE_ACTS, PERMIT_ACTS
from domain.monitoring.inspection_feed import INSPECTION_ACTS
from domain.permit import events as permit
from domain.shared.refusals import CommandRefused
from domain.supervision import dispute_events as dispute
from domain.supervision import events as task
from domain.supervision.inspection_events import InspectionPlanned

OUTCOMES: dict[str, task.PushReason] = {
    case.PermitGranted.TYPE: task.PushReason.GRANTED,
    ruling.FilingRecorded.TYPE: task.PushReason.FILED,
    case.HandedToSupervision.TYPE: task.PushReason.HANDED_OVER,
    promise.CommitmentTookEffect.TYPE: task.PushReason.COMMITMENT,
}
"""What must be pushed (浙江§33), and the reason that its push states."""
PERMIT_OUTCOMES: dict[str, task.PushReason] = {
    permit.PermitChanged.TYPE: task.PushReason.CHANGED,
    permit.PermitRenewed.TYPE: task.PushReason.RENEWED,
    permit.PermitDeemedRenewed.TYPE: task.PushReason.RENEWED,
    permit.PermitSuspended.TYPE: task.PushReason.SUSPENDED,
    permit.SuspensionLifted.TYPE: task.PushReason.RESUMED,
    permit.PermitAnnulled.TYPE: task.PushReason.ANNULLED,
    permit.PermitWithdrawn.TYPE: task.PushReason.WITHDRAWN,
    permit.PermitRevokedByPenalty.TYPE: task.PushReason.REVOKED,
    permit.PermitExpired.TYPE: task.PushReason.EXPIRED,
    permit.PermitCancelled.TYPE: task.PushReason.CANCELLED,
}
"""The same of a permit. What a case does to a permit may be pushed on the grant of that case."""
ON_GRANT = frozenset(
    {
        task.PushReason.GRANTED, task.PushReason.CHANGED, task.PushReason.RENEWED,
        task.PushReason.CANCELLED,
    }
)  # fmt: skip
"""The reasons that the push of a grant may state: what the case was about."""

PUSHED = task.SupervisionTaskPushed.TYPE
REFUSED = CommandRefused.TYPE
GAP = "no-responsible-organisation"
"""Code of the refusal that puts a gap of supervision (监管空白) into the trail."""
PUSH = "push-task"
"""The command that such a refusal was given to."""

TASK_TYPES = frozenset(event.TYPE for event in (*task.EVENTS, *dispute.EVENTS))
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
    "verifyDays", "verifier", "permitId", "function", "territory", "claimModel", "level",
    "interimOrg", "negotiationDays", "rulingDays", "org", "plannedDate",
)  # fmt: skip
_FIELDS = CASE_ACTS | PERMIT_ACTS | CONSULTATION_ACTS | INSPECTION_ACTS
_NAMED_ORG = (dispute.ResponsibilityRuled.TYPE, InspectionPlanned.TYPE)
"""Acts that name an organisation whose business the stream is."""
UNTOLD = "untold"
_TOLD = {"reason": "NO_REASON", "remedies": "NO_REMEDIES"}
"""Of a refusal it is kept which of these it does not tell (许可§38(2)), none of its texts."""
_SUBMITTED = case.ApplicationSubmitted.TYPE


@dataclass(slots=True)
class Watched:
    """Facts of one stream, ready for JSON. acts: [occurredAt, source order, position, type, legal
    day, recordedAt, native, what is kept of the payload, organisation, version in its own stream].
    `of_case`: the acts of a case with its surveys and documents, and its pushes; as against those
    of one task, one commitment or one permit.
    """

    of_case: bool = False
    orgs: list[str] = field(default_factory=list)
    acts: list[list[Any]] = field(default_factory=list)
    _seen: "list[Seen] | None" = field(default=None, init=False, repr=False, compare=False)
    _said: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def sorted(self) -> "list[Seen]":
        """The acts in the order in which they occurred; not to be changed."""
        if self._seen is None:
            self._seen = [Seen(row) for row in sorted(self.acts, key=_key)]
        return self._seen

    def stated(self, name: str) -> Any:
        """What the earliest act that names it says of `caseId`, `itemCode` or another field."""
        if name not in self._said:
            found = (one.data[name] for one in self.sorted() if name in one.data)
            self._said[name] = next(found, None)
        return self._said[name]

    @property
    def worked_here(self) -> bool:
        """Whether it is a case that was opened here, so that the absence of an act says
        something."""
        return self.of_case and any(row[3] == _SUBMITTED for row in self.acts)

    @property
    def of_permit(self) -> bool:
        """Whether it is the stream of a permit."""
        return any(row[3] in PERMIT_ACTS for row in self.acts)


class Seen:
    """One remembered act."""

    __slots__ = ("data", "position", "row", "type")

    def __init__(self, row: list[Any]) -> None:
        self.row = row
        self.position: int = row[2]
        self.type: str = row[3]
        self.data: dict[str, Any] = row[7]

    @property
    def at(self) -> datetime:
        """When it occurred."""
        return datetime.fromisoformat(self.row[0])  # a stamp, so UTC already

    @property
    def day(self) -> date:
        """The date from which it counts."""
        return date.fromisoformat(self.row[4])

    @property
    def known(self) -> datetime:
        """When the log learned of it."""
        return datetime.fromisoformat(self.row[5])

    @property
    def native(self) -> bool:
        """Worked here, as against reported."""
        return self.row[6]

    @property
    def org(self) -> str | None:
        """Whose act it was."""
        return self.row[8]

    @property
    def version(self) -> int:
        """Its number in its own stream, hence its id (`domain.shared.ids.event_id`)."""
        return self.row[9]


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
    version: int = 0,
) -> None:
    """Add one act, in place. Never refuses. `key`: occurredAt as `stamp` writes it, source order,
    position; `day`: the date from which the act counts (ISO)."""
    kept = {name: data[name] for name in _FIELDS.get(kind, _KEPT) if name in data}
    if kind == case.PermitRefused.TYPE:
        lacks = [note for name, note in _TOLD.items() if not data.get(name)]
        kept |= {UNTOLD: lacks} if lacks else {}
    row = [*key, kind, day, stamp(recorded_at), native, kept, org, version]
    facts._said.clear()
    seen = facts._seen
    if seen is not None:
        if seen and key < _key(seen[-1].row):
            facts._seen = None  # to be sorted anew
        else:
            seen.append(Seen(row))
    facts.acts.append(row)
    ruled = data.get("org") if kind in _NAMED_ORG else None
    for one in (org, data.get("recipient"), data.get("verifier"), data.get("interimOrg"), ruled):
        if one and one not in facts.orgs:
            facts.orgs.append(one)


def _key(row: list[Any]) -> list[Any]:
    return row[:3]
