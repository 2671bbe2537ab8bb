"""监察义务: what an outcome, a task and a commitment oblige to, and by when (L-01, L-02, C-01).

A row of `duty` answers for every moment: it holds the first instants of each severity, so nothing
needs to be written when time passes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.monitoring.consultation_feed import CONSULTATION_ACTS, as_watched
from domain.monitoring.duties import Duty, DutyView, as_json
from domain.monitoring.facts import UNORDERED
from domain.monitoring.feed import CASE_ACTS, PERMIT_ACTS, REPORTED_TOO
from domain.monitoring.findings import Severity
from domain.monitoring.inspection_feed import INSPECTION_ACTS
from domain.monitoring.rules import duties
from domain.monitoring.watched import (
    COMMITMENT_TYPES,
    GAP,
    OUTCOMES,
    PUSH,
    PUSHED,
    REFUSED,
    TASK_TYPES,
    Watched,
    watch,
)
from domain.registry.standards import Function, ItemStandard
from domain.supervision.events import SupervisionResultRecorded
from projections.context import Context
from projections.counters import Column, day_of
from projections.folding import Folding, Groups, Kept
from projections.reader import Recorded
from projections.session import Session
from projections.tables import NEVER, copy_rows, delete_rows, text_array

_COLUMNS = (
    "stream", "rule", "nr", "case_id", "case_number", "item", "region", "org", "orgs", "warn_from",
    "yellow_from", "red_from", "opens_at", "pending", "mooted_from", "mooted_at", "mooted_severity",
    "evidence", "steps",
)  # fmt: skip
COUNTED: LiteralString = "d.item IS NOT NULL AND d.opens_at < '9999-01-01T00:00:00Z'"
"""Duties `d` that a counter knows. Where no act names the item the case may, but that is another
projection's row; and what a late report has taken back is late no more."""
_TWO_SIDES = frozenset(kind for kind in (*OUTCOMES, PUSHED) if not kind.startswith("case."))
_OTHERS = frozenset(kind for kind in CASE_ACTS if not kind.startswith("case."))
_ONLY_HERE = frozenset(CASE_ACTS) - REPORTED_TOO
RESULT = SupervisionResultRecorded.TYPE
"""The result of a task tells the approving side what an inspection found."""
_NOTHING: Mapping[str, str] = {}
_NAMED = ("itemCode", "caseNumber")
_NAMING = frozenset({*OUTCOMES, *PERMIT_ACTS, *INSPECTION_ACTS})


class WatchedStream:
    """Facts of one stream and the duties that are stored for it."""

    __slots__ = ("duties", "facts", "groups", "known_as", "region")

    def __init__(self, region: str, facts: Watched, stored: tuple[Duty, ...] | None) -> None:
        self.region = region
        self.facts = facts
        self.duties = stored  # None: not known, so what is stored must be removed
        self.known_as: tuple[object, ...] = ()  # what else the stored rows say
        self.groups: Groups = []


