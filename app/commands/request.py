"""A command on its way to a decision, and the decision that comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from adapters.ledger.batch import Claim
from app.commands.caller import Caller
from app.commands.registry import Entry
from domain.registry.authority import Authority
from domain.registry.institution import Institution
from domain.shared.act import Actor, Channel, Role
from domain.shared.command import Command
from domain.shared.errors import NotFound, Refused
from domain.shared.event import DomainEvent
from domain.shared.folding import History


@dataclass(frozen=True, slots=True)
class Request:
    """`occurred_at` None: now. `effective_date` and `causation_id` are given by policies."""

    entry: Entry
    command: Command
    caller: Caller
    now: datetime
    target: UUID | None = None
    expected_version: int | None = None
    occurred_at: datetime | None = None
    effective_date: date | None = None
    channel: Channel = Channel.SYSTEM
    documents: tuple[str, ...] = ()
    causation_id: str | None = None
    correlation_id: str | None = None
    case_number: str | None = None

    @property
    def actor(self) -> Actor:
        """As written into the envelope."""
        return self.caller.actor()

    def at(self, state: History) -> datetime:
        """When the act occurs, never before the one it follows.

        Raises:
            Refused: a stated time that lies before the latest act of the stream (rule D-01).
        """
        last = state.last_at
        at = self.occurred_at or self.now
        if last is None or at >= last:
            return at
        if self.occurred_at is None or self.caller.role is Role.SYSTEM:
            return last
        raise Refused(
            "act-before-predecessor",
            "发生时间早于前一环节，不得倒签",
            "the act would occur before the one it follows; back-dating is refused",
        )


class Ruling(NamedTuple):
    """What a command comes to: events for `stream` after `version`, and what they rest on.

    `races`: claims that are decided anew, not refused, where another was faster.
    """

    stream: UUID
    version: int
    events: tuple[DomainEvent, ...]
    at: datetime
    item_code: str | None = None
    item_version: int | None = None
    authority: Authority | None = None
    effective_date: date | None = None
    expect: Mapping[UUID, int] = {}
    claims: tuple[Claim, ...] = ()
    races: tuple[Claim, ...] = ()


@dataclass(slots=True)
class Aim:
    """Where a refusal belongs, filled in as soon as it is known."""

    stream: UUID | None = None
    item_code: str | None = None
    at: datetime | None = None
    institution: Institution | None = field(default=None, repr=False)


def need_existing(state: History, region: str, what: str, zh: str) -> None:
    """Raises:
    NotFound: nothing there, or it belongs to another region (which is not revealed).
    Refused: it is worked in another system and only reported here.
    """
    kind = state.acts[0].event.TYPE.partition(".")[0] if state.acts else None
    if kind != what or state.region != region:
        raise NotFound(f"{what}-not-found", f"{zh}不存在", f"no such {what}")
    if not state.native:
        raise Refused(
            "worked-elsewhere",
            f"该{zh}在来源系统办理，此处只接收上报",
            f"this {what} is worked in its source system; only reports are taken here",
        )
