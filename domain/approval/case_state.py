"""办件: what has become of a case, folded from acts in any order (domain.md §3.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.approval import events as e
from domain.approval.stages import STAGE_OF, Hand
from domain.registry.standards import FlowProfile
from domain.shared import folding
from domain.shared.act import Act
from domain.shared.event import DomainEvent
from domain.shared.subject import SubjectRef
from domain.timing.days import SHANGHAI


class Phase(StrEnum):
    """办件状态."""

    NONE = "NONE"
    SUBMITTED = "SUBMITTED"
    RECEIVED = "RECEIVED"
    SUPPLEMENTING = "SUPPLEMENTING"
    ACCEPTED = "ACCEPTED"
    REVIEWING = "REVIEWING"
    PAUSED = "PAUSED"
    TO_DECIDE = "TO_DECIDE"
    DECIDED = "DECIDED"
    CERTIFIED = "CERTIFIED"
    CLOSED = "CLOSED"


UNDECIDED = frozenset(Phase) - {Phase.NONE, Phase.DECIDED, Phase.CERTIFIED, Phase.CLOSED}

# An irregular history may hold, say, a receipt after the decision. It is recorded and found by
# monitoring; it never moves a case back into an earlier part of its life.
_BAND = {
    Phase.ACCEPTED: 1,
    Phase.REVIEWING: 1,
    Phase.PAUSED: 1,
    Phase.TO_DECIDE: 1,
    Phase.DECIDED: 2,
    Phase.CERTIFIED: 3,
    Phase.CLOSED: 4,
}


class Outcome(StrEnum):
    """办理结果."""

    GRANTED = "GRANTED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Procedure:
    """One special procedure, (started, ended] in dates; `ended` None while open."""

    procedure: e.SpecialProcedure
    started: date
    noticed_days: int | None
    notice_served: bool
    ended: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(folding.History):
    """State of one case. Dates are Asia/Shanghai; `accepted_on` is the effective date."""

    phase: Phase = Phase.NONE
    case_number: str | None = None
    item_code: str | None = None
    item_version: int | None = None
    profile: FlowProfile | None = None
    survey_required: bool = False
    applicant: SubjectRef | None = None
    received_on: date | None = None
    notice_from: date | None = None  # start of the running notice clock
    noticed_on: date | None = None
    applicant_days: int | None = None
    accepted_on: date | None = None
    legal_days: int | None = None
    committed_days: int | None = None
    stated_due: datetime | None = None
    procedures: tuple[Procedure, ...] = ()
    extensions: tuple[tuple[date, e.DeadlineExtended], ...] = ()
    surveys: tuple[UUID, ...] = ()
    proposal: e.Proposal | None = None
    outcome: Outcome | None = None
    decided_on: date | None = None
    decision_number: str | None = None
    certified_on: date | None = None
    delivered_on: date | None = None
    ended_by: str | None = None  # type of the event that closed it
    handed_over: bool = False
    hands: frozenset[Hand] = frozenset()


def _day(act: Act) -> date:
    return act.meta.effective_date or act.meta.occurred_at.astimezone(SHANGHAI).date()


def _to(case: Case, phase: Phase) -> Phase:
    return phase if _BAND.get(phase, 0) >= _BAND.get(case.phase, 0) else case.phase


def _submitted(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.ApplicationSubmitted)
    return {
        "phase": Phase.SUBMITTED if case.phase is Phase.NONE else case.phase,
        "case_number": event.case_number,
        "item_code": event.item_code,
        "item_version": event.item_version,
        "profile": event.profile,
        "survey_required": event.survey_required,
        "applicant": event.applicant,
        "stated_due": event.stated_due or case.stated_due,
    }


def _received(case: Case, act: Act) -> folding.Changes:
    day = case.received_on or _day(act)
    return {"phase": _to(case, Phase.RECEIVED), "received_on": day, "notice_from": day}


def _noticed(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.SupplementNoticed)
    return {
        "phase": _to(case, Phase.SUPPLEMENTING),
        "notice_from": None,  # told in time: acceptance is no longer deemed
        "noticed_on": case.noticed_on or _day(act),
        "applicant_days": event.applicant_days,
    }


def _resubmitted(case: Case, _act: Act) -> folding.Changes:
    return {"phase": _to(case, Phase.RECEIVED)}


def _accepted(case: Case, act: Act) -> folding.Changes:
    event = act.event
    if case.accepted_on:
        return {}
    assert isinstance(event, e.CaseAccepted | e.CaseDeemedAccepted)
    stated = event.stated_due if isinstance(event, e.CaseAccepted) else None
    return {
        "phase": _to(case, Phase.ACCEPTED),
        "accepted_on": _day(act),
        "legal_days": event.legal_days,
        "committed_days": event.committed_days,
        "stated_due": stated or case.stated_due,
    }


def _survey_ordered(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.SurveyOrdered)
    return {"surveys": (*case.surveys, event.survey_id)}


def _paused(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.SpecialProcedureStarted)
    started = Procedure(event.procedure, _day(act), event.noticed_days, event.notice_served)
    return {"phase": _to(case, Phase.PAUSED), "procedures": (*case.procedures, started)}


def _resumed(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.SpecialProcedureEnded)
    procedures = list(case.procedures)
    for index, one in enumerate(procedures):
        if one.procedure is event.procedure and one.ended is None:
            procedures[index] = Procedure(
                one.procedure, one.started, one.noticed_days, one.notice_served, _day(act)
            )
            break
    phase = case.phase
    if phase is Phase.PAUSED and all(one.ended for one in procedures):
        phase = Phase.REVIEWING
    return {"phase": phase, "procedures": tuple(procedures)}


def _extended(case: Case, act: Act) -> folding.Changes:
    return {"extensions": (*case.extensions, (_day(act), act.event))}


def _reviewed(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.ReviewCompleted)
    return {"phase": _to(case, Phase.TO_DECIDE), "proposal": event.proposal}


def _decided(case: Case, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.PermitGranted | e.PermitRefused)
    granted = isinstance(event, e.PermitGranted)
    return {
        "phase": _to(case, Phase.DECIDED),
        "outcome": Outcome.GRANTED if granted else Outcome.REFUSED,
        "decided_on": case.decided_on or _day(act),
        "decision_number": event.decision_number,
    }


def _certified(case: Case, act: Act) -> folding.Changes:
    return {
        "phase": _to(case, Phase.CERTIFIED),
        "certified_on": case.certified_on or _day(act),
    }


def _delivered(case: Case, act: Act) -> folding.Changes:
    return {**_closed(case, act), "delivered_on": case.delivered_on or _day(act)}


def _closed(case: Case, act: Act) -> folding.Changes:
    return {"phase": Phase.CLOSED, "ended_by": case.ended_by or act.event.TYPE}


def _handed_over(_case: Case, _act: Act) -> folding.Changes:
    return {"handed_over": True}


def _review_goes_on(case: Case, _act: Act) -> folding.Changes:
    return {"phase": _to(case, Phase.REVIEWING)}


_MOVES: folding.Steps = {
    e.ApplicationSubmitted: _submitted,
    e.MaterialsReceived: _received,
    e.NotRequiredTold: _closed,
    e.AcceptanceRefused: _closed,
    e.SupplementNoticed: _noticed,
    e.MaterialsResubmitted: _resubmitted,
    e.ApplicationLapsed: _closed,
    e.CaseAccepted: _accepted,
    e.CaseDeemedAccepted: _accepted,
    e.ReviewStarted: _review_goes_on,
    e.SurveyOrdered: _survey_ordered,
    e.SpecialProcedureStarted: _paused,
    e.SpecialProcedureEnded: _resumed,
    e.DeadlineExtended: _extended,
    e.ReviewCompleted: _reviewed,
    e.ReturnedForReview: _review_goes_on,
    e.PermitGranted: _decided,
    e.PermitRefused: _decided,
    e.CertificateMade: _certified,
    e.ResultDelivered: _delivered,
    e.ApplicationWithdrawn: _closed,
    e.CaseTerminated: _closed,
    e.HandedToSupervision: _handed_over,
    e.CaseEndedAtSource: _closed,
}


def _with_hands(event: type[DomainEvent]) -> folding.Step:
    move, stage = _MOVES[event], STAGE_OF.get(event)
    if stage is None:
        return move

    def moved(case: Case, act: Act) -> folding.Changes:
        return {**move(case, act), "hands": case.hands | {(stage, act.meta.actor.person_id)}}

    return moved


STEPS: folding.Steps = {event: _with_hands(event) for event in _MOVES}


def evolve(case: Case, act: Act) -> Case:
    """The case with one more act. Never refuses: history is history."""
    return folding.evolve(case, act, STEPS, Case())


def fold(acts: Iterable[Act]) -> Case:
    """The case after all of its acts, given in any order."""
    return folding.fold(acts, STEPS, Case())
