"""短信提醒: decide and evolve of one reminder to one post."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.delivery import batch_events as e
from domain.delivery import reminder_commands as c
from domain.shared import folding
from domain.shared.act import Act
from domain.shared.command import Command
from domain.shared.errors import Refused
from domain.shared.event import DomainEvent


class SmsPhase(StrEnum):
    """短信状态."""

    NONE = "NONE"
    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms(folding.History):
    """One reminder. What it says follows from `queued`; nothing of it is kept elsewhere."""

    phase: SmsPhase = SmsPhase.NONE
    queued: e.SmsQueued | None = None


def _queued(_state: Sms, act: Act) -> folding.Changes:
    return {"phase": SmsPhase.QUEUED, "queued": act.event}


_STEPS: folding.Steps = {
    e.SmsQueued: _queued,
    e.SmsSent: lambda _state, _act: {"phase": SmsPhase.SENT},
    e.SmsFailed: lambda _state, _act: {"phase": SmsPhase.FAILED},
}


def evolve(state: Sms, act: Act) -> Sms:
    """The state with one more act."""
    return folding.evolve(state, act, _STEPS, Sms())


def fold(acts: Iterable[Act]) -> Sms:
    """The state after all of `acts`."""
    return folding.fold(acts, _STEPS, Sms())


def decide(state: Sms, command: Command) -> tuple[DomainEvent, ...]:
    """The events that `command` causes; none for one that is queued already.

    Raises:
        Refused: `sms-wrong-state`: it was sent or given up before.
    """
    if isinstance(command, c.QueueSms):
        return () if state.acts else (e.SmsQueued(**dict(command)),)
    if state.phase is not SmsPhase.QUEUED:
        raise Refused("sms-wrong-state", "短信不在待发状态", f"the message is {state.phase.value}")
    if isinstance(command, c.RecordSmsSent):
        return (e.SmsSent(**dict(command)),)
    assert isinstance(command, c.RecordSmsFailure)
    return (e.SmsFailed(**dict(command)),)
