"""推送清单: numbers what must go out, without gaps, from the log alone.

Number = sequence in the stream, so the same log must give the same numbers and bytes for ever,
whatever the page size. This projection therefore goes through its events one by one, with calendar
and powers as they stood at each. Who is told what stands in `delivery_table`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar, LiteralString
from uuid import UUID

from domain.approval import events as approval
from domain.registry.competence import TYPES as POWERS
from domain.registry.events import CalendarAmended, CalendarPublished
from domain.registry.linkage import LinkagePolicySet
from projections.context import Context
from projections.delivery_addresses import Addresses, Arbiters
from projections.delivery_kinds import Family, Kind
from projections.delivery_memory import DeliveryMemory
from projections.delivery_rows import COLUMNS
from projections.delivery_streams import Stream, opened
from projections.delivery_table import KINDS, OPENINGS
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session
from projections.tables import copy_rows

_OUTCOMES = frozenset(
    {
        approval.PermitGranted.TYPE,
        approval.PermitRefused.TYPE,
        approval.HandedToSupervision.TYPE,
    }
)
_INSTITUTION = frozenset(kind.TYPE for kind in (CalendarPublished, CalendarAmended, *POWERS))


class Deliveries(Projection):
    """`proj.delivery`: one row a message; `proj.feed`: the last of each (region, organisation)."""

    name: ClassVar = "deliveries"
    version: ClassVar = 2
    handles: ClassVar = (
        frozenset(KINDS) | frozenset(OPENINGS) | _OUTCOMES | _INSTITUTION | {LinkagePolicySet.TYPE}
    )
    tables: ClassVar = ("delivery", "feed", "delivery_stream", "delivery_case", "delivery_arbiter")

    def __init__(self, suffix: LiteralString, *, whole: bool = False) -> None:
        super().__init__(suffix, whole=whole)
        self._memory = DeliveryMemory(self.table, whole=whole)

    def reset(self) -> None:
        super().reset()
        self._memory = DeliveryMemory(self.table)

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("delivery")} (
            number bigint PRIMARY KEY, position bigint NOT NULL, message_id text NOT NULL,
            recipient text NOT NULL, region text NOT NULL, item text, function text, priority text,
            subject text NOT NULL, type text NOT NULL, stream uuid NOT NULL, case_id uuid,
            feed_seq bigint NOT NULL, feed_hash text NOT NULL, payload bytea NOT NULL)"""
        yield f"""CREATE UNLOGGED TABLE {self.table("feed")} (
            region text, recipient text, seq bigint NOT NULL, hash text NOT NULL,
            PRIMARY KEY (region, recipient))"""
        yield f"""CREATE UNLOGGED TABLE {self.table("delivery_stream")} (
            stream uuid PRIMARY KEY, facts text NOT NULL)"""
        yield f"""CREATE UNLOGGED TABLE {self.table("delivery_case")} (
            case_id uuid PRIMARY KEY, bureau text NOT NULL)"""
        yield f"""CREATE UNLOGGED TABLE {self.table("delivery_arbiter")} (
            position bigint PRIMARY KEY, region text NOT NULL, valid_from date NOT NULL,
            staffing_office text, government text)"""

    def indexes(self) -> Iterable[LiteralString]:
        yield f"CREATE INDEX ON {self.table('delivery')} (region, recipient, number)"
        yield f"CREATE INDEX ON {self.table('delivery')} (region, recipient, feed_seq)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        memory = self._memory
        memory.load(page, session)
        rows: list[tuple[object, ...]] = []
        for event in page:
            kind = event.type
            if kind in KINDS:
                rows += self._going_out(event, *KINDS[kind])
            elif kind in OPENINGS:
                self._stream(event, OPENINGS[kind])
            elif kind in _INSTITUTION:
                memory.institution.advance([event])
            elif kind in _OUTCOMES:
                if org := event.meta["actor"].get("org"):
                    memory.decided(event.stream, org)
            else:
                memory.ruled_by(event.position, _arbiters(event))
        if rows:
            copy_rows(session, self.table("delivery"), COLUMNS, rows)
        memory.save(session)

    def _going_out(
        self, event: Recorded, family: Family, kind: Kind
    ) -> Iterable[tuple[object, ...]]:
        memory = self._memory
        stream = self._stream(event, family)
        if stream is None:
            return ()
        before = stream.parties
        if kind.sets or "resolutions" in event.data:
            before = dict(before)
            if stream.told(kind, event):
                memory.streams_changed.add(event.stream)
        addresses = Addresses(memory.bureaus, memory.arbiters.values())
        recipients = addresses.of(kind, event, stream, before)
        if not recipients:
            return ()
        return memory.numbering.rows(event, family, kind, stream, recipients, memory.institution)

    def _stream(self, event: Recorded, family: Family) -> Stream | None:
        """The stream of an event; None before it is opened, when nobody can be told."""
        memory = self._memory
        if family.opening is None:
            return opened(family, event, None, memory.institution)
        stream = memory.streams.get(event.stream)
        if stream is None and event.type == family.opening.TYPE:
            task = UUID(event.data["taskId"]) if "taskId" in event.data else None
            known = memory.streams.get(task) if task else None
            stream = opened(family, event, known, memory.institution)
            memory.streams[event.stream] = stream
            memory.streams_changed.add(event.stream)
        return stream


def _arbiters(event: Recorded) -> Arbiters:
    data = event.data
    return Arbiters(
        event.region,
        date.fromisoformat(data["validFrom"]),
        data.get("staffingOffice"),
        data.get("government"),
    )
