"""The one door for commands, awaited (API) or blocking (policies, clock, simulation)."""

import asyncio
from collections.abc import Callable, Generator, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import OperationalError

from adapters.ledger.batch import Claim, LedgerFull, UnknownLog
from adapters.ledger.mapper import StateTooLarge
from adapters.ledger.store import ActStore
from app.commands.caller import Caller
from app.commands.case_numbers import CaseNumbers
from app.commands.effects import (
    Ahead,
    Append,
    Consult,
    Effect,
    Find,
    GiveBack,
    Load,
    Look,
    Reported,
    Supervised,
    Taken,
)
from app.commands.entry import NAMED
from app.commands.feed_looks import FeedLooks
from app.commands.flow import CommandResult, Way, carry_out
from app.commands.new_ids import new_stream
from app.commands.ports import NewId
from app.commands.registry import BY_COMMAND, Aggregate
from app.commands.request import Request
from app.institutions import Institutions
from domain.approval.commands import SubmitApplication
from domain.approval.document_commands import IssueDocument
from domain.commitment.commands import OfferCommitment
from domain.delivery.subscription_commands import RequestSubscription
from domain.shared.act import Channel
from domain.shared.command import Command
from domain.shared.errors import Invalid, NotFound, Unavailable
from domain.shared.ids import commitment_id, document_id
from projections.acceptance_order import accepted_before
from projections.reported_inspections import reported_on
from projections.supervised import noted_on

TOLD = (OperationalError, psycopg.OperationalError, UnknownLog, StateTooLarge)
STORAGE_FULL = (
    "storage-full",
    "磁盘空间不足，暂停写入；查询不受影响",
    "the disk is nearly full: nothing can be recorded until there is room; queries go on",
)
_CLAIM = "SELECT position, count, digest FROM ledger.claim WHERE key = %s"


def command_claim(caller: Caller, key: str, command: Command, target: UUID | None) -> Claim:
    """The claim of an Idempotency-Key: the same command again is the same digest."""
    content = f"{command.NAME}\x1f{target or ''}\x1f{command.model_dump_json(by_alias=True)}"
    # neither a region nor a person nor a key holds the separator
    text = f"command:{caller.region}\x1f{caller.person_id}\x1f{key}"
    return Claim(text, sha256(content.encode()).digest())


