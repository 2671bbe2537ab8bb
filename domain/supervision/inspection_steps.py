"""What each act makes of an inspection: the fold of its acts, given in any order."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from domain.shared import folding
from domain.shared.act import Act, EntryMode
from domain.shared.event import DomainEvent
from domain.supervision import inspection_events as e
from domain.supervision.inspection_state import Inspection, InspectionPhase
from domain.supervision.inspection_terms import CheckOutcome, Gravity
from domain.supervision.penalty_events import (
    PenaltyDecided,
    PenaltyNotImposed,
    PenaltyReviewed,
    PenaltyWithdrawn,
)
from domain.supervision.penalty_steps import STEPS as PENALTY
from domain.supervision.penalty_steps import advance
from domain.timing.days import shanghai_date

_RANK = list(InspectionPhase)
_PLAN = (
    "item_code", "trigger", "mode", "planned_date", "subject", "task_id", "draw_id",
    "commitment_id", "case_id", "permit_id", "territory", "checks",
)  # fmt: skip
OUTCOMES: tuple[type[DomainEvent], ...] = (
    e.InspectionCleared, e.CorrectionOrdered, e.Reinspected, e.InspectionTransferred,
    PenaltyDecided, PenaltyNotImposed, PenaltyWithdrawn, PenaltyReviewed,
)  # fmt: skip
"""What the approving organisation must be told of."""


def _to(inspection: Inspection, phase: InspectionPhase) -> InspectionPhase:
    """A history told late never moves an inspection back into an earlier part of its life."""
    return max(inspection.phase, phase, key=_RANK.index)


def _planned(inspection: Inspection, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.InspectionPlanned)
    return {
        **{name: getattr(event, name) for name in _PLAN},
        "phase": _to(inspection, InspectionPhase.PLANNED),
        "number": event.inspection_number,
        "org": event.org,
        "officers": inspection.officers or frozenset(event.officers),
    }


def _reached(phase: InspectionPhase, inspection: Inspection, _act: Act) -> folding.Changes:
    return {"phase": _to(inspection, phase)}


def _rescheduled(_inspection: Inspection, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.InspectionRescheduled)
    return {"planned_date": event.planned_date}


def _recused(inspection: Inspection, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.OfficerRecused)
    staying = inspection.officers - {event.person_id}
    return {
        "recused": inspection.recused | {event.person_id},
        "officers": staying | ({event.substitute} if event.substitute else set()),
    }


def _started(inspection: Inspection, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.InspectionStarted)
    came = frozenset(one.person_id for one in event.officers)
    return {"phase": _to(inspection, InspectionPhase.STARTED), "officers": came}


def _recorded(inspection: Inspection, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.InspectionRecorded)
    failed = [one for one in event.items if one.outcome is CheckOutcome.FAILED]
    return {
        "phase": _to(inspection, InspectionPhase.RECORDED),
        "recorded_on": shanghai_date(act.meta.occurred_at),
        "failed": bool(failed),
        "serious": any(one.gravity in (Gravity.SERIOUS, Gravity.CRITICAL) for one in failed),
    }


def _correcting(inspection: Inspection, phase: InspectionPhase) -> InspectionPhase:
    """Orders and reinspections may follow each other until it is handed over."""
    over = inspection.phase in (InspectionPhase.TRANSFERRED, InspectionPhase.CANCELLED)
    return inspection.phase if over else phase


def _ordered(inspection: Inspection, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.CorrectionOrdered)
    return {
        "phase": _correcting(inspection, InspectionPhase.CORRECTING),
        "correct_by": event.correct_by,
        "failed": True,
    }


def _reinspected(inspection: Inspection, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.Reinspected)
    now = InspectionPhase.CORRECTED if event.corrected else InspectionPhase.UNCORRECTED
    return {"phase": _correcting(inspection, now)}


def _published(_inspection: Inspection, act: Act) -> folding.Changes:
    return {"published_on": shanghai_date(act.meta.occurred_at)}


def _pushed(inspection: Inspection, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.InspectionFeedbackPushed)
    reported = act.meta.entry_mode is not EntryMode.NATIVE
    told = reported or act.originator_version > _newest(inspection)
    return {"addressee": event.addressee, "fed_back": told, "acknowledged": False}


def _newest(inspection: Inspection) -> int:
    """Version of the outcome that the log learned of last; 0 before the first. What is fed back
    here says no more than was known here: a report of older days may have come after it."""
    known = (act for act in inspection.acts if isinstance(act.event, OUTCOMES))
    return max((act.originator_version for act in known), default=0)


def taken_along(inspection: Inspection, at: datetime, version: int | None) -> bool:
    """Whether the result of a task, recorded at `at`, told the newest outcome of its inspection.

    Args:
        version: how many acts of the inspection were known then; results of old do not say.
    """
    newest = _newest(inspection)
    if version is not None or not newest:
        return 0 < newest <= (version or 0)
    told = (one.meta.occurred_at for one in inspection.acts if isinstance(one.event, OUTCOMES))
    return at >= max(told)


_OF_INSPECTION: Mapping[type[DomainEvent], folding.Step] = {
    e.InspectionPlanned: _planned,
    e.InspectionApproved: partial(_reached, InspectionPhase.APPROVED),
    e.InspectionRescheduled: _rescheduled,
    e.InspectionNoticed: partial(_reached, InspectionPhase.NOTICED),
    e.OfficerRecused: _recused,
    e.InspectionStarted: _started,
    e.InspectionRecorded: _recorded,
    e.InspectionCleared: partial(_reached, InspectionPhase.CLEARED),
    e.CorrectionOrdered: _ordered,
    e.Reinspected: _reinspected,
    e.InspectionTransferred: partial(_reached, InspectionPhase.TRANSFERRED),
    e.InspectionCancelled: partial(_reached, InspectionPhase.CANCELLED),
    e.InspectionResultPublished: _published,
    e.InspectionFeedbackPushed: _pushed,
    e.InspectionFeedbackAcknowledged: lambda *_: {"acknowledged": True},
}


def _penalised(inspection: Inspection, act: Act) -> folding.Changes:
    return {"penalty": advance(inspection.penalty, act)}


def _whole(step: folding.Step, inspection: Inspection, act: Act) -> folding.Changes:
    """A step, and what any act says: whose it is where no plan was told, and news to feed back."""
    known: dict[str, Any] = {}
    if inspection.org is None and act.meta.actor.org:
        known["org"] = act.meta.actor.org
    if inspection.item_code is None and act.meta.item_code:
        known["item_code"] = act.meta.item_code
    if isinstance(act.event, OUTCOMES):
        day = shanghai_date(act.meta.occurred_at)
        known |= {
            "fed_back": False,
            "outcome_on": day,
            "resulted_on": inspection.resulted_on or day,
        }
    return {**known, **step(inspection, act)}


STEPS: Mapping[type[DomainEvent], Callable[[Any, Act], folding.Changes]] = {
    event: partial(_whole, step)
    for event, step in {**_OF_INSPECTION, **dict.fromkeys(PENALTY, _penalised)}.items()
}


def evolve(inspection: Inspection, act: Act) -> Inspection:
    """The inspection with one more act. Never refuses."""
    return folding.evolve(inspection, act, STEPS, Inspection())


def fold(acts: Iterable[Act]) -> Inspection:
    """The inspection after all of its acts, given in any order."""
    return folding.fold(acts, STEPS, Inspection())
