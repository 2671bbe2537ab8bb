"""监管任务: what has become of a task, folded from acts in any order (domain.md §3.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.registry.linkage import ClaimModel
from domain.registry.standards import Function
from domain.shared import folding
from domain.shared.act import Act
from domain.supervision import dispute_events as d
from domain.supervision import events as e
from domain.timing.days import SHANGHAI

MOST_RETURNS = 2
"""The second return opens a dispute (domain.md §2.5)."""


class TaskPhase(StrEnum):
    """任务状态."""

    NONE = "NONE"
    PUSHED = "PUSHED"
    SIGNED = "SIGNED"
    CLAIMED = "CLAIMED"
    TO_REROUTE = "TO_REROUTE"
    IN_ARBITRATION = "IN_ARBITRATION"
    PLANNED = "PLANNED"
    RESULTED = "RESULTED"
    FED_BACK = "FED_BACK"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionTask(folding.History):
    """State of one task. `pushed_on`: day from which the signing and claim clocks run; `final`:
    routed by a ruling, or by the re-route after a second return of old: it may not be returned.
    """

    phase: TaskPhase = TaskPhase.NONE
    case_id: UUID | None = None
    item_code: str | None = None
    recipient: str | None = None
    function: Function | None = None
    historic: bool = False
    sign_days: int = 1
    claim_days: int = 3
    pushed_on: date | None = None
    territory: str | None = None
    lead: str | None = None
    claim_model: ClaimModel | None = None
    returns: int = 0
    returned_by: tuple[str, ...] = ()
    interim_org: str | None = None
    parties: tuple[str, ...] = ()
    level: d.ArbitrationLevel | None = None
    disputed_on: date | None = None
    negotiation_days: int = 3
    ruling_days: int = 10
    final: bool = False
    claimed_by: str | None = None
    deemed_claimed: bool = False
    mode: e.SupervisionMode | None = None
    planned_date: date | None = None
    finding: e.Finding | None = None
    addressee: str | None = None

    @property
    def answers(self) -> str | None:
        """The one organisation that answers for supervising; None before the push and when the task
        is closed. Who returns a task answers until it is routed on."""
        if self.phase in (TaskPhase.NONE, TaskPhase.CLOSED):
            return None
        return self.interim_org if self.phase is TaskPhase.IN_ARBITRATION else self.recipient


def _day(act: Act) -> date:
    return act.meta.occurred_at.astimezone(SHANGHAI).date()


def _pushed(_task: SupervisionTask, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.SupervisionTaskPushed)
    return {
        "phase": TaskPhase.PUSHED,
        "case_id": event.case_id,
        "item_code": event.item_code,
        "recipient": event.recipient,
        "function": event.function,
        "historic": event.historic,
        "sign_days": event.sign_days,
        "claim_days": event.claim_days,
        "territory": event.territory,
        "lead": event.lead,
        "claim_model": event.claim_model,
        "pushed_on": _day(act),
    }


def _signed(_task: SupervisionTask, _act: Act) -> folding.Changes:
    return {"phase": TaskPhase.SIGNED}


def _claimed(_task: SupervisionTask, act: Act) -> folding.Changes:
    deemed = isinstance(act.event, e.TaskDeemedClaimed)
    by = None if deemed else act.meta.actor.person_id
    return {"phase": TaskPhase.CLAIMED, "claimed_by": by, "deemed_claimed": deemed}


def _returned(task: SupervisionTask, _act: Act) -> folding.Changes:
    by = (task.recipient,) if task.recipient else ()
    return {
        "phase": TaskPhase.TO_REROUTE,
        "returns": task.returns + 1,
        "returned_by": (*task.returned_by, *by),
    }


def _rerouted(task: SupervisionTask, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.TaskRerouted)
    return {
        "phase": TaskPhase.PUSHED,
        "recipient": event.recipient,
        "pushed_on": _day(act),
        "final": task.returns >= MOST_RETURNS,
    }


def _disputed(_task: SupervisionTask, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, d.ResponsibilityDisputeOpened)
    return {
        "phase": TaskPhase.IN_ARBITRATION,
        "interim_org": event.interim_org,
        "parties": event.parties,
        "level": d.ArbitrationLevel.NEGOTIATION,
        "disputed_on": _day(act),
        "negotiation_days": event.negotiation_days,
        "ruling_days": event.ruling_days,
    }


def _escalated(_task: SupervisionTask, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, d.DisputeEscalated)
    return {"level": event.level}


def _noted(_task: SupervisionTask, _act: Act) -> folding.Changes:
    return {}


def _ruled(_task: SupervisionTask, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, d.ResponsibilityRuled)
    return {
        "phase": TaskPhase.PUSHED,
        "recipient": event.org,
        "pushed_on": _day(act),
        "interim_org": None,
        "final": True,
    }


def _planned(_task: SupervisionTask, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.SupervisionPlanned)
    return {"phase": TaskPhase.PLANNED, "mode": event.mode, "planned_date": event.planned_date}


def _resulted(_task: SupervisionTask, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.SupervisionResultRecorded)
    return {"phase": TaskPhase.RESULTED, "finding": event.finding}


def _fed_back(_task: SupervisionTask, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.FeedbackPushed)
    return {"phase": TaskPhase.FED_BACK, "addressee": event.addressee}


def _closed(_task: SupervisionTask, _act: Act) -> folding.Changes:
    return {"phase": TaskPhase.CLOSED}


STEPS: folding.Steps = {
    e.SupervisionTaskPushed: _pushed,
    e.TaskSigned: _signed,
    e.TaskClaimed: _claimed,
    e.TaskDeemedClaimed: _claimed,
    e.TaskReturned: _returned,
    e.TaskRerouted: _rerouted,
    d.ResponsibilityDisputeOpened: _disputed,
    d.DisputeNegotiated: _noted,
    d.DisputeEscalated: _escalated,
    d.InterimMeasureRecorded: _noted,
    d.ResponsibilityRuled: _ruled,
    e.SupervisionPlanned: _planned,
    e.NoOnSiteNeeded: _closed,
    e.SupervisionResultRecorded: _resulted,
    e.FeedbackPushed: _fed_back,
    e.FeedbackAcknowledged: _closed,
    e.TaskMooted: _closed,
}


def evolve(task: SupervisionTask, act: Act) -> SupervisionTask:
    """The task with one more act. Never refuses."""
    return folding.evolve(task, act, STEPS, SupervisionTask())


def fold(acts: Iterable[Act]) -> SupervisionTask:
    """The task after all of its acts, given in any order."""
    return folding.fold(acts, STEPS, SupervisionTask())