class CommandHandler:
    """Load → decide → append for every command of `registry.COMMANDS`.

    Args:
        now: the clock; a simulation hands in its own.
        new_id: draws ids of new streams.
        looks: at feeds, for receipts and packages; a simulation issues none of these.
    """

    def __init__(
        self,
        store: ActStore,
        institutions: Institutions,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: NewId = new_stream,
        looks: FeedLooks | None = None,
    ) -> None:
        self._store = store
        self._institutions = institutions
        self.now = now
        self._new_id = new_id
        self._numbers = CaseNumbers()
        self._looks = looks

    async def handle(self, command: Command, **how: Any) -> CommandResult:
        """As `handle_sync`, without blocking the event loop."""
        flow = carry_out(self._way(command, **how))
        try:
            effect = next(flow)
            while True:
                try:
                    answer = await self._await(effect)
                except Exception as error:  # noqa: BLE001 - handed to the flow, which judges it
                    effect = flow.throw(error)
                else:
                    effect = flow.send(answer)
        except StopIteration as end:
            return self._ended(command, end.value)
        except TOLD as error:
            raise _told(error) from error

    def handle_sync(self, command: Command, **how: Any) -> CommandResult:
        """Carry out a command.

        Keyword Args:
            caller: `Caller`, always needed.
            target: stream of the case, survey, task or commitment; None where one is opened.
            idempotency_key: the same key and content give the first receipts again.
            once: a claim of the caller's own making instead (policies).
            expected_version: refuse if the stream has moved on (If-Match).
            occurred_at: when it occurred, by default now; recorded_at: simulated logs only.
            effective_date, channel, documents, causation_id, correlation_id: for the envelope.
            record_refusals: False for the clock, whose attempts are no acts.

        Raises:
            Refused, Forbidden: recorded beside the target first.
            Invalid, NotFound, Conflict, Unavailable: nothing was recorded.
        """
        flow = carry_out(self._way(command, **how))
        try:
            return self._ended(command, _drive(flow, self.perform))
        except TOLD as error:
            raise _told(error) from error

    def flow(self, command: Command, **how: Any) -> Generator[Effect, Any, CommandResult]:
        """`handle_sync` as effects still to be performed, for who drives many at once."""
        return carry_out(self._way(command, **how))

    def _way(
        self,
        command: Command,
        *,
        caller: Caller,
        target: UUID | None = None,
        idempotency_key: str | None = None,
        once: Claim | None = None,
        expected_version: int | None = None,
        occurred_at: datetime | None = None,
        recorded_at: datetime | None = None,
        effective_date: date | None = None,
        channel: Channel = Channel.SYSTEM,
        documents: Sequence[str] = (),
        causation_id: str | None = None,
        correlation_id: str | None = None,
        record_refusals: bool = True,
    ) -> Way:
        entry = BY_COMMAND[type(command)]
        if idempotency_key is not None:
            once = command_claim(caller, idempotency_key, command, target)
        now = self.now()
        if isinstance(command, SubmitApplication | RequestSubscription):
            target = target or self._new_id(occurred_at or now)
        elif isinstance(command, OfferCommitment):
            target = commitment_id(command.case_id)
        elif isinstance(command, IssueDocument):
            target = document_id(command.case_id, command.kind.value, command.number)
        elif target is None and entry.aggregate not in NAMED:
            raise Invalid("target-missing", "未指明对象", "the id of the target is missing")
        request = Request(
            entry=entry,
            command=command,
            caller=caller,
            now=now,
            target=target,
            expected_version=expected_version,
            occurred_at=occurred_at,
            effective_date=effective_date,
            channel=channel,
            documents=tuple(documents),
            causation_id=causation_id,
            correlation_id=correlation_id,
        )
        return Way(request, self._numbers, once, recorded_at, record_refusals)

    def _ended(self, command: Command, result: CommandResult) -> CommandResult:
        if result.receipts and BY_COMMAND[type(command)].aggregate is Aggregate.REGISTRY:
            self._institutions.find(result.receipts[0].region, fresh=True)
        return result

    def perform(self, effect: Effect) -> Any:
        """What one effect of a flow answers; blocks."""
        match effect:
            case Load(stream):
                return self._store.load(stream)
            case Consult(region, fresh):
                return self._institutions.of(region, fresh=fresh)
            case Find(text):
                return self._find(text)
            case Ahead(case_id):
                with self._store.database.reading() as connection:
                    return accepted_before(connection, case_id)
            case Look(at):
                assert self._looks, "this handler has nothing to look at feeds with"
                return at(self._looks)
            case Supervised(region, subject, named):
                with self._store.database.reading() as connection:
                    return noted_on(connection, region, subject, named)
            case Reported():
                with self._store.database.reading() as connection:
                    return reported_on(connection, *effect)
            case GiveBack(position, count):
                return self._store.receipts(position, count)
            case Append():
                return self._store.append(effect.acts, **_placing(effect))

    async def _await(self, effect: Effect) -> Any:
        match effect:
            case Append():
                return await self._store.aappend(effect.acts, **_placing(effect))
            case Load(stream):
                return await self._store.aload(stream)
            case Consult(region, False) if known := self._institutions.remembered(region):
                return known
        return await asyncio.to_thread(self.perform, effect)

    def _find(self, text: str) -> Taken | None:
        with self._store.database.reading() as connection:
            row = connection.execute(_CLAIM, [Claim(text, b"").key]).fetchone()
        return Taken(row[0], row[1], bytes(row[2])) if row else None


def _placing(effect: Append) -> dict[str, Any]:
    return {
        "region": effect.region,
        "claims": effect.claims,
        "expect": effect.expect,
        "recorded_at": effect.recorded_at,
    }


def _drive(
    flow: Generator[Effect, Any, CommandResult], perform: Callable[[Effect], Any]
) -> CommandResult:
    try:
        effect = next(flow)
        while True:
            try:
                answer = perform(effect)
            except Exception as error:  # noqa: BLE001 - handed to the flow, which judges it
                effect = flow.throw(error)
            else:
                effect = flow.send(answer)
    except StopIteration as end:
        return end.value


def _told(error: Exception) -> Exception:
    """An error of the log as the domain names it."""
    if isinstance(error, StateTooLarge):
        return Invalid("event-too-large", "内容过大，请作为文件上传", str(error))
    if isinstance(error, UnknownLog):
        return NotFound("jurisdiction-unknown", "辖区未设立", "no log is open for this region")
    if isinstance(error, LedgerFull):
        return Unavailable(*STORAGE_FULL)
    return Unavailable("unavailable", "服务暂不可用，请重试", "the log is away; try again")
