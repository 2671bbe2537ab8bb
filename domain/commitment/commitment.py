"""告知承诺: decide and evolve. Silence never verifies a commitment (domain.md §3.3)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.approval.case_state import UNDECIDED, Case, Outcome
from domain.commitment import commands as c
from domain.commitment import events as e
from domain.commitment.commitment_state import Commitment, CommitmentPhase, evolve, fold
from domain.registry.events import ItemVersionPublished
from domain.shared.act import Actor
from domain.shared.command import Command
from domain.shared.errors import Refused
from domain.shared.event import DomainEvent
from domain.timing.calendar import WorkCalendar
from domain.timing.days import WorkingDays, end_of

LEAST_INSPECTORS = 2  # 许可§34 by analogy; rule C-05


@dataclass(frozen=True, slots=True)
class CommitmentFacts:
    """`case` is the case that the commitment serves, `item` its item version."""

    at: datetime
    actor: Actor
    calendar: WorkCalendar
    case: Case
    case_id: UUID
    item: ItemVersionPublished | None = None

    @property
    def on(self) -> date:
        """The date of the act."""
        return self.calendar.local_date(self.at)


def _need(state: Commitment, allowed: Collection[CommitmentPhase]) -> None:
    if state.phase not in allowed:
        expected = "、".join(sorted(allowed))
        raise Refused(
            "commitment-wrong-state",
            f"承诺处于“{state.phase.value}”状态，此操作须在“{expected}”状态",
            f"the commitment is {state.phase.value}; this act needs {', '.join(sorted(allowed))}",
        )


def _need_undecided(facts: CommitmentFacts) -> None:
    if facts.case.phase not in UNDECIDED:
        raise Refused(
            "commitment-case-decided",
            "办件已决定或已结束",
            "the case has been decided or has ended",
        )


def _need_two(inspectors: Collection[str]) -> None:
    if len(set(inspectors)) < LEAST_INSPECTORS:
        raise Refused(
            "commitment-fewer-than-two",
            "核查应当由两名以上人员进行",
            "a verification needs two or more inspectors",
        )


def _offer(state: Commitment, command: c.OfferCommitment, facts: CommitmentFacts) -> DomainEvent:
    _need(state, (CommitmentPhase.NONE,))
    _need_undecided(facts)
    if facts.item is None or not facts.item.commitment_allowed:
        raise Refused(
            "commitment-not-allowed",
            "本事项不适用告知承诺",
            "the item cannot be handled by commitment",
        )
    return e.CommitmentOffered(
        case_id=facts.case_id,
        case_number=facts.case.case_number or str(facts.case_id),
        item_code=facts.item.item_code,
        text_digest=command.text_digest,
    )


def _sign(state: Commitment, command: c.SignCommitment, facts: CommitmentFacts) -> DomainEvent:
    _need(state, (CommitmentPhase.OFFERED,))
    _need_undecided(facts)
    if command.text_digest != state.text_digest:
        raise Refused(
            "commitment-other-text",
            "承诺书与告知文本不一致",
            "what is signed is not the text that was offered",
        )
    assert state.case_id, "offered"
    assert state.case_number, "offered"
    assert state.item_code, "offered"
    return e.CommitmentSigned(
        case_id=state.case_id,
        case_number=state.case_number,
        item_code=state.item_code,
        text_digest=command.text_digest,
        applicant=facts.case.applicant,
        promise=command.promise,
    )


def _withdraw(
    state: Commitment, command: c.WithdrawCommitment, facts: CommitmentFacts
) -> DomainEvent:
    _need(state, (CommitmentPhase.SIGNED,))
    _need_undecided(facts)
    return e.CommitmentWithdrawn(reason=command.reason)


def _take_effect(state: Commitment, command: c.TakeEffect, facts: CommitmentFacts) -> DomainEvent:
    _need(state, (CommitmentPhase.SIGNED,))
    if facts.case.outcome is not Outcome.GRANTED:
        raise Refused("commitment-not-granted", "未准予许可", "no permit was granted")
    assert state.case_id, "signed"
    assert state.case_number, "signed"
    assert state.item_code, "signed"
    return e.CommitmentTookEffect(
        case_id=state.case_id,
        case_number=state.case_number,
        item_code=state.item_code,
        verify_days=command.verify_days,
        verifier=command.verifier,
    )


def _verify(state: Commitment, command: c.VerifyCommitment, _facts: CommitmentFacts) -> DomainEvent:
    _need(state, (CommitmentPhase.IN_FORCE,))
    _need_two(command.inspectors)
    return e.CommitmentVerified(**dict(command))


def _find_breach(state: Commitment, command: c.FindBreach, _facts: CommitmentFacts) -> DomainEvent:
    _need(state, (CommitmentPhase.IN_FORCE,))
    _need_two(command.inspectors)
    return e.CommitmentBreachFound(**dict(command))


def _verify_correction(
    state: Commitment, command: c.VerifyCorrection, _facts: CommitmentFacts
) -> DomainEvent:
    _need(state, (CommitmentPhase.CORRECTING,))
    _need_two(command.inspectors)
    return e.CorrectionVerified(**dict(command))


def _confirm(state: Commitment, command: c.ConfirmBreach, facts: CommitmentFacts) -> DomainEvent:
    _need(state, (CommitmentPhase.CORRECTING,))
    _need_two(command.inspectors)
    assert state.breach_found_on, "correcting"
    due = facts.calendar.add_workdays(
        state.breach_found_on, WorkingDays(state.correction_days or 0)
    )
    if facts.at < end_of(due.date, facts.calendar.zone):
        raise Refused(
            "commitment-correction-running",
            "整改期限未满",
            "the period for correction has not ended",
        )
    return e.CommitmentBreached(**dict(command))


_GUARDS: dict[type[Command], Callable[[Commitment, Any, CommitmentFacts], DomainEvent]] = {
    c.OfferCommitment: _offer,
    c.SignCommitment: _sign,
    c.WithdrawCommitment: _withdraw,
    c.TakeEffect: _take_effect,
    c.VerifyCommitment: _verify,
    c.FindBreach: _find_breach,
    c.VerifyCorrection: _verify_correction,
    c.ConfirmBreach: _confirm,
}


def decide(state: Commitment, command: Command, facts: CommitmentFacts) -> tuple[DomainEvent, ...]:
    """The events that `command` causes.

    Raises:
        Refused: the state of the commitment or of its case forbids it.
    """
    return (_GUARDS[type(command)](state, command, facts),)


__all__ = ["Commitment", "CommitmentFacts", "CommitmentPhase", "decide", "evolve", "fold"]
