"""审计轨迹: every act of a case, its surveys, commitment, tasks and refused attempts included.

Two acts of one case are bound by the stream that they belong to: an opening event names the case,
and `trail_stream` remembers it. An act that comes before its opening waits without a case.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar, LiteralString
from uuid import UUID

from domain.catalogue import by_type
from domain.shared.refusals import CommandRefused
from projections.context import Context
from projections.memory import Memory
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session
from projections.tables import copy_rows

_OF_A_CASE = ("case", "survey", "commitment", "task", "command")
_COLUMNS = (
    "position",
    "case_id",
    "stream",
    "region",
    "item",
    "type",
    "occurred_at",
    "recorded_at",
    "person",
    "role",
    "post",
    "org",
    "entry_mode",
    "source_system",
    "out_of_order",
)
_PARTIES = ("recipient", "verifier", "addressee")  # payload fields that name an organisation


class _Case:
    """Latest occurredAt so far, and the organisations that are party to the case."""

    __slots__ = ("latest", "orgs")

    def __init__(self, latest: datetime | None, orgs: set[str]) -> None:
        self.latest = latest
        self.orgs = orgs


class AuditTrail(Projection):
    """`proj.trail`: one row an act; `proj.trail_party`: which organisations may see a case."""

    name: ClassVar = "audit_trail"
    version: ClassVar = 1
    handles: ClassVar = frozenset(
        name for name in by_type() if name.partition(".")[0] in _OF_A_CASE
    )
    tables: ClassVar = ("trail", "trail_party", "trail_stream")

    def __init__(self, suffix: LiteralString, *, whole: bool = False) -> None:
        super().__init__(suffix, whole=whole)
        self._cases: Memory[_Case] = Memory(50_000, whole=whole)
        self._streams: Memory[UUID] = Memory(50_000, whole=whole)
        self._waiting: dict[UUID, set[str]] | None = {} if whole else None

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("trail")} (
            position bigint PRIMARY KEY, case_id uuid, stream uuid NOT NULL, region text NOT NULL,
            item text, type text NOT NULL, occurred_at timestamptz NOT NULL,
            recorded_at timestamptz NOT NULL, person text NOT NULL, role text NOT NULL, post text,
            org text, entry_mode text NOT NULL, source_system text,
            out_of_order boolean NOT NULL)"""
        yield f"""CREATE UNLOGGED TABLE {self.table("trail_party")} (
            case_id uuid, org text, PRIMARY KEY (case_id, org))"""
        yield f"""CREATE UNLOGGED TABLE {self.table("trail_stream")} (
            stream uuid PRIMARY KEY, case_id uuid NOT NULL)"""

    def indexes(self) -> Iterable[LiteralString]:
        trail = self.table("trail")
        yield f"CREATE INDEX ON {trail} (case_id, position)"
        yield f"CREATE INDEX ON {trail} (stream) WHERE case_id IS NULL"

    def reset(self) -> None:
        super().reset()
        self._cases = Memory(50_000)
        self._streams = Memory(50_000)
        self._waiting = None

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        if self._waiting is None:
            self._waiting = {}
            for stream, org in session.read(
                f"SELECT DISTINCT stream, org FROM {self.table('trail')} WHERE case_id IS NULL"
            ):
                self._waits(stream, org)
        opened = self._bind(page, session)
        cases = [self._case_of(event, opened) for event in page]
        self._load({case for case in cases if case is not None}, session)
        rows, parties = [], []
        for event, case_id in zip(page, cases, strict=True):
            row, orgs = self._row(event, case_id)
            rows.append(row)
            parties += [(case_id, org) for org in orgs]
        copy_rows(session, self.table("trail"), _COLUMNS, rows)
        if parties:
            copy_rows(session, self.table("trail_party"), ("case_id", "org"), parties)
        if opened:
            self._adopt(opened, session)
        self._cases.trim()
        self._streams.trim()

    def _bind(self, page: Sequence[Recorded], session: Session) -> dict[UUID, tuple[UUID, int]]:
        """Learn which case each stream of the page belongs to; (case, position) of new ones."""
        known, streams = self._streams, self.table("trail_stream")
        wanted: set[UUID] = set()
        named: dict[UUID, tuple[UUID, int]] = {}
        for event in page:
            if event.type.startswith("case."):
                continue
            target = _subject(event)
            wanted.add(target)
            case = event.data.get("caseId")
            if case is not None and target not in named:
                named[target] = (UUID(case), event.position)
        if missing := known.missing(wanted):
            found = session.read(
                f"SELECT stream, case_id FROM {streams} WHERE stream = ANY(%s)", (missing,)
            )
            known.update(found)
        opened = {stream: at for stream, at in named.items() if stream not in known}
        if opened:
            rows = [(stream, case) for stream, (case, _) in opened.items()]
            copy_rows(session, streams, ("stream", "case_id"), rows)
            known.update(rows)
        return opened

    def _adopt(self, opened: dict[UUID, tuple[UUID, int]], session: Session) -> None:
        """Give acts that came before their opening event to their case."""
        waiting = self._waiting or {}
        for stream in [stream for stream in opened if stream in waiting]:
            case_id = opened[stream][0]
            session.run(
                f"""UPDATE {self.table("trail")} SET case_id = %s, out_of_order = true
                     WHERE stream = %s AND case_id IS NULL""",
                (case_id, stream),
            )
            for org in sorted(waiting.pop(stream)):
                session.run(
                    f"""INSERT INTO {self.table("trail_party")} VALUES (%s, %s)
                        ON CONFLICT DO NOTHING""",
                    (case_id, org),
                )
                if case_id in self._cases:
                    self._cases[case_id].orgs.add(org)

    def _waits(self, stream: UUID, org: str | None) -> None:
        """Remember an act without a case, for the day when its opening event comes."""
        assert self._waiting is not None
        self._waiting.setdefault(stream, set()).update({org} if org else ())

    def _case_of(self, event: Recorded, opened: dict[UUID, tuple[UUID, int]]) -> UUID | None:
        if event.type.startswith("case."):
            return event.stream
        target = _subject(event)
        known = self._streams.get(target)
        if target in opened and event.position < opened[target][1]:
            known = None  # whether the page was cut before the opening event must not matter
        if known is None and event.type == CommandRefused.TYPE:
            return target  # aimed at a case, or at nothing that exists
        return known

    def _load(self, cases: set[UUID], session: Session) -> None:
        missing = self._cases.missing(cases)
        for case in cases:
            if case not in self._cases:
                self._cases[case] = _Case(None, set())
        if not missing:
            return
        latest = session.read(
            f"""SELECT case_id, max(occurred_at) FROM {self.table("trail")}
                 WHERE case_id = ANY(%s) AND NOT out_of_order GROUP BY case_id""",
            (missing,),
        )
        for case, at in latest:
            self._cases[case].latest = at
        parties = session.read(
            f"SELECT case_id, org FROM {self.table('trail_party')} WHERE case_id = ANY(%s)",
            (missing,),
        )
        for case, org in parties:
            self._cases[case].orgs.add(org)

    def _row(self, event: Recorded, case_id: UUID | None) -> tuple[tuple[object, ...], list[str]]:
        meta = event.meta
        actor = meta["actor"]
        at, org = event.occurred_at, actor.get("org")
        before, new = False, []
        if case_id is None:
            self._waits(event.stream, org)
        else:
            case = self._cases[case_id]
            if case.latest is not None and at < case.latest:
                before = True
            else:
                case.latest = at
            data = event.data
            # Whoever was turned away is in the trail, but is not let in by having tried.
            own = None if event.type == CommandRefused.TYPE else org
            for name in (own, *(data[key] for key in _PARTIES if key in data)):
                if name and name not in case.orgs:
                    case.orgs.add(name)
                    new.append(name)
        row = (
            event.position,
            case_id,
            event.stream,
            meta["region"],
            meta.get("itemCode"),
            event.type,
            meta["occurredAt"],
            event.recorded_at,
            actor["personId"],
            actor["role"],
            actor.get("post"),
            org,
            meta.get("entryMode", "NATIVE"),
            meta.get("sourceSystem"),
            before,
        )
        return row, new


def _subject(event: Recorded) -> UUID:
    """The stream that an act is about: for a refusal the one that it was aimed at."""
    if event.type == CommandRefused.TYPE:
        return UUID(event.data["target"])
    return event.stream
