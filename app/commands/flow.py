"""The way of a command: load → decide → append, as a generator of effects.

Exactly once: an idempotency key (or a policy's cause) is a claim in the same transaction as the
events; whoever sends the same command again gets the first receipts. A refusal is written on the
refusal stream beside the target before it is told to the caller.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from adapters.ledger.batch import Claim, ClaimTaken, Receipt, VersionConflict
from app.commands.batch_ruling import rule_batch
from app.commands.case_numbers import CaseNumbers, prefix_of
from app.commands.case_ruling import rule_case
from app.commands.consultation_ruling import rule_consultation, rule_standard
from app.commands.delivery_ruling import rule_sms, rule_subscription
from app.commands.document_ruling import rule_document
from app.commands.draw_ruling import rule_draw, rule_plan, rule_recusal
from app.commands.effects import Append, Consult, Effect, Find, GiveBack, Taken
from app.commands.feed_ruling import rule_feed
from app.commands.follow_up_ruling import rule_commitment, rule_task
from app.commands.inspection_ruling import rule_inspection
from app.commands.permit_ruling import rule_permit
from app.commands.registry import Aggregate
from app.commands.registry_ruling import rule_registry
from app.commands.request import Aim, Request, Ruling
from app.commands.rhythm_ruling import rule_rhythm
from app.commands.survey_ruling import rule_survey
from domain.approval.commands import SubmitApplication
from domain.registry.institution import Institution
from domain.shared.act import NEXT_VERSION, Act, Meta
from domain.shared.errors import Conflict, DomainError, Forbidden, Invalid, Refused
from domain.shared.event import DomainEvent
from domain.shared.ids import refusals_id
from domain.shared.refusals import CommandRefused

MOST_CONFLICTS = 3  # then the caller is told that others were faster
MOST_NUMBERS = 20
LONGEST = 2000
"""Characters that the trail keeps of a reason: one may list all that somebody has named."""

Rule = Callable[[Request, Institution, Aim], Generator[Effect, Any, Ruling]]
RULES: dict[Aggregate, Rule] = {
    Aggregate.CASE: rule_case,
    Aggregate.SURVEY: rule_survey,
    Aggregate.TASK: rule_task,
    Aggregate.COMMITMENT: rule_commitment,
    Aggregate.PERMIT: rule_permit,
    Aggregate.DOCUMENT: rule_document,
    Aggregate.SUBSCRIPTION: rule_subscription,
    Aggregate.SMS: rule_sms,
    Aggregate.REGISTRY: rule_registry,
    Aggregate.BATCH: rule_batch,
    Aggregate.FEED: rule_feed,
    Aggregate.PLAN: rule_plan,
    Aggregate.RECUSAL: rule_recusal,
    Aggregate.INSPECTION: rule_inspection,
    Aggregate.DRAW: rule_draw,
    Aggregate.RHYTHM: rule_rhythm,
    Aggregate.CONSULTATION: rule_consultation,
    Aggregate.STANDARD: rule_standard,
}


@dataclass(frozen=True, slots=True)
class CommandResult:
    """`version`: of `stream` after the command. `replayed`: the command had been done before
    (then `events` is empty and the receipts are the first ones), or stated what held already.
    """

    stream: UUID
    version: int
    receipts: Sequence[Receipt]
    replayed: bool
    events: tuple[DomainEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """How one command is to be carried out, besides what it says."""

    request: Request
    numbers: CaseNumbers
    once: Claim | None = None
    recorded_at: datetime | None = None
    record_refusals: bool = True


def carry_out(way: Way) -> Generator[Effect, Any, CommandResult]:
    """The whole flow of one command.

    Raises:
        DomainError: refused, forbidden, unknown, or in conflict.
    """
    fresh = False
    conflicts = numbers = 0
    while conflicts <= MOST_CONFLICTS and numbers <= MOST_NUMBERS:
        aim = Aim()
        try:
            return (yield from _attempt(way, aim, fresh=fresh))
        except VersionConflict:
            if way.request.expected_version is not None:
                break
            conflicts += 1
        except _Outpaced:
            conflicts += 1
        except _NumberTaken:
            numbers += 1
        except (Refused, Forbidden, Invalid) as error:
            done = yield from _done_before(way)
            if done is not None:
                return done
            if not fresh:  # the picture of the institution may be a second old
                fresh = True
                continue
            yield from _record_refusal(way, aim, error)
            raise
    raise Conflict(
        "version-conflict", "数据已被他人更新，请重新读取", "somebody was faster; read it again"
    )


class _Outpaced(Exception):
    """What the decision raced for is another's: decide again."""


class _NumberTaken(Exception):
    """The case number is in use: take another."""


