"""审计轨迹: every act of a case, with its surveys, commitment, permit, tasks and refused attempts.

Two acts of one case are bound by the stream that they belong to: an opening event names the case,
and `trail_stream` remembers it. An act that comes before its opening waits without a case.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import ClassVar, LiteralString

from domain.catalogue import by_type
from domain.monitoring.facts import stamp
from domain.shared.refusals import CommandRefused
from projections.context import Context
from projections.copy_text import FIELD, NULL
from projections.memory import Memory
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session
from projections.tables import copy_lines, copy_rows

_OF_A_CASE = ("case", "survey", "commitment", "document", "permit", "task", "command")
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


_ON_CASE = frozenset(name for name in by_type() if name.startswith("case."))
_NAMING = frozenset(
    name
    for name, event in by_type().items()
    if any(field in event.model_fields for field in _PARTIES)
)
"""Types whose payload may name an organisation."""


class _Case:
    """Latest occurredAt so far (a stamp), and the organisations that are party to the case."""

    __slots__ = ("latest", "orgs")

    def __init__(self, latest: str, orgs: set[str]) -> None:
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
        self._streams: Memory[str] = Memory(50_000, whole=whole)
        self._waiting: dict[str, set[str]] | None = {} if whole else None

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
                f"""SELECT DISTINCT stream::text, org FROM {self.table("trail")}
                     WHERE case_id IS NULL"""
            ):
                self._waits(stream, org)
        opened = self._bind(page, session)
        cases = [
            event.stream_text if event.type in _ON_CASE else self._case_of(event, opened)
            for event in page
        ]
        self._load({case for case in cases if case is not None}, session)
        parties: list[tuple[str, str]] = []
        lines = [self._line(event, case, parties) for event, case in zip(page, cases, strict=True)]
        copy_lines(session, self.table("trail"), _COLUMNS, lines)
        if parties:
            copy_rows(session, self.table("trail_party"), ("case_id", "org"), parties)
        if opened:
            self._adopt(opened, session)
        self._cases.trim()
        self._streams.trim()

    def _bind(self, page: Sequence[Recorded], session: Session) -> dict[str, tuple[str, int]]:
        """Learn which case each stream of the page belongs to; (case, position) of new ones."""
        known, streams = self._streams, self.table("trail_stream")
        wanted: set[str] = set()
        named: dict[str, tuple[str, int]] = {}
        for event in page:
            if event.type in _ON_CASE:
                continue
            target = _subject(event)
            wanted.add(target)
            case = event.data.get("caseId")
            if case is not None and target not in named:
                named[target] = (case, event.position)
        if missing := known.missing(wanted):
            found = session.read(
                f"""SELECT stream::text, case_id::text FROM {streams}
                     WHERE stream = ANY(%s::uuid[])""",
                (missing,),
            )
            known.update(found)
        opened = {stream: at for stream, at in named.items() if stream not in known}
        if opened:
            rows = [(stream, case) for stream, (case, _) in opened.items()]
            copy_rows(session, streams, ("stream", "case_id"), rows)
            known.update(rows)
        return opened

    def _adopt(self, opened: dict[str, tuple[str, int]], session: Session) -> None:
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

    def _waits(self, stream: str, org: str | None) -> None:
        """Remember an act without a case, for the day when its opening event comes."""
        assert self._waiting is not None
        self._waiting.setdefault(stream, set()).update({org} if org else ())

    def _case_of(self, event: Recorded, opened: dict[str, tuple[str, int]]) -> str | None:
        """The case of an act on another stream than a case's own."""
        target = _subject(event)
        known = self._streams.get(target)
        if target in opened and event.position < opened[target][1]:
            known = None  # whether the page was cut before the opening event must not matter
        if known is None and event.type == CommandRefused.TYPE:
            return target  # aimed at a case, or at nothing that exists
        return known

    def _load(self, cases: set[str], session: Session) -> None:
        missing = self._cases.missing(cases)
        for case in cases:
            if case not in self._cases:
                self._cases[case] = _Case("", set())
        if not missing:
            return
        latest = session.read(
            f"""SELECT case_id::text, max(occurred_at) FROM {self.table("trail")}
                 WHERE case_id = ANY(%s::uuid[]) AND NOT out_of_order GROUP BY case_id""",
            (missing,),
        )
        for case, at in latest:
            self._cases[case].latest = stamp(at.astimezone(UTC))
        parties = session.read(
            f"""SELECT case_id::text, org FROM {self.table("trail_party")}
                 WHERE case_id = ANY(%s::uuid[])""",
            (missing,),
        )
        for case, org in parties:
            self._cases[case].orgs.add(org)

    def _line(self, event: Recorded, case_id: str | None, parties: list[tuple[str, str]]) -> str:
        """The row of an act as text; organisations that are new to its case go to `parties`."""
        meta = event.meta
        actor = meta["actor"]
        org, post = actor.get("org"), actor.get("post")
        item, source = meta.get("itemCode"), meta.get("sourceSystem")
        before = "f"
        if case_id is None:
            self._waits(event.stream_text, org)
        else:
            case = self._cases[case_id]
            if event.occurred < case.latest:
                before = "t"
            else:
                case.latest = event.occurred
            if event.type in _NAMING or org not in case.orgs:
                parties += [(case_id, name) for name in _new_orgs(event, org, case.orgs)]
        return (
            f"{event.position}{FIELD}{NULL if case_id is None else case_id}{FIELD}"
            f"{event.stream_text}{FIELD}{meta['region']}{FIELD}{NULL if item is None else item}"
            f"{FIELD}{event.type}{FIELD}{meta['occurredAt']}{FIELD}{event.recorded_at.isoformat()}"
            f"{FIELD}{actor['personId']}{FIELD}{actor['role']}{FIELD}"
            f"{NULL if post is None else post}{FIELD}{NULL if org is None else org}{FIELD}"
            f"{meta.get('entryMode', 'NATIVE')}{FIELD}{NULL if source is None else source}{FIELD}"
            f"{before}"
        )


def _new_orgs(event: Recorded, org: str | None, known: set[str]) -> list[str]:
    """Adds to `known` the organisations that an act makes party to its case; those added."""
    data = event.data
    # Whoever was turned away is in the trail, but is not let in by having tried.
    own = None if event.type == CommandRefused.TYPE else org
    named = (own, *(data[key] for key in _PARTIES if key in data))
    found = [name for name in dict.fromkeys(named) if name and name not in known]
    known.update(found)
    return found


def _subject(event: Recorded) -> str:
    """The stream that an act is about: for a refusal the one that it was aimed at."""
    if event.type == CommandRefused.TYPE:
        return event.data["target"]
    return event.stream_text
