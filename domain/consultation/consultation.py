"""会商: decide. The lead convenes and concludes; each resolution is its owner's alone to complete.

A consultation stops no legal clock (domain.md §3.7).
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.consultation import commands as c
from domain.consultation import events as e
from domain.consultation.consultation_state import Consultation, ConsultationPhase, Owed, fold
from domain.shared.command import Command
from domain.shared.errors import Forbidden, Invalid, Refused
from domain.shared.event import DomainEvent
from domain.timing.calendar import WorkCalendar
from domain.timing.days import WorkingDays, end_of

P = ConsultationPhase
_RANK = {level: rank for rank, level in enumerate(e.Level)}


@dataclass(frozen=True, slots=True)
class ConsultationFacts:
    """`org`: whom the caller acts for. `silence_not_allowed`: of the item that it is about."""

    at: datetime
    org: str | None
    calendar: WorkCalendar
    organisations: Collection[str]
    silence_not_allowed: bool = False

    @property
    def on(self) -> date:
        """The date of the act."""
        return self.calendar.local_date(self.at)


def _need(state: Consultation, *allowed: ConsultationPhase) -> None:
    if state.phase not in allowed:
        expected = "、".join(allowed)
        raise Refused(
            "consultation-wrong-state",
            f"会商处于“{state.phase.value}”状态，此操作须在“{expected}”状态",
            f"the consultation is {state.phase.value}; this act needs {', '.join(allowed)}",
        )


def _need_org(facts: ConsultationFacts, *allowed: str | None) -> None:
    if facts.org is None or facts.org not in allowed:
        raise Forbidden(
            "consultation-other-organisation",
            "该操作由会商中的其他机构承担",
            "this belongs to another organisation of the consultation",
        )


def _need_known(facts: ConsultationFacts, orgs: Iterable[str], field: str) -> None:
    unknown = sorted(set(orgs) - set(facts.organisations))
    if unknown:
        raise Invalid(
            "organisation-unknown",
            f"机构未登记：{unknown[0]}",
            f"no such organisation: {unknown[0]}",
            fields=(field,),
        )


def opinions_over(state: Consultation, facts: ConsultationFacts) -> bool:
    """True once the days for opinions have ended; never on a provisional day."""
    if state.convened_at is None:
        return False
    calendar = facts.calendar
    start = calendar.local_date(state.convened_at)
    due = calendar.add_workdays(start, WorkingDays(state.opinion_days))
    return not due.provisional and facts.at >= end_of(due.date, calendar.zone)


def _propose(
    state: Consultation, command: c.ProposeConsultation, facts: ConsultationFacts
) -> DomainEvent:
    if state.phase is not P.NONE:
        raise Refused("number-taken", "会商编号已被使用，请换一个", "the number is in use")
    _need_org(facts, facts.org)
    _need_known(facts, (command.lead,), "lead")
    return e.ConsultationProposed(**dict(command))


def _convene(
    state: Consultation, command: c.ConveneConsultation, facts: ConsultationFacts
) -> DomainEvent:
    _need(state, P.PROPOSED)
    _need_org(facts, state.lead)
    _need_known(facts, command.invited, "invited")
    if facts.calendar.local_date(command.held_on) < facts.on:
        raise Refused("consultation-in-the-past", "会期已过", "the day of the meeting has passed")
    if command.silence is e.Silence.AGREED and facts.silence_not_allowed:
        raise Refused(
            "silence-not-allowed",
            "该事项不得以沉默视为同意",
            "for this item silence never counts as agreement",
        )
    return e.ConsultationConvened(**dict(command))


def _give(state: Consultation, command: c.GiveOpinion, facts: ConsultationFacts) -> DomainEvent:
    _need(state, P.CONVENED)
    _need_org(facts, *state.invited)
    assert facts.org
    if facts.org in state.answered:
        raise Refused(
            "opinion-settled", "意见已提交或已逾期", "the opinion was given or has lapsed"
        )
    if opinions_over(state, facts):
        raise Refused("opinion-too-late", "征求意见期已满", "the days for opinions have ended")
    return e.OpinionGiven(org=facts.org, **dict(command))


def _lapse(state: Consultation, command: c.LapseOpinion, facts: ConsultationFacts) -> DomainEvent:
    _need(state, P.CONVENED)
    if command.org not in state.invited or command.org in state.answered:
        raise Refused("opinion-settled", "意见已提交或未被征求", "the opinion is not awaited")
    if not opinions_over(state, facts):
        raise Refused("opinion-not-due", "征求意见期未满", "the days for opinions have not ended")
    return e.OpinionLapsed(org=command.org, counted_as=state.silence)


def _hold(
    state: Consultation, command: c.HoldConsultation, facts: ConsultationFacts
) -> DomainEvent:
    _need(state, P.CONVENED)
    _need_org(facts, state.lead)
    assert state.held_on
    if facts.on < facts.calendar.local_date(state.held_on):
        raise Refused("consultation-too-early", "会期未到", "the meeting has not begun yet")
    strangers = sorted(set(command.attended) - state.invited - {state.lead})
    if strangers:
        raise Invalid(
            "organisation-not-invited",
            f"机构未受邀：{strangers[0]}",
            f"was not invited: {strangers[0]}",
            fields=("attended",),
        )
    return e.ConsultationHeld(attended=command.attended)


def _conclude(
    state: Consultation, command: c.ConcludeConsultation, facts: ConsultationFacts
) -> DomainEvent:
    _need(state, P.HELD)
    _need_org(facts, state.lead)
    _need_known(facts, (one.owner for one in command.resolutions), "resolutions")
    _need_known(facts, (one.org for one in command.dissent), "dissent")
    numbers = [one.number for one in command.resolutions]
    if numbers != list(range(1, len(numbers) + 1)):
        raise Invalid(
            "resolutions-misnumbered",
            "议定事项须从 1 起连续编号",
            "resolutions are numbered 1, 2, 3 …",
            fields=("resolutions",),
        )
    for one in command.resolutions:
        _need_ahead(one.due, facts)
    return e.ConsultationConcluded(**dict(command))


def _need_ahead(due: date, facts: ConsultationFacts) -> None:
    if due < facts.on:
        raise Refused("resolution-due-in-the-past", "期限已过", "the due date has passed")


def _open(state: Consultation, number: int) -> Owed:
    _need(state, P.EXECUTING)
    owed = state.resolutions.get(number)
    if owed is None:
        raise Invalid(
            "resolution-unknown", "无此议定事项", "no such resolution", fields=("number",)
        )
    if owed.done:
        raise Refused("resolution-completed", "该事项已落实", "the resolution is completed")
    return owed


def _reschedule(
    state: Consultation, command: c.RescheduleResolution, facts: ConsultationFacts
) -> DomainEvent:
    _need_org(facts, state.lead)
    _open(state, command.number)
    _need_ahead(command.due, facts)
    return e.ResolutionRescheduled(**dict(command))


def _complete(
    state: Consultation, command: c.CompleteResolution, facts: ConsultationFacts
) -> DomainEvent:
    _need_org(facts, _open(state, command.number).owner)
    return e.ResolutionCompleted(**dict(command))


def _escalate(
    state: Consultation, command: c.EscalateConsultation, facts: ConsultationFacts
) -> DomainEvent:
    _need(state, P.PROPOSED, P.CONVENED, P.HELD)
    _need_org(facts, state.lead)
    if _RANK[command.level] <= _RANK[state.level]:
        raise Refused("consultation-not-higher", "须提至更高层级", "that level is not a higher one")
    return e.ConsultationEscalated(**dict(command))


def _cancel(
    state: Consultation, command: c.CancelConsultation, facts: ConsultationFacts
) -> DomainEvent:
    _need(state, P.PROPOSED, P.CONVENED)
    allowed = (state.lead, state.proposer) if state.phase is P.PROPOSED else (state.lead,)
    _need_org(facts, *allowed)
    return e.ConsultationCancelled(reason=command.reason)


_GUARDS: dict[type[Command], Callable[[Consultation, Any, ConsultationFacts], DomainEvent]] = {
    c.ProposeConsultation: _propose,
    c.ConveneConsultation: _convene,
    c.GiveOpinion: _give,
    c.LapseOpinion: _lapse,
    c.HoldConsultation: _hold,
    c.ConcludeConsultation: _conclude,
    c.RescheduleResolution: _reschedule,
    c.CompleteResolution: _complete,
    c.EscalateConsultation: _escalate,
    c.CancelConsultation: _cancel,
}


def decide(
    state: Consultation, command: Command, facts: ConsultationFacts
) -> tuple[DomainEvent, ...]:
    """The event that `command` causes.

    Raises:
        Refused: the state forbids it.
        Forbidden: it is for another organisation of the consultation to do.
        Invalid: it names an organisation or a resolution that does not exist.
    """
    return (_GUARDS[type(command)](state, command, facts),)


__all__ = ["Consultation", "ConsultationFacts", "ConsultationPhase", "decide", "fold"]