def _attempt(way: Way, aim: Aim, *, fresh: bool) -> Generator[Effect, Any, CommandResult]:
    institution = yield Consult(way.request.caller.region, fresh)
    aim.institution = institution
    request = _numbered(way, institution)
    _check_time(request, institution)
    ruling = yield from RULES[request.entry.aggregate](request, institution, aim)
    if request.expected_version not in (None, ruling.version):
        done = yield from _done_before(way)
        if done is not None:
            return done
        raise Conflict(
            "precondition-failed",
            "版本与 If-Match 不符，请重新读取",
            f"the stream is at version {ruling.version}; read it again",
        )
    if not ruling.events:
        return CommandResult(ruling.stream, ruling.version, (), replayed=True)
    try:
        receipts = yield _append(way, request, ruling, institution)
    except ClaimTaken as taken:
        if way.once and taken.claim.text == way.once.text:
            return (yield from _give_back(way, taken.position, taken.count, same=taken.same))
        if taken.claim in ruling.races:
            raise _Outpaced from None
        if request.case_number is None:
            raise Refused(
                "number-taken", "文号已被使用，请换一个", "the number is in use: give another"
            ) from None
        yield from way.numbers.learn(_prefix(request, institution))
        raise _NumberTaken from None
    return CommandResult(
        ruling.stream, ruling.version + len(ruling.events), receipts, False, ruling.events
    )


def _prefix(request: Request, institution: Institution) -> str:
    command = request.command
    assert isinstance(command, SubmitApplication)
    on = institution.calendar.local_date(request.occurred_at or request.now)
    return prefix_of(request.caller.region, command.item_code, on)


def _numbered(way: Way, institution: Institution) -> Request:
    request = way.request
    if not isinstance(request.command, SubmitApplication):
        return request
    return replace(request, case_number=way.numbers.take(_prefix(request, institution)))


def _check_time(request: Request, institution: Institution) -> None:
    """A real log takes no act from the future; a simulated one is driven by its clock."""
    at = request.occurred_at
    if at is None or institution.simulated:
        return
    if (at - request.now).total_seconds() > 300:
        raise Refused("act-in-the-future", "发生时间在未来", "the act would occur in the future")


def _append(way: Way, request: Request, ruling: Ruling, institution: Institution) -> Append:
    authority = ruling.authority
    meta = Meta(
        occurred_at=ruling.at,
        actor=authority.acting(request.actor) if authority else request.actor,
        region=request.caller.region,
        effective_date=ruling.effective_date,
        item_code=ruling.item_code,
        item_version=ruling.item_version,
        authority_ref=authority.ref if authority else None,
        channel=request.channel,
        documents=request.documents,
        causation_id=request.causation_id,
        correlation_id=request.correlation_id,
    )
    acts = [
        Act(ruling.stream, ruling.version + number, meta, event)
        for number, event in enumerate(ruling.events, start=1)
    ]
    claims = (*((way.once,) if way.once else ()), *ruling.claims, *ruling.races)
    return Append(acts, meta.region, claims, ruling.expect, _recorded_at(way, institution))


def _recorded_at(way: Way, institution: Institution) -> datetime | None:
    if way.recorded_at is None and institution.simulated:
        return way.request.occurred_at
    return way.recorded_at


def _done_before(way: Way) -> Generator[Effect, Any, CommandResult | None]:
    if way.once is None:
        return None
    taken: Taken | None = yield Find(way.once.text)
    if taken is None:
        return None
    same = taken.digest == way.once.digest
    return (yield from _give_back(way, taken.position, taken.count, same=same))


def _give_back(
    way: Way, position: int, count: int, *, same: bool
) -> Generator[Effect, Any, CommandResult]:
    if not same:
        raise Conflict(
            "duplicate-with-other-content",
            "Idempotency-Key 已用于不同内容",
            "the Idempotency-Key was used with other content",
            fields=("Idempotency-Key",),
        )
    receipts = yield GiveBack(position, count)
    return CommandResult(receipts[-1].stream, receipts[-1].version, receipts, replayed=True)


def _record_refusal(way: Way, aim: Aim, error: DomainError) -> Generator[Effect, Any, None]:
    if aim.stream is None or not way.record_refusals or isinstance(error, Invalid):
        return
    request = way.request
    event = CommandRefused(
        target=aim.stream,
        command=request.command.NAME,
        code=error.code,
        reason=error.zh[:LONGEST],
        reason_en=error.en[:LONGEST],
    )
    meta = Meta(
        occurred_at=request.now if request.occurred_at is None else request.occurred_at,
        actor=request.actor,
        region=request.caller.region,
        item_code=aim.item_code,
        channel=request.channel,
        causation_id=request.causation_id,
        correlation_id=request.correlation_id,
    )
    act = Act(refusals_id(aim.stream), NEXT_VERSION, meta, event)
    claims = ()
    if way.once:
        claims = (Claim(f"refused:{way.once.text}:{error.code}", way.once.digest),)
    recorded_at = _recorded_at(way, aim.institution) if aim.institution else way.recorded_at
    try:
        yield Append([act], meta.region, claims, {}, recorded_at)
    except ClaimTaken:
        return  # the same attempt was refused and recorded before