class Duties(Folding[WatchedStream]):
    """`proj.watched`: what is remembered of a stream; `proj.duty`: what is, will be or was late.

    The acts of a survey and of a document belong to their case. A push belongs to two streams: it
    settles the duty of its case (L-01) and begins that of its task (L-02); so does a commitment's
    effect. `proj.duty_count`: how many duties of a named item
    there are of each kind, by the days (UTC) on which they are or will be late.
    """

    name: ClassVar = "duties"
    version: ClassVar = 9
    handles: ClassVar = frozenset(
        {
            *OUTCOMES,
            *TASK_TYPES,
            *COMMITMENT_TYPES,
            *CASE_ACTS,
            *PERMIT_ACTS,
            *CONSULTATION_ACTS,
            *INSPECTION_ACTS,
            REFUSED,
        }
    )
    tables: ClassVar = ("watched", "duty", "duty_count")
    institution: ClassVar = True
    columns: ClassVar = ("stream", "region", "item", "of_case", "facts")
    counted: ClassVar[Mapping[LiteralString, Sequence[Column]]] = {
        "duty_count": (
            ("region", "text"), ("item", "text"), ("orgs", "text[]"), ("rule", "text"),
            ("warn_from", "timestamptz"), ("yellow_from", "timestamptz"),
            ("red_from", "timestamptz"), ("opens_at", "timestamptz"),
        )
    }  # fmt: skip

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("watched")} (
            stream uuid PRIMARY KEY, region text NOT NULL, item text, of_case boolean NOT NULL,
            facts text NOT NULL)"""
        yield f"""CREATE UNLOGGED TABLE {self.table("duty")} (
            stream uuid, rule text, nr int, case_id uuid, case_number text, item text,
            region text NOT NULL, org text, orgs text[] NOT NULL, warn_from timestamptz,
            yellow_from timestamptz, red_from timestamptz, opens_at timestamptz NOT NULL,
            pending boolean NOT NULL, mooted_from timestamptz, mooted_at timestamptz,
            mooted_severity text, evidence bigint[] NOT NULL, steps text NOT NULL,
            PRIMARY KEY (stream, rule, nr))"""
        yield from self.counters()

    def indexes(self) -> Iterable[LiteralString]:
        yield f"CREATE INDEX ON {self.table('watched')} (region, item) WHERE of_case"
        yield f"CREATE INDEX ON {self.table('duty')} (region, opens_at, case_id, rule, nr, stream)"
        duty = self.table("duty")
        yield f"CREATE INDEX ON {duty} (case_id)"
        yield f"CREATE INDEX ON {duty} (region) WHERE item IS NULL"
        # most begin with the warning, and are found by that; the counts of a day ask for the others
        yield f"CREATE INDEX ON {duty} (region, warn_from) WHERE warn_from <> opens_at"
        yield f"CREATE INDEX ON {duty} (region, yellow_from) WHERE yellow_from IS NOT NULL"
        yield f"CREATE INDEX ON {duty} (region, red_from) WHERE red_from IS NOT NULL"
        yield f"CREATE INDEX ON {duty} (region, rule, opens_at)"
        yield f"CREATE INDEX ON {duty} (region, opens_at, case_id, rule, nr, stream) WHERE pending"
        yield f"CREATE INDEX ON {duty} (region, mooted_from) WHERE mooted_at IS NOT NULL"
        yield f"CREATE INDEX ON {duty} USING gin (orgs) WITH (fastupdate = off)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        super().apply([one for event in page for one in _sides(event)], session, context)
        for region, item in sorted(context.changed_responsibilities):
            self._reassigned(region, item, session, context)

    def _reassigned(self, region: str, item: str, session: Session, context: Context) -> None:
        """Whoever answers now, or answered then, the pushes of an item are judged again."""
        found = session.read(
            f"""SELECT stream FROM {self.table("watched")}
                 WHERE of_case AND region = %s AND item = %s""",
            (region, item),
        )
        self._refresh([key for (key,) in found], session, context)

    def key(self, event: Recorded) -> UUID:
        return event.stream

    def new(self, event: Recorded) -> WatchedStream:
        return WatchedStream(event.region, Watched(of_case=_of_case(event)), ())

    def fold(self, facts: WatchedStream, event: Recorded) -> None:
        meta, data = event.meta, event.data
        if event.type in _NAMING:  # their payload alone does not say what they are about
            data = {name: meta[name] for name in _NAMED if name in meta} | data
        order = meta.get("sourceOrder")
        watch(
            facts.facts,
            [event.occurred, UNORDERED if order is None else order, event.position],
            event.type,
            event.legal_day,
            event.recorded_at,
            data,
            meta["actor"].get("org"),
            native=event.native,
            version=event.version,
        )

    def load(self, text: str) -> WatchedStream:
        stored = orjson.loads(text)
        return WatchedStream(stored["region"], Watched(**stored["facts"]), None)

    def row(self, key: UUID, facts: WatchedStream, context: Context) -> Sequence[object]:
        kept: dict[str, Any] = {"region": facts.region, "facts": facts.facts}
        if (standard := _standard(facts, context)) and standard.stage_limits:
            kept["limits"] = [(one.stage, one.days) for one in standard.stage_limits]
        pushes = facts.facts.of_case or facts.facts.of_permit
        return (
            key, facts.region, facts.facts.stated("itemCode"), pushes, orjson.dumps(kept).decode(),
        )  # fmt: skip

    def written(
        self, rows: Sequence[Kept[WatchedStream]], session: Session, context: Context
    ) -> None:
        gone, new = [], []
        for kept in rows:
            stream = kept.facts
            owed = _owed(stream, context)
            known_as = _known_as(stream.facts)
            if owed == stream.duties and known_as == stream.known_as:
                continue
            if stream.duties != ():
                gone.append(kept.key)
            stream.duties, stream.known_as = owed, known_as
            stream.groups = [one for duty in owed if (one := _group(stream, duty))]
            new += [_line(kept.key, stream, number, one) for number, one in enumerate(owed)]
        delete_rows(session, self.table("duty"), "stream", gone)
        if new:
            copy_rows(session, self.table("duty"), _COLUMNS, new)

    def groups(self, facts: WatchedStream, row: Sequence[object]) -> Groups:
        return facts.groups

    def grouping(self) -> tuple[LiteralString, ...]:
        return (
            f"""(SELECT json_agg(json_build_array(d.region, d.item, d.orgs, d.rule,
                       date_trunc('day', d.warn_from, 'UTC'),
                       date_trunc('day', d.yellow_from, 'UTC'),
                       date_trunc('day', d.red_from, 'UTC'),
                       date_trunc('day', d.opens_at, 'UTC')) ORDER BY d.nr)
                   FROM {self.table("duty")} d
                  WHERE d.stream = own.stream AND {COUNTED})""",
        )

    def groups_stored(self, values: Sequence[Any]) -> Groups:
        return [("duty_count", _read(one)) for one in values[0] or ()]


def _group(stream: WatchedStream, one: Duty) -> tuple[str, tuple[Any, ...]] | None:
    """What a duty is counted in, if in anything (`COUNTED`)."""
    item, opens = stream.facts.stated("itemCode"), one.opens
    if item is None or opens is None:
        return None
    orgs = tuple(sorted(_parties(stream.facts, one)))
    reached = (one.first(severity) for severity in (Severity.WARN, Severity.YELLOW, Severity.RED))
    days = (*(since and day_of(since) for since in reached), day_of(opens))
    return "duty_count", (stream.region, item, orgs, one.rule, *days)


def _read(values: Sequence[Any]) -> tuple[Any, ...]:
    region, item, orgs, rule, *instants = values
    at = (datetime.fromisoformat(one) if one else None for one in instants)
    return (region, item, tuple(sorted(orgs)), rule, *at)


def _sides(event: Recorded) -> Iterator[Recorded]:
    """An event as the streams see it that it matters to."""
    kind = event.type
    if kind == REFUSED:
        if event.data["code"] == GAP and event.data["command"] == PUSH:
            yield _moved(event, event.data["target"])
    elif kind in _ONLY_HERE and not event.native:
        return
    elif kind in CONSULTATION_ACTS:
        other = copy(event)
        other.data = as_watched(kind, event.data, event.stream_text)
        yield other
    elif kind in _OTHERS:
        survey = {"survey": event.stream_text} if kind.startswith("survey.") else {}
        yield _moved(event, event.data["caseId"], survey)
    else:
        yield event
        if kind in _TWO_SIDES:
            yield _moved(event, event.data["caseId"])
        if kind == PUSHED and (about := event.data.get("permitId")):
            yield _moved(event, about)
        if kind == RESULT and (inspected := event.data.get("inspectionId")):
            yield _moved(event, inspected)


def _moved(event: Recorded, stream: str, more: Mapping[str, str] = _NOTHING) -> Recorded:
    other = copy(event)
    other.stream_text = stream
    if more:
        other.data = {**event.data, **more}
    return other


def _of_case(event: Recorded) -> bool:
    kind = event.type
    if kind in _TWO_SIDES:
        return event.data["caseId"] == event.stream_text
    return kind in CASE_ACTS or kind in OUTCOMES or kind == REFUSED


def _owed(stream: WatchedStream, context: Context) -> tuple[Duty, ...]:
    """The duties that were, are or will be late if nothing is done."""
    region = stream.region

    def responsible(
        item: str, function: Function, on: date, territory: str | None = None
    ) -> str | None:
        return context.responsible(region, item, function, on, territory)

    view = DutyView(stream.facts, context.calendar(region), responsible, _standard(stream, context))
    return tuple(one for one in duties(view) if one.opens is not None or one.mooted)


def _standard(stream: WatchedStream, context: Context) -> ItemStandard | None:
    """Of the item version that a case is handled by."""
    facts = stream.facts
    return context.standard(stream.region, facts.stated("itemCode"), facts.stated("itemVersion"))


def _known_as(facts: Watched) -> tuple[object, ...]:
    """What a row says besides its duty; a later act may change it while the duty stays."""
    stated = (facts.stated(name) for name in ("caseId", "caseNumber", "itemCode"))
    return (*facts.orgs, None, *stated)


def _line(key: UUID, stream: WatchedStream, number: int, one: Duty) -> tuple[object, ...]:
    facts = stream.facts
    case = key if facts.of_case else facts.stated("caseId")
    mooted = one.mooted
    known = [step.done.known for step in mooted if step.done]
    return (
        key, one.rule, number, case, facts.stated("caseNumber"), facts.stated("itemCode"),
        stream.region, one.org, text_array(_parties(facts, one)), one.first(Severity.WARN),
        one.first(Severity.YELLOW), one.first(Severity.RED), one.opens or NEVER,
        one.pending, min((step.since for step in mooted), default=None), max(known, default=None),
        mooted[-1].severity.value if mooted else None, "{" + ",".join(map(str, one.evidence)) + "}",
        orjson.dumps(as_json(one)).decode(),
    )  # fmt: skip


def _parties(facts: Watched, one: Duty) -> list[str]:
    """Whoever acted or was addressed sees the duty, and whoever owes it."""
    return [*facts.orgs, one.org] if one.org and one.org not in facts.orgs else facts.orgs
