"""Reminders: queued from what is new in a feed and from what is due, then handed to the gateway.

A reminder's id derives from what it is about, the post, the kind and the cause, so it is queued
once however often this looks. At least once: who is killed between gateway and log sends it again
under the same id.
"""

import asyncio
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from adapters.sms.numbers import Numbers
from adapters.sms.port import Gateway, NotTaken, Text
from app.institutions import Institutions
from app.reminders.wording import text_of
from app.webhooks import progress as rows
from app.webhooks.desk import Desk
from app.webhooks.progress import Progress
from domain.delivery import reminder
from domain.delivery.batch_events import SmsReminder
from domain.delivery.reminder_commands import QueueSms, RecordSmsFailure, RecordSmsSent
from domain.delivery.subscription import Subscription, SubscriptionPhase
from domain.delivery.wanted import is_wanted
from domain.registry.institution import Institution
from domain.shared.ids import sms_id
from domain.supervision.dispute_events import ResponsibilityDisputeOpened
from domain.supervision.events import SupervisionTaskPushed
from domain.timing.days import WorkingDays
from projections import reminder_queries as views
from projections.reminder_queries import Subscribed, Waiting
from projections.subscription_work import Due, Message, messages

PAGE = 100
LOOK = timedelta(minutes=1)
"""Between looks at what is due."""
RETRIES = (30.0, 300.0, 1800.0, 7200.0)
"""[D] Seconds until a message that no gateway took is tried again."""
_NEW: dict[str, tuple[SmsReminder, str]] = {
    SupervisionTaskPushed.TYPE: (SmsReminder.TASK_PUSHED, "claimDue"),
    ResponsibilityDisputeOpened.TYPE: (SmsReminder.DISPUTE_OPENED, "negotiationDue"),
}
"""By event: the reminder, and which member of the message is its day."""


class Reminding:
    """Of the role `webhooks`; one turn at a time of each subscription."""

    def __init__(
        self, desk: Desk, institutions: Institutions, gateway: Gateway, numbers: Numbers
    ) -> None:
        self._desk, self._institutions = desk, institutions
        self._gateway, self._numbers = gateway, numbers
        self._looked: datetime | None = None

    async def follow(self, one: Due, state: Subscription, at: Progress) -> bool:
        """Queue reminders of what is new in a feed since the request; whether there may be more."""
        page = await self._desk.rows(messages, one, number=at.number, seq=at.seq, limit=PAGE)
        if not page:
            return False
        institution = await self._institution(one.region)
        for message in page:
            if message.type in _NEW and message.position > one.requested and _wants(state, message):
                await self._remind(one, state, message, institution)
        last = page[-1]
        await self._desk.rows(rows.passed, one.subscription_id, last.feed_seq, last.number)
        return len(page) == PAGE

    async def tick(self) -> None:
        """Queue what is due by the next working day, then send what waits."""
        now = self._desk.now()
        if self._looked is None or now - self._looked >= LOOK:
            for one in await self._desk.rows(views.subscribed):
                await self._queue_due(one, now)
            self._looked = now
        for one in await self._desk.rows(views.waiting, now, PAGE):
            await self._send(one, now)

    async def _remind(
        self, one: Due, state: Subscription, message: Message, institution: Institution
    ) -> None:
        said = orjson.loads(message.payload)
        data: dict[str, Any] = said["data"]
        if data.get("historic"):
            return
        kind, member = _NEW[message.type]
        due = date.fromisoformat(data[member]) if member in data else None
        for post in self._posts(state, institution, one.org):
            target = sms_id(message.stream, post, kind.value, said["id"])
            command = QueueSms(
                post=post, org=one.org, reminder=kind, about=message.stream,
                number=data.get("taskNumber", str(message.stream)), due=due,
            )  # fmt: skip
            await self._desk.issue(command, target, one.region)

    async def _queue_due(self, one: Subscribed, now: datetime) -> None:
        state = await self._desk.subscription(one.subscription_id)
        if state.phase is not SubscriptionPhase.ACTIVE:
            return
        institution = await self._institution(one.region)
        calendar = institution.calendar
        today = calendar.local_date(now)
        last = calendar.add_workdays(today, WorkingDays(1)).date
        queue: dict[UUID, QueueSms] = {}
        posts = list(self._posts(state, institution, one.org))
        for row in await self._desk.rows(views.due_soon, one, today, last, now):
            said = {"function": row.function, "priority": row.priority}
            if not is_wanted(_but_types(state), "", row.item, said):
                continue
            for post in posts:
                target = sms_id(row.about, post, row.reminder, row.due.isoformat())
                queue[target] = QueueSms(
                    post=post, org=one.org, reminder=SmsReminder(row.reminder), about=row.about,
                    number=row.number, due=row.due,
                )  # fmt: skip
        for target in queue.keys() - await self._desk.rows(views.known, list(queue)):
            await self._desk.issue(queue[target], target, one.region)

    def _posts(self, state: Subscription, institution: Institution, org: str) -> Iterable[str]:
        """The posts named, of those that are held today; else the liaison, or who stands in."""
        on = institution.calendar.local_date(self._desk.now())
        if state.posts:
            return [one for one in state.posts if _is_of(institution, one, org, on)]
        liaison = institution.liaison(org, on)
        return [liaison.post] if liaison else []

    async def _send(self, one: Waiting, now: datetime) -> None:
        state = reminder.fold(await self._desk.store.aload(one.sms_id))
        if state.phase is not reminder.SmsPhase.QUEUED:
            return  # the view is behind
        body = text_of(SmsReminder(one.reminder), one.number, one.due)
        number = self._numbers.of(one.region, one.post)
        text = Text(one.sms_id, one.region, one.post, body, number)
        try:
            taken = await asyncio.to_thread(self._gateway.send, text)
        except NotTaken as error:
            attempts = one.attempts + 1
            if error.final or attempts > len(RETRIES):
                failure = RecordSmsFailure(attempts=attempts, reason=error.reason)
                await self._desk.issue(failure, one.sms_id, one.region)
            else:
                at = now + timedelta(seconds=RETRIES[attempts - 1])
                await self._desk.rows(views.later, one.sms_id, attempts, at)
            return
        sent = RecordSmsSent(gateway=self._gateway.name, gateway_id=taken)
        await self._desk.issue(sent, one.sms_id, one.region)

    async def _institution(self, region: str) -> Institution:
        return await asyncio.to_thread(self._institutions.of, region)


def _wants(state: Subscription, one: Message) -> bool:
    said = {"function": one.function, "priority": one.priority}
    return is_wanted(state.wanted, one.type, one.item, said)


def _but_types(state: Subscription) -> Any:
    """What is due is no event: the other lists of the filter hold for it."""
    return state.wanted.model_copy(update={"event_types": ()})


def _is_of(institution: Institution, post: str, org: str, on: date) -> bool:
    held = institution.post(post, on)
    return held is not None and held.org == org
