"""联动监察: findings that only many streams together show: L-06, L-07, L-08 (domain.md §6).

A page touches some circles (`linkage_circles`); each of them is judged anew from all its acts, so
neither the order of arrival nor the cut into pages matters.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.monitoring.circle_rules import owed_in
from domain.monitoring.circles import Owed, view_of
from domain.monitoring.duties import as_json
from domain.monitoring.findings import Severity
from domain.supervision.feedback import Noted
from domain.supervision.feedback_acts import OPENING
from projections.context import Context
from projections.linkage_circles import (
    ACTS,
    HANDLES,
    Membership,
    kind_of,
    memberships,
    read,
    stored,
)
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session
from projections.tables import NEVER, copy_rows, delete_rows, text_array

_MEMBER = ("stream", "circle", "via", "region")
_ACT = ("position", "stream", "type", "region", "facts")
_DUTY = (
    "circle", "stream", "rule", "nr", "case_id", "item", "region", "org", "orgs", "warn_from",
    "yellow_from", "red_from", "opens_at", "mooted_from", "mooted_at", "mooted_severity",
    "evidence", "steps", "until",
)  # fmt: skip
Circles = dict[str, set[UUID]]


class LinkageFindings(Projection):
    """`proj.linkage_stream`: which stream is in which circle; `proj.linkage_act`: what is kept of
    its acts; `proj.linkage_duty`: what the rules find, as `proj.duty` has it. `until`: the finding
    ends with that instant."""

    name: ClassVar = "linkage_findings"
    version: ClassVar = 1
    handles: ClassVar = HANDLES
    tables: ClassVar = ("linkage_stream", "linkage_act", "linkage_duty")
    institution: ClassVar = True

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("linkage_stream")} (
            stream uuid, circle text, via uuid, region text NOT NULL,
            PRIMARY KEY (stream, circle))"""
        yield f"""CREATE UNLOGGED TABLE {self.table("linkage_act")} (
            position bigint PRIMARY KEY, stream uuid NOT NULL, type text NOT NULL,
            region text NOT NULL, facts text NOT NULL)"""
        yield f"""CREATE UNLOGGED TABLE {self.table("linkage_duty")} (
            circle text, stream uuid, rule text, nr int, case_id uuid, item text,
            region text NOT NULL, org text, orgs text[] NOT NULL, warn_from timestamptz,
            yellow_from timestamptz, red_from timestamptz, opens_at timestamptz NOT NULL,
            mooted_from timestamptz, mooted_at timestamptz, mooted_severity text,
            evidence bigint[] NOT NULL, steps text NOT NULL, until timestamptz NOT NULL,
            PRIMARY KEY (circle, rule, nr))"""

    def indexes(self) -> Iterable[LiteralString]:
        member, act, duty = map(self.table, self.tables)
        yield f"CREATE INDEX ON {member} (circle)"
        yield f"CREATE INDEX ON {member} (via) WHERE via IS NOT NULL"
        yield f"CREATE INDEX ON {act} (stream, type)"
        yield f"CREATE INDEX ON {duty} (region, opens_at)"
        yield f"CREATE INDEX ON {duty} (case_id)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        named = {one[:2]: one for event in page for one in memberships(event)}
        acts: dict[UUID, list[Noted]] = defaultdict(list)
        rows = []
        for event in page:
            if event.type in ACTS:
                one, text = stored(event)
                acts[event.stream].append(one)
                rows.append((event.position, event.stream, event.type, event.region, text))
        known = self._members(session, {one.stream for one in named.values()} | set(acts))
        new = [one for key, one in named.items() if key not in known]
        copy_rows(session, self.table("linkage_act"), _ACT, rows)
        copy_rows(session, self.table("linkage_stream"), _MEMBER, new)
        touched = self._touched(session, [*known.values(), *new])
        touched |= self._dated(session, context.changed_calendars)
        circles = self._inhabited(session, touched, new)
        self._judge(self._spoken(session, circles, acts), acts, session, context)

    def _members(
        self, session: Session, streams: Collection[UUID]
    ) -> dict[tuple[UUID, str], Membership]:
        """What is stored of the membership of streams."""
        if not streams:
            return {}
        found = session.read(
            f"""SELECT stream, circle, via, region FROM {self.table("linkage_stream")}
                 WHERE stream = ANY(%s)""",
            (list(streams),),
        )
        return {(row[0], row[1]): Membership(*row) for row in found}

    def _touched(self, session: Session, members: Collection[Membership]) -> set[str]:
        """The circles of these streams, their own and those of the streams they go along with."""
        own = {one.circle for one in members if one.circle}
        cases = {one.via for one in members if one.via}
        own |= {one.circle for one in members if one.circle and one.stream in cases}
        return own | {circle for _, circle in self._members(session, cases) if circle}

    def _dated(self, session: Session, regions: Collection[str]) -> set[str]:
        """The circles whose findings rest on a calendar that has changed."""
        if not regions:
            return set()
        found = session.read(
            f"""SELECT DISTINCT circle FROM {self.table("linkage_stream")}
                 WHERE region = ANY(%s) AND split_part(circle, ' ', 2) IN ('liaison', 'opinion')""",
            (sorted(regions),),
        )
        return {circle for (circle,) in found}

    def _inhabited(
        self, session: Session, touched: Collection[str], new: Collection[Membership]
    ) -> Circles:
        """Every stream of these circles."""
        circles: Circles = {one: set() for one in touched}
        if not touched:
            return circles
        table, names = self.table("linkage_stream"), sorted(touched)
        found = session.read(
            f"""SELECT circle, stream FROM {table} WHERE circle = ANY(%s) UNION
                SELECT c.circle, m.stream FROM {table} c JOIN {table} m ON m.via = c.stream
                 WHERE c.circle = ANY(%s)""",
            (names, names),
        )
        for circle, stream in (*found, *((one.circle, one.stream) for one in new)):
            if circle in circles:
                circles[circle].add(stream)
        homes = defaultdict(set)
        for circle, streams in circles.items():
            for stream in streams:
                homes[stream].add(circle)
        for one in new:
            for circle in homes.get(one.via, ()) if one.via else ():
                circles[circle].add(one.stream)
        gained = [one.stream for one in new if one.circle in circles]
        for circle, stream in self._followers(session, gained, homes):
            circles[circle].add(stream)
        return circles

    def _followers(
        self, session: Session, streams: list[UUID], homes: dict[UUID, set[str]]
    ) -> list[tuple[str, UUID]]:
        """The streams that go along with those that have just got a circle."""
        if not streams:
            return []
        found = session.read(
            f"SELECT via, stream FROM {self.table('linkage_stream')} WHERE via = ANY(%s)",
            (streams,),
        )
        return [(circle, stream) for via, stream in found for circle in homes[via]]

    def _spoken(self, session: Session, circles: Circles, acts: dict[UUID, list[Noted]]) -> Circles:
        """The circles that there is anything to judge in: of a subject only where supervision has
        said something."""
        asked = {one for name, members in circles.items() if _subject(name) for one in members}
        found = session.read(
            f"""SELECT DISTINCT stream FROM {self.table("linkage_act")}
                 WHERE stream = ANY(%s) AND type = ANY(%s)""",
            (list(asked), sorted(OPENING)),
        ) if asked else []  # fmt: skip
        spoken = {stream for (stream,) in found}
        spoken |= {one for one, said in acts.items() if any(a.type in OPENING for a in said)}
        return {
            name: members
            for name, members in circles.items()
            if not _subject(name) or members & spoken
        }

    def _judge(
        self,
        circles: Circles,
        acts: dict[UUID, list[Noted]],
        session: Session,
        context: Context,
    ) -> None:
        if not circles:
            return
        streams = list(set().union(*circles.values()))
        found = session.read(
            f"""SELECT position, stream, type, facts FROM {self.table("linkage_act")}
                 WHERE stream = ANY(%s)""",
            (streams,),
        )
        every = {one.position: one for said in acts.values() for one in said}
        every |= {row[0]: read(*row) for row in found}
        by_stream: dict[UUID, list[Noted]] = defaultdict(list)
        for one in every.values():
            by_stream[one.stream].append(one)
        lines = []
        for circle, members in circles.items():
            region, kind, whom = kind_of(circle)
            said = [one for stream in members for one in by_stream.get(stream, ())]
            view = view_of(whom, said, context.calendar(region))
            lines += [_line(circle, nr, one) for nr, one in enumerate(owed_in(kind, view))]
        table = self.table("linkage_duty")
        delete_rows(session, table, "circle", sorted(circles), key="text")
        copy_rows(session, table, _DUTY, lines)


def _subject(circle: str) -> bool:
    return kind_of(circle)[1] == "subject"


def _line(circle: str, number: int, owed: Owed) -> tuple[object, ...]:
    duty, mooted = owed.duty, owed.duty.mooted
    known = [step.done.known for step in mooted if step.done]
    return (
        circle, owed.stream, duty.rule, number, owed.case, owed.item, kind_of(circle)[0], duty.org,
        text_array(owed.orgs), duty.first(Severity.WARN), duty.first(Severity.YELLOW),
        duty.first(Severity.RED), duty.opens or NEVER,
        min((step.since for step in mooted), default=None), max(known, default=None),
        mooted[-1].severity.value if mooted else None,
        "{" + ",".join(map(str, duty.evidence)) + "}", orjson.dumps(as_json(duty)).decode(),
        owed.until or NEVER,
    )  # fmt: skip
