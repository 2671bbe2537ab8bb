"""What the numbering of deliveries remembers between pages, and the tables that it rests on."""

from collections.abc import Callable, Sequence
from typing import LiteralString
from uuid import UUID

from projections.context import Context
from projections.delivery_addresses import Arbiters
from projections.delivery_rows import Numbering
from projections.delivery_streams import Stream
from projections.delivery_table import STREAMED
from projections.memory import Memory
from projections.reader import Recorded
from projections.session import Session
from projections.tables import copy_rows, delete_rows


class DeliveryMemory:
    """Streams and bureaus by what a page names, all of them read at once; the rest is small and
    read whole. `whole`: begins with empty tables."""

    def __init__(
        self, table: Callable[[LiteralString], LiteralString], *, whole: bool = False
    ) -> None:
        self._table = table
        self._ready = whole
        self.numbering = Numbering()
        self.institution = Context()
        """Calendars and powers as they stood at the event at work, not at the end of its page."""
        self.streams: Memory[Stream] = Memory(20_000, whole=whole)
        self.streams_changed: set[UUID] = set()
        self.bureaus: Memory[str] = Memory(50_000, whole=whole)
        """Organisation that brought a case to its outcome, by case."""
        self._decided: set[UUID] = set()
        self.arbiters: dict[int, Arbiters] = {}
        """By the position that said so, in order."""
        self._arbiters_new: set[int] = set()

    def decided(self, case: UUID, org: str) -> None:
        """A case has come to its outcome."""
        self.bureaus[case] = org
        self._decided.add(case)

    def ruled_by(self, position: int, arbiters: Arbiters) -> None:
        """A region has said who rules its disputes."""
        self.arbiters[position] = arbiters
        self._arbiters_new.add(position)

    def load(self, page: Sequence[Recorded], session: Session) -> None:
        """Have at hand whatever the events of a page may need."""
        if not self._ready:
            self._load_all(page[0].position - 1, session)
        keys = {event.stream for event in page if event.type in STREAMED}
        keys |= {UUID(event.data["taskId"]) for event in page if "taskId" in event.data}
        if missing := self.streams.missing(keys):
            found = session.read(
                f"""SELECT stream, facts FROM {self._table("delivery_stream")}
                     WHERE stream = ANY(%s)""",
                (missing,),
            )
            self.streams.update({key: Stream.loaded(facts) for key, facts in found})
        cases = {self.streams[key].case for key in keys if key in self.streams}
        cases |= {UUID(event.data["caseId"]) for event in page if "caseId" in event.data}
        if missing := self.bureaus.missing(case for case in cases if case):
            found = session.read(
                f"""SELECT case_id, bureau FROM {self._table("delivery_case")}
                     WHERE case_id = ANY(%s)""",
                (missing,),
            )
            self.bureaus.update(dict(found))

    def _load_all(self, position: int, session: Session) -> None:
        self.institution = Context.at(session.connection, position)
        ((number,),) = session.read(
            f"SELECT coalesce(max(number), 0) FROM {self._table('delivery')}"
        )
        feeds = session.read(f"SELECT region, recipient, seq, hash FROM {self._table('feed')}")
        self.numbering = Numbering(
            number, {(region, org): (seq, hash_) for region, org, seq, hash_ in feeds}
        )
        said = session.read(
            f"""SELECT position, region, valid_from, staffing_office, government
                  FROM {self._table("delivery_arbiter")} ORDER BY position"""
        )
        self.arbiters = {at: Arbiters(*rest) for at, *rest in said}
        self._ready = True

    def save(self, session: Session) -> None:
        """Write what the page has changed."""
        changed, decided = list(self.streams_changed), list(self._decided)
        if changed:
            rows = [(key, self.streams[key].dumped()) for key in changed]
            self._replace(session, "delivery_stream", ("stream", "facts"), rows, changed)
        if decided:
            cases = [(key, self.bureaus[key]) for key in decided]
            self._replace(session, "delivery_case", ("case_id", "bureau"), cases, decided)
        if self._arbiters_new:
            columns = ("position", "region", "valid_from", "staffing_office", "government")
            new = [(at, *self.arbiters[at]) for at in sorted(self._arbiters_new)]
            copy_rows(session, self._table("delivery_arbiter"), columns, new)
        for feed in sorted(self.numbering.moved):
            session.run(
                f"""INSERT INTO {self._table("feed")} VALUES (%s, %s, %s, %s)
                    ON CONFLICT (region, recipient)
                    DO UPDATE SET seq = excluded.seq, hash = excluded.hash""",
                (*feed, *self.numbering.feeds[feed]),
            )
        for changes in (self.streams_changed, self._decided, self._arbiters_new):
            changes.clear()
        self.numbering.moved.clear()
        self.streams.trim()
        self.bureaus.trim()

    def _replace(
        self,
        session: Session,
        table: LiteralString,
        columns: tuple[LiteralString, ...],
        rows: Sequence[Sequence[object]],
        keys: Sequence[UUID],
    ) -> None:
        delete_rows(session, self._table(table), columns[0], keys)
        copy_rows(session, self._table(table), columns, rows)
