"""One turn of one webhook: verify its callback, or post what is next in its feed, in order.

At least once: a message is settled after it was taken, so whoever is killed in between sends it
again with the same webhook-id. Nothing overtakes, in the feed or among what is sent again: the
first message that fails ends the turn. A turn is short, because it sends by the subscription as it
was at its beginning.
"""

import asyncio
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from adapters.webhooks.posting import Line, Outcome
from adapters.webhooks.signing import headers
from app.webhooks import progress as rows
from app.webhooks.challenge import asked, digest_of, echoes
from app.webhooks.desk import Desk
from app.webhooks.progress import Progress, Redrive
from domain.delivery.subscription import Subscription, SubscriptionPhase
from domain.delivery.subscription_commands import (
    DeadLetterDelivery,
    PauseSubscription,
    VerifySubscription,
)
from domain.delivery.subscription_events import DeliveryRedriven
from domain.delivery.wanted import is_wanted
from projections.subscription_work import Due, Message, messages, named

PAGE = 50
TURN = 5.0
"""[D] Seconds after which a turn begins no further post: what its organisation has meanwhile ended,
moved or narrowed must not go on for a page of slow answers."""
GONE = 410  # Standard Webhooks: the receiver wants no more


class Turn:
    """`state` is the log's, `at` how far the receiver is."""

    def __init__(self, desk: Desk, due: Due, state: Subscription, at: Progress) -> None:
        self._desk, self._due, self._state, self._at = desk, due, state, at
        self._id: UUID = due.subscription_id
        self._until = asyncio.get_running_loop().time() + TURN

    async def run(self) -> bool:
        """Do what is due; whether there may be more at once."""
        endpoint, verified = self._state.endpoint, self._state.phase is SubscriptionPhase.ACTIVE
        assert endpoint
        pin = self._state.certificate_key if verified else None
        async with self._desk.poster.line(endpoint, pin) as line:
            if not verified:
                await self._verify(line, endpoint)
                return False
            more = await self._feed(line)
            await self._redrive(line)
        return more

    async def _post(self, line: Line, message_id: str, body: bytes) -> Outcome:
        now, state = self._desk.now(), self._state
        keys = self._desk.secrets.signing(self._id, state.rotations, now)
        signed = headers(keys, message_id, int(now.timestamp()), body)
        places = self._desk.failing if self._due.failing else self._desk.healthy
        async with places:
            return await line.post(signed, body)

    async def _verify(self, line: Line, endpoint: str) -> None:
        if not self._is_due(self._at.next_at):
            return
        challenge, message_id, body = asked(self._id, self._due.region, self._desk.now())
        outcome = await self._post(line, message_id, body)
        if outcome.delivered and echoes(outcome.answer, challenge):
            command = VerifySubscription(
                endpoint=endpoint, challenge=digest_of(challenge), certificate_key=outcome.key
            )
            await self._issue(command)
            return
        if outcome.delivered:
            outcome = replace(outcome, failure="challenge-not-echoed")
        if await self._failed(self._at.attempts + 1, outcome) is None:
            await self._issue(PauseSubscription(reason=f"回调地址未能核实：{outcome.failure}"))

    async def _feed(self, line: Line) -> bool:
        at = self._at
        if not self._is_due(at.next_at):
            return False
        page = await self._desk.rows(messages, self._due, number=at.number, seq=at.seq, limit=PAGE)
        attempts, skipped = at.attempts, None
        for one in page:
            if not self._wants(one):
                skipped, attempts = one, 0
                continue
            outcome = await self._post(line, one.message_id, one.payload)
            if skipped:
                await self._desk.rows(rows.passed, self._id, skipped.feed_seq, skipped.number)
                skipped = None
            if not outcome.delivered:
                return await self._gave_way(one, attempts + 1, outcome)
            attempts = 0
            await self._desk.rows(
                rows.delivered, self._id, one.feed_seq, one.number, outcome.status, self._desk.now()
            )
            if self._is_over():
                return True
        if skipped:
            await self._desk.rows(rows.passed, self._id, skipped.feed_seq, skipped.number)
        return len(page) == PAGE

    async def _gave_way(self, one: Message, attempts: int, outcome: Outcome) -> bool:
        """After a failure: later again, or among the dead letters; whether the feed goes on."""
        if await self._failed(attempts, outcome) is not None:
            return False
        if not await self._dead_letter(one, attempts, outcome):
            return False
        await self._desk.rows(rows.dead, self._id, one.feed_seq, one.number, outcome.failure)
        return True

    async def _failed(self, attempts: int, outcome: Outcome) -> datetime | None:
        """Note a failure of the next message, and pause a receiver that is beyond hope; when it is
        tried again, None: not any more."""
        now, schedule = self._desk.now(), self._desk.schedule
        next_at = schedule.next_at(attempts, now, outcome.retry_after)
        await self._desk.rows(
            rows.failed, self._id, attempts, next_at, outcome.failure, outcome.status, now
        )
        if outcome.status == GONE or schedule.hopeless(self._at.failing_since, now):
            since = self._at.failing_since or now
            reason = f"接收方自 {since.isoformat(timespec='minutes')} 起持续失败：{outcome.failure}"
            await self._issue(PauseSubscription(reason=reason))
        return next_at

    async def _redrive(self, line: Line) -> None:
        rounds = {
            seq: act.originator_version
            for act in self._state.acts
            if isinstance(act.event, DeliveryRedriven)
            for seq in act.event.feed_seqs
            if seq not in self._state.dead
        }
        if not rounds:
            return
        known = await self._desk.rows(rows.redrives, self._id)
        pending: dict[int, Redrive] = {}
        for seq, round_ in sorted(rounds.items()):
            was = known.get(seq)
            one = was if was and was.round >= round_ else Redrive(seq, round_)
            if one.settled:
                continue
            if not self._is_due(one.next_at):
                break
            pending[seq] = one
        if not pending:
            return
        for one in await self._desk.rows(named, self._due, sorted(pending)[:PAGE]):
            if not await self._again(line, one, pending[one.feed_seq]) or self._is_over():
                return

    async def _again(self, line: Line, one: Message, was: Redrive) -> bool:
        outcome = await self._post(line, one.message_id, one.payload)
        now, attempts = self._desk.now(), was.attempts + 1
        next_at = None
        if not outcome.delivered:
            next_at = self._desk.schedule.next_at(attempts, now, outcome.retry_after)
            if next_at is None and not await self._dead_letter(one, attempts, outcome):
                return False
        now_is = replace(was, attempts=attempts, next_at=next_at, settled=next_at is None)
        await self._desk.rows(rows.redriven, self._id, now_is, now, outcome.failure)
        return outcome.delivered

    def _wants(self, one: Message) -> bool:
        said = {"function": one.function, "priority": one.priority}
        return is_wanted(self._state.wanted, one.type, one.item, said)

    async def _dead_letter(self, one: Message, attempts: int, outcome: Outcome) -> bool:
        command = DeadLetterDelivery(
            feed_seq=one.feed_seq, attempts=attempts, reason=outcome.failure, status=outcome.status
        )
        return await self._issue(command)

    async def _issue(
        self, command: VerifySubscription | PauseSubscription | DeadLetterDelivery
    ) -> bool:
        return await self._desk.issue(command, self._id, self._due.region)

    def _is_over(self) -> bool:
        return asyncio.get_running_loop().time() >= self._until

    def _is_due(self, at: datetime | None) -> bool:
        return at is None or at <= self._desk.now()
