"""会商: what has become of a consultation, folded from its acts (domain.md §3.7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.consultation import events as e
from domain.shared import folding
from domain.shared.act import Act


class ConsultationPhase(StrEnum):
    """会商状态."""

    NONE = "NONE"
    PROPOSED = "PROPOSED"
    CONVENED = "CONVENED"
    HELD = "HELD"
    EXECUTING = "EXECUTING"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Owed:
    """A resolution as it stands: `due` in force, whether it is completed."""

    owner: str
    due: date
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation(folding.History):
    """State of one consultation. `convened_at`: from when opinions are awaited; `answered`: whose
    opinion was given or has lapsed."""

    phase: ConsultationPhase = ConsultationPhase.NONE
    proposer: str | None = None
    lead: str | None = None
    item_code: str | None = None
    level: e.Level = e.Level.LEAD
    convened_at: datetime | None = None
    held_on: datetime | None = None
    invited: frozenset[str] = frozenset()
    opinion_days: int = 0
    silence: e.Silence = e.Silence.ABSTAINED
    answered: frozenset[str] = frozenset()
    resolutions: Mapping[int, Owed] = field(default_factory=dict)


def _proposed(_state: Consultation, act: Act) -> folding.Changes:
    event: Any = act.event
    return {
        "phase": ConsultationPhase.PROPOSED,
        "proposer": act.meta.actor.org,
        "lead": event.lead,
        "item_code": event.item_code,
    }


def _convened(_state: Consultation, act: Act) -> folding.Changes:
    event: Any = act.event
    return {
        "phase": ConsultationPhase.CONVENED,
        "convened_at": act.meta.occurred_at,
        "held_on": event.held_on,
        "invited": frozenset(event.invited),
        "opinion_days": event.opinion_days,
        "silence": event.silence,
        "answered": frozenset(),
    }


def _answered(state: Consultation, act: Act) -> folding.Changes:
    event: Any = act.event
    return {"answered": state.answered | {event.org}}


def _held(_state: Consultation, _act: Act) -> folding.Changes:
    return {"phase": ConsultationPhase.HELD}


def _concluded(_state: Consultation, act: Act) -> folding.Changes:
    event: Any = act.event
    owed = {one.number: Owed(one.owner, one.due) for one in event.resolutions}
    return {"phase": _phase_of(owed), "resolutions": owed}


def _rescheduled(state: Consultation, act: Act) -> folding.Changes:
    event: Any = act.event
    return {"resolutions": _with(state, event.number, due=event.due)}


def _completed(state: Consultation, act: Act) -> folding.Changes:
    event: Any = act.event
    owed = _with(state, event.number, done=True)
    return {"resolutions": owed, "phase": _phase_of(owed)}


def _escalated(_state: Consultation, act: Act) -> folding.Changes:
    event: Any = act.event
    return {"phase": ConsultationPhase.PROPOSED, "level": event.level}


def _cancelled(_state: Consultation, _act: Act) -> folding.Changes:
    return {"phase": ConsultationPhase.CANCELLED}


def _with(state: Consultation, number: int, **changes: Any) -> Mapping[int, Owed]:
    held = state.resolutions.get(number)
    if held is None:
        return state.resolutions
    return {**state.resolutions, number: replace(held, **changes)}


def _phase_of(owed: Mapping[int, Owed]) -> ConsultationPhase:
    """Closed with the last resolution, or at once where there is none."""
    open_still = any(not one.done for one in owed.values())
    return ConsultationPhase.EXECUTING if open_still else ConsultationPhase.CLOSED


STEPS: folding.Steps = {
    e.ConsultationProposed: _proposed,
    e.ConsultationConvened: _convened,
    e.OpinionGiven: _answered,
    e.OpinionLapsed: _answered,
    e.ConsultationHeld: _held,
    e.ConsultationConcluded: _concluded,
    e.ResolutionRescheduled: _rescheduled,
    e.ResolutionCompleted: _completed,
    e.ConsultationEscalated: _escalated,
    e.ConsultationCancelled: _cancelled,
}


def fold(acts: Iterable[Act]) -> Consultation:
    """The consultation after all of its acts."""
    return folding.fold(acts, STEPS, Consultation())
