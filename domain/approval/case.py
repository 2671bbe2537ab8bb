"""办件: decide and evolve of one case.

`decide(case, command, facts) -> events` holds every guard of domain.md §3.1 that needs no other
organ; role, post and responsibility are judged before it (domain/registry/authority.py).
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from domain.approval import (
    admission,
    aftermath,
    consulting,
    decision,
    examination,
    handling,
    hearing,
    instant,
    materials,
    opinions,
    pre_approval,
    remedies,
    tiers,
    turns,
)
from domain.approval import commands as c
from domain.approval.case_state import (
    UNDECIDED,
    Case,
    Outcome,
    Phase,
    Procedure,
    evolve,
    fold,
)
from domain.approval.events import CaseDeemedAccepted
from domain.approval.facts import CaseFacts, handling_of, times_of
from domain.shared.command import Command
from domain.shared.event import DomainEvent

_GUARDS: dict[type[Command], Callable[[Case, Any, CaseFacts], DomainEvent]] = {
    **admission.GUARDS,
    **handling.GUARDS,
    **pre_approval.GUARDS,
    **turns.GUARDS,
    **materials.GUARDS,
    **instant.GUARDS,
    c.StartReview: examination.start_review,
    c.OrderSurvey: examination.order_survey,
    c.StartSpecialProcedure: examination.start_procedure,
    c.EndSpecialProcedure: examination.end_procedure,
    c.ExtendDeadline: examination.extend,
    c.CompleteReview: examination.complete_review,
    c.ReturnForReview: decision.return_for_review,
    c.GrantPermit: decision.grant,
    c.RefusePermit: decision.refuse,
    c.MakeCertificate: decision.make_certificate,
    c.DeliverResult: decision.deliver,
    c.WithdrawApplication: decision.withdraw,
    c.TerminateCase: decision.terminate,
    **hearing.GUARDS,
    **opinions.GUARDS,
    **consulting.GUARDS,
    **tiers.GUARDS,
    **aftermath.GUARDS,
    **remedies.GUARDS,
}


def decide(case: Case, command: Command, facts: CaseFacts) -> tuple[DomainEvent, ...]:
    """The events that `command` causes.

    Raises:
        Refused: a guard forbids it in this state; codes in docs of the commands.
        Invalid: it names something that does not exist.
    """
    return (_GUARDS[type(command)](case, command, facts),)


def effective_date(case: Case, event: DomainEvent, on: date) -> date:
    """From when an event counts in law: a deemed acceptance goes back to the day of receipt."""
    if isinstance(event, CaseDeemedAccepted) and case.notice_from:
        return case.notice_from
    return on


__all__ = [
    "UNDECIDED",
    "Case",
    "CaseFacts",
    "Outcome",
    "Phase",
    "Procedure",
    "decide",
    "effective_date",
    "evolve",
    "fold",
    "handling_of",
    "times_of",
]
