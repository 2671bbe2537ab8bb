"""推送清单: numbers what must go out, without gaps, from the log alone.

Number = sequence in the stream, so the same log must give the same numbers and bytes for ever,
whatever the page size. This projection therefore goes through its events one by one, with the
calendar as it stood at each.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar, LiteralString
from uuid import UUID

from domain.approval import events as approval
from domain.registry.events import CalendarAmended, CalendarPublished
from domain.supervision import events as e
from domain.timing.days import WorkingDays
from projections.context import Context
from projections.deliveries_message import START, chained, is_address, message, subject_of
from projections.memory import Memory
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session
from projections.tables import copy_rows, delete_rows

_OUTCOMES = frozenset(
    {
        approval.PermitGranted.TYPE,
        approval.PermitRefused.TYPE,
        approval.HandedToSupervision.TYPE,
    }
)
_CALENDAR = frozenset({CalendarPublished.TYPE, CalendarAmended.TYPE})
_TO_BUREAU = frozenset(
    {e.TaskReturned.TYPE, e.SupervisionResultRecorded.TYPE, e.FeedbackPushed.TYPE}
)
_COLUMNS = (
    "number", "position", "message_id", "recipient", "region", "item", "subject", "type",
    "task_id", "case_id", "feed_seq", "feed_hash", "payload",
)  # fmt: skip
_TASK_COLUMNS = (
    "task_id", "recipient", "case_id", "case_number", "task_number", "item", "historic",
)  # fmt: skip
_CLOSED_LISTS: dict[str, tuple[str, ...]] = {
    e.SupervisionTaskPushed.TYPE: ("function", "reason", "priority"),
    e.SupervisionPlanned.TYPE: ("mode", "plannedDate"),
    e.SupervisionResultRecorded.TYPE: ("finding",),
}
"""Payload fields that hold no free text, so that they may go out."""


class _Task:
    """What later messages of a task need of its opening."""

    __slots__ = ("case_id", "case_number", "historic", "item", "number", "recipient")

    def __init__(
        self,
        recipient: str,
        case_id: UUID,
        case_number: str,
        number: str,
        item: str,
        historic: bool,
    ) -> None:
        self.recipient, self.case_id, self.case_number = recipient, case_id, case_number
        self.number, self.item, self.historic = number, item, historic


class Deliveries(Projection):
    """`proj.delivery`: one row a message; `proj.feed`: the last of each (region, organisation)."""

    name: ClassVar = "deliveries"
    version: ClassVar = 1
    handles: ClassVar = frozenset(event.TYPE for event in e.EVENTS) | _OUTCOMES | _CALENDAR
    tables: ClassVar = ("delivery", "feed", "delivery_task", "delivery_case")

    def __init__(self, suffix: LiteralString, *, whole: bool = False) -> None:
        super().__init__(suffix, whole=whole)
        self._forget(whole)

    def _forget(self, whole: bool) -> None:
        self._number: int | None = 0 if whole else None
        self._feeds: dict[tuple[str, str], tuple[int, str]] | None = {} if whole else None
        self._tasks: Memory[_Task] = Memory(20_000, whole=whole)
        self._bureaus: Memory[str] = Memory(50_000, whole=whole)
        self._institution: Context | None = Context() if whole else None

    def reset(self) -> None:
        super().reset()
        self._forget(False)

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("delivery")} (
            number bigint PRIMARY KEY, position bigint NOT NULL, message_id text NOT NULL,
            recipient text NOT NULL, region text NOT NULL, item text, subject text NOT NULL,
            type text NOT NULL, task_id uuid NOT NULL, case_id uuid NOT NULL,
            feed_seq bigint NOT NULL, feed_hash text NOT NULL, payload bytea NOT NULL)"""
        yield f"""CREATE UNLOGGED TABLE {self.table("feed")} (
            region text, recipient text, seq bigint NOT NULL, hash text NOT NULL,
            PRIMARY KEY (region, recipient))"""
        yield f"""CREATE UNLOGGED TABLE {self.table("delivery_task")} (
            task_id uuid PRIMARY KEY, recipient text NOT NULL, case_id uuid NOT NULL,
            case_number text NOT NULL, task_number text NOT NULL, item text NOT NULL,
            historic boolean NOT NULL)"""
        yield f"""CREATE UNLOGGED TABLE {self.table("delivery_case")} (
            case_id uuid PRIMARY KEY, bureau text NOT NULL)"""

    def indexes(self) -> Iterable[LiteralString]:
        yield f"CREATE INDEX ON {self.table('delivery')} (region, recipient, number)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        institution = self._load(page, session)
        rows: list[tuple[object, ...]] = []
        tasks: dict[UUID, _Task] = {}
        bureaus: dict[UUID, str] = {}
        for event in page:
            if event.type in _CALENDAR:
                institution.advance([event])
            elif event.type in _OUTCOMES:
                if org := event.meta["actor"].get("org"):
                    self._bureaus[event.stream] = bureaus[event.stream] = org
            else:
                task, recipients = self._address(event)
                if task is not None:
                    tasks[event.stream] = task
                    data = _data(event, task, institution)
                    rows += [self._row(event, task, to, data) for to in recipients]
        if rows:
            copy_rows(session, self.table("delivery"), _COLUMNS, rows)
        self._save(tasks, bureaus, {(str(r[4]), str(r[3])) for r in rows}, session)
        self._tasks.trim()
        self._bureaus.trim()

    def _address(self, event: Recorded) -> tuple[_Task | None, list[str]]:
        """The task, and to whom this event of it goes; nobody before the task is opened."""
        data, task = event.data, self._tasks.get(event.stream)
        if event.type == e.SupervisionTaskPushed.TYPE and task is None:
            task = _Task(
                data["recipient"], UUID(data["caseId"]), data["caseNumber"], data["taskNumber"],
                data["itemCode"], data.get("historic", False),
            )  # fmt: skip
            self._tasks[event.stream] = task
        if task is None:
            return None, []
        to = [task.recipient]
        if event.type == e.TaskRerouted.TYPE:
            task.recipient = data["recipient"]
            to.append(task.recipient)
        if event.type in _TO_BUREAU:
            to += [data.get("addressee"), self._bureaus.get(task.case_id)]
        return task, [org for org in dict.fromkeys(to) if org and is_address(org)]

    def _row(
        self, event: Recorded, task: _Task, recipient: str, data: dict[str, Any]
    ) -> tuple[object, ...]:
        assert self._number is not None
        assert self._feeds is not None
        payload = message(
            event_id=event.event_id,
            event_type=event.type,
            region=event.region,
            task_id=event.stream,
            occurred_at=event.meta["occurredAt"],
            data=data,
        )
        feed = (event.region, recipient)
        seq, previous = self._feeds.get(feed, (0, START))
        self._number += 1
        self._feeds[feed] = seq + 1, chained(previous, payload)
        return (
            self._number, event.position, f"{event.position}-{recipient}", recipient, event.region,
            task.item, subject_of(event.region, recipient, event.type), event.type, event.stream,
            task.case_id, *self._feeds[feed], payload,
        )  # fmt: skip

    def _load(self, page: Sequence[Recorded], session: Session) -> Context:
        if self._institution is None:
            self._institution = Context.at(session.connection, page[0].position - 1)
        if self._number is None:
            ((self._number,),) = session.read(
                f"SELECT coalesce(max(number), 0) FROM {self.table('delivery')}"
            )
        if self._feeds is None:
            feeds = session.read(f"SELECT region, recipient, seq, hash FROM {self.table('feed')}")
            self._feeds = {(region, to): (seq, hash_) for region, to, seq, hash_ in feeds}
        streams = {event.stream for event in page if event.type.startswith("task.")}
        if missing := self._tasks.missing(streams):
            found = session.read(
                f"""SELECT task_id, recipient, case_id, case_number, task_number, item, historic
                      FROM {self.table("delivery_task")} WHERE task_id = ANY(%s)""",
                (missing,),
            )
            self._tasks.update({row[0]: _Task(*row[1:]) for row in found})
        known = [self._tasks[one].case_id for one in streams if one in self._tasks]
        named = [UUID(event.data["caseId"]) for event in page if "caseId" in event.data]
        if missing := self._bureaus.missing({*known, *named}):
            found = session.read(
                f"""SELECT case_id, bureau FROM {self.table("delivery_case")}
                     WHERE case_id = ANY(%s)""",
                (missing,),
            )
            self._bureaus.update(dict(found))
        return self._institution

    def _save(
        self,
        tasks: dict[UUID, _Task],
        bureaus: dict[UUID, str],
        feeds: set[tuple[str, str]],
        session: Session,
    ) -> None:
        assert self._feeds is not None
        if tasks:
            rows = [
                (key, t.recipient, t.case_id, t.case_number, t.number, t.item, t.historic)
                for key, t in tasks.items()
            ]
            self._replace(session, "delivery_task", "task_id", list(tasks))
            copy_rows(session, self.table("delivery_task"), _TASK_COLUMNS, rows)
        if bureaus:
            self._replace(session, "delivery_case", "case_id", list(bureaus))
            copy_rows(session, self.table("delivery_case"), ("case_id", "bureau"), bureaus.items())
        for feed in sorted(feeds):
            session.run(
                f"""INSERT INTO {self.table("feed")} VALUES (%s, %s, %s, %s)
                    ON CONFLICT (region, recipient)
                    DO UPDATE SET seq = excluded.seq, hash = excluded.hash""",
                (*feed, *self._feeds[feed]),
            )

    def _replace(
        self, session: Session, table: LiteralString, key: LiteralString, keys: list[UUID]
    ) -> None:
        delete_rows(session, self.table(table), key, keys)


def _data(event: Recorded, task: _Task, institution: Context) -> dict[str, Any]:
    """Identifiers, closed-list values and dates; what is None is left out."""
    data = {
        "taskId": str(event.stream),
        "taskNumber": task.number,
        "caseId": str(task.case_id),
        "caseNumber": task.case_number,
        "itemCode": task.item,
        "recipient": task.recipient,
        "historic": task.historic,
        "position": event.position,
    }
    fields = _CLOSED_LISTS.get(event.type, ())
    data |= {name: event.data[name] for name in fields if name in event.data}
    if event.type == e.SupervisionTaskPushed.TYPE and not task.historic:
        calendar = institution.calendar(event.region)
        start = date.fromisoformat(event.legal_day)
        for name, field, default in (("signDue", "signDays", 1), ("claimDue", "claimDays", 3)):
            due = calendar.add_workdays(start, WorkingDays(event.data.get(field, default)))
            data[name] = due.date.isoformat()
    return data
