"""电子监察视图: where each case stands, its due dates, and what the rules have settled.

Lights are computed when somebody looks, from stored instants against that moment; only findings
that no later moment can change are stored.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.monitoring.deadlines import Deadlines, ItemTerms, deadlines
from domain.monitoring.extra_demands import beyond
from domain.monitoring.facts import UNORDERED, CaseFacts, Entry
from domain.monitoring.qualified import unqualified
from domain.monitoring.rules import CaseView, Finding, findings
from domain.monitoring.steps import HANDLES, fold, phase_of
from domain.monitoring.unauthorised import outside
from domain.registry.standards import FlowProfile
from domain.timing.calendar import WorkCalendar
from projections import days_of_cases
from projections.context import Context
from projections.counters import Column, group_of
from projections.folding import Folding, Groups, Kept
from projections.reader import Recorded, known_uuid
from projections.session import Session
from projections.tables import NEVER, copy_rows, delete_rows, text_array

_FINDING_COLUMNS = (
    "case_id",
    "rule",
    "nr",
    "severity",
    "since",
    "evidence",
    "person",
    "post",
    "note",
    "cancelled",
    "cancelled_by",
)
# As `_light` and `_ended` have it.
_LIGHT: LiteralString = """CASE WHEN judged_at IS NULL THEN NULL
     WHEN judged_at >= legal_from THEN 'RED' WHEN judged_at >= committed_from THEN 'YELLOW'
     ELSE 'GREEN' END"""
_ENDED: LiteralString = """CASE WHEN ended_at IS NULL THEN 'not_ended'
     WHEN stated_due IS NULL THEN 'without_deadline'
     WHEN ended_at > stated_due THEN 'late' ELSE 'in_time' END"""
_INSTANTS: tuple[LiteralString, ...] = (
    "warn_from", "committed_from", "legal_from", "notice_warn_from", "notice_from",
)  # fmt: skip
_SEEN: tuple[Column, ...] = (("region", "text"), ("item", "text"), ("orgs", "text[]"))

Found = dict[tuple[str, int], Finding]
"""Findings by rule and number within the rule."""


class MonitoredCase:
    """Facts of a case with its region and the findings that are stored for it."""

    __slots__ = (
        "beyond", "calendar", "dates", "facts", "findings", "found", "outside", "region", "terms",
        "unqualified",
    )  # fmt: skip

    def __init__(self, region: str, facts: CaseFacts, found: Found | None) -> None:
        self.region = region
        self.facts = facts
        self.found = found  # as stored; None: not known, so what is stored must be removed
        self.findings: tuple[Finding, ...] = ()
        self.outside: list[list[Any]] = []
        self.beyond: list[list[Any]] = []
        self.unqualified: list[list[Any]] = []
        self.dates = Deadlines()
        self.calendar: WorkCalendar | None = None  # what `dates` were computed with
        self.terms: ItemTerms | None = None

    def compute(self, context: Context) -> Deadlines:
        """Due dates and findings, computed again only when an act, the calendar, the terms or who
        answers may have changed them."""
        calendar = context.calendar(self.region)
        terms = context.terms(self.region, self.facts.item, self.facts.version)
        if calendar is not self.calendar or terms is not self.terms:
            self.dates = deadlines(self.facts, calendar, terms)
            self.calendar, self.terms = calendar, terms
            self.outside = outside(self.facts, context.competence(self.region))
            self.unqualified = self._unqualified(terms, context)
            if self.facts.demands:
                standard = context.standard(self.region, self.facts.item, self.facts.version)
                self.beyond = beyond(self.facts, standard)
            self.findings = findings(
                CaseView(
                    self.facts, self.dates, calendar, terms,
                    outside=self.outside, unqualified=self.unqualified, beyond=self.beyond,
                )
            )  # fmt: skip
        return self.dates

    def _unqualified(self, terms: ItemTerms, context: Context) -> list[list[Any]]:
        facts = self.facts
        standard = context.standard(self.region, facts.item, facts.version)
        name = facts.profile or terms.profile
        profile = FlowProfile(name) if name else None
        tier = standard.decision_tier if standard else None
        return unqualified(facts, profile, tier, context.posts.of(self.region))


class Monitoring(Folding[MonitoredCase]):
    """`proj.monitored_case`: one row a case; `proj.finding`: what the rules have settled.

    `proj.case_count`: how many cases there are of each kind, with the light of those that no later
    moment can change and the instants of the others; `proj.finding_count`: how many of the settled
    findings stand.
    """

    name: ClassVar = "monitoring"
    version: ClassVar = 3
    handles: ClassVar = HANDLES
    tables: ClassVar = (
        "monitored_case", "finding", "case_count", "finding_count", days_of_cases.COUNTER,
    )  # fmt: skip
    institution: ClassVar = True
    columns: ClassVar = (
        "case_id", "region", "item", "case_number", "orgs", "native", "phase", "step", "outcome",
        "submitted_at", "received_at", "accepted_on", "accepted_at",
        "decided_at", "ended_at", "closed",
        "legal_due", "committed_due", "stated_due", "provisional", "paused_since", "disputed",
        "warn_from", "committed_from", "legal_from", "notice_due", "notice_warn_from",
        "notice_from", "judged_at", "next_due", "calendar_version", "position", "facts",
    )  # fmt: skip
    counted: ClassVar[Mapping[LiteralString, Sequence[Column]]] = {
        "case_count": (
            *_SEEN, ("light", "text"), ("ended", "text"),
            *((name, "timestamptz") for name in _INSTANTS),
        ),
        "finding_count": (*_SEEN, ("rule", "text"), ("severity", "text")),
        days_of_cases.COUNTER: (*_SEEN, *days_of_cases.COLUMNS),
    }  # fmt: skip

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("monitored_case")} (
            case_id uuid PRIMARY KEY, region text NOT NULL, item text,
            case_number text COLLATE "C" NOT NULL, orgs text[] NOT NULL,
            native boolean NOT NULL, phase text NOT NULL, step text, outcome text,
            submitted_at timestamptz, received_at timestamptz, accepted_on date,
            accepted_at timestamptz, decided_at timestamptz, ended_at timestamptz,
            closed boolean NOT NULL, legal_due date, committed_due date,
            stated_due timestamptz, provisional boolean NOT NULL, paused_since date,
            disputed boolean NOT NULL, warn_from timestamptz, committed_from timestamptz,
            legal_from timestamptz, notice_due date, notice_warn_from timestamptz,
            notice_from timestamptz, judged_at timestamptz,
            next_due timestamptz NOT NULL, calendar_version text NOT NULL, position bigint NOT NULL,
            facts text NOT NULL) WITH (fillfactor = 70)"""
        yield f"""CREATE UNLOGGED TABLE {self.table("finding")} (
            case_id uuid, rule text, nr int, severity text NOT NULL, since timestamptz NOT NULL,
            evidence bigint[] NOT NULL, person text, post text, note text NOT NULL,
            cancelled text NOT NULL, cancelled_by bigint, PRIMARY KEY (case_id, rule, nr))"""
        yield from self.counters()

    def indexes(self) -> Iterable[LiteralString]:
        cases = self.table("monitored_case")
        yield f"CREATE INDEX ON {cases} (region, next_due, case_id) WHERE judged_at IS NULL"
        for late in ("warn_from", "committed_from", "legal_from", "notice_from"):
            yield f"""CREATE INDEX ON {cases} (region, {late}, case_id)
                       WHERE judged_at IS NULL AND {late} IS NOT NULL"""
        yield f"CREATE INDEX ON {cases} (region, case_number, case_id)"
        yield f"""CREATE INDEX ON {cases} (region, accepted_on, accepted_at, case_id)
                   WHERE NOT closed AND accepted_on IS NOT NULL"""
        # for departments that few cases concern; written at once, so that no reader has to do it
        yield f"CREATE INDEX ON {cases} USING gin (orgs) WITH (fastupdate = off)"
        finding = self.table("finding")
        yield f"CREATE INDEX ON {finding} (since, case_id, rule, nr)"
        yield f"CREATE INDEX ON {finding} (rule, since, case_id, nr)"
        yield f"CREATE INDEX ON {finding} (severity, since, case_id, rule, nr)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        super().apply(page, session, context)
        if context.changed_responsibilities:
            self._judged_again(session, context)

    def _judged_again(self, session: Session, context: Context) -> None:
        """Whoever answers now, or answered then, what was reported of an item is judged again."""
        regions, items = zip(*sorted(context.changed_responsibilities), strict=True)
        found = session.read(
            f"""SELECT case_id FROM {self.table("monitored_case")}
                 WHERE NOT native AND (region, item) IN (SELECT * FROM unnest(%s::text[],
                                                                             %s::text[]))""",
            (list(regions), list(items)),
        )
        for (key,) in found:
            kept = self._memory.get(key.int)
            if kept is not None:
                kept.facts.calendar = None
        self._refresh([key for (key,) in found], session, context)

    def key(self, event: Recorded) -> UUID:
        if event.type.startswith("case."):
            return event.stream
        return known_uuid(event.data["caseId"])

    def new(self, event: Recorded) -> MonitoredCase:
        return MonitoredCase(event.region, CaseFacts(), {})

    def fold(self, facts: MonitoredCase, event: Recorded) -> None:
        meta = event.meta
        actor = meta["actor"]
        order = meta.get("sourceOrder")
        if facts.facts.item is None:
            facts.facts.item = meta.get("itemCode")
        if facts.facts.number is None:
            facts.facts.number = meta.get("caseNumber")
        changed = fold(
            facts.facts,
            Entry(
                event.type,
                event.position,
                event.occurred_at,
                event.recorded_at,
                event.data,
                actor["personId"],
                actor["role"],
                actor.get("post"),
                actor.get("org"),
                UNORDERED if order is None else order,
                event.native,
                event.legal_day,
                meta.get("itemCode"),
                event.stream,
                event.occurred,
            ),
        )
        if changed:
            facts.calendar = None

    def load(self, text: str) -> MonitoredCase:
        stored = orjson.loads(text)
        return MonitoredCase(stored["region"], CaseFacts(**stored["facts"]), None)

    def row(self, key: UUID, facts: MonitoredCase, context: Context) -> Sequence[object]:
        case, region = facts.facts, facts.region
        dates = facts.compute(context)
        kept = {
            "region": region, "facts": case, "terms": facts.terms, "outside": facts.outside,
            "unqualified": facts.unqualified, "beyond": facts.beyond,
        }  # fmt: skip
        return (
            key, region, case.item, case.number or "", text_array(case.orgs), case.native,
            phase_of(case).value, case.step[3] if case.step else None,
            case.outcome[3] if case.outcome else None, _at(case, "submitted"),
            _at(case, "received"), case.day("accepted"), _at(case, "accepted"),
            _at(case, "decided"), _at(case, "ended"), "closed" in case.marks, dates.legal_due,
            dates.committed_due, dates.stated,
            dates.provisional, dates.paused_since, dates.disputed, dates.warn_from,
            dates.committed_from, dates.legal_from, dates.notice_due,
            _open(dates.notice_warn_from, dates), _open(dates.notice_from, dates),
            dates.judged_at, next_due(dates), dates.calendar_version, case.position,
            orjson.dumps(kept, default=sorted).decode(),
        )  # fmt: skip

    def written(
        self, rows: Sequence[Kept[MonitoredCase]], session: Session, context: Context
    ) -> None:
        unknown, gone, new = [], [], []
        for kept in rows:
            case, key = kept.facts, kept.key
            if not case.findings and case.found == {}:
                continue
            found, stored = _numbered(case.findings), case.found
            if stored is None:
                unknown.append(key)
                stored = {}
            for at, one in found.items():
                known = stored.pop(at, None)
                if known is not one and known != one:
                    new.append(_finding(key, at[1], one))
                    if known is not None:
                        gone.append((key, *at))
            gone += [(key, *at) for at in stored]
            case.found = found
        table = self.table("finding")
        delete_rows(session, table, "case_id", unknown)
        if gone:
            session.run(
                f"""DELETE FROM {table} f
                     USING unnest(%s::uuid[], %s::text[], %s::int[]) AS g (case_id, rule, nr)
                     WHERE f.case_id = g.case_id AND f.rule = g.rule AND f.nr = g.nr""",
                tuple(map(list, zip(*gone, strict=True))),
            )
        if new:
            copy_rows(session, table, _FINDING_COLUMNS, new)

    def groups(self, facts: MonitoredCase, row: Sequence[object]) -> Groups:
        seen = (facts.region, facts.facts.item, tuple(sorted(facts.facts.orgs)))
        return _grouped(
            (*seen, _light(facts.dates), _ended(facts), *_instants(facts.dates)),
            [(one.rule, one.severity.value) for one in facts.findings if not one.cancelled],
            days_of_cases.of_facts(facts.facts, facts.dates),
        )

    def grouping(self) -> tuple[LiteralString, ...]:
        return (
            "region", "item", "orgs", _LIGHT, _ENDED,
            *(f"CASE WHEN judged_at IS NULL THEN {name} END" for name in _INSTANTS),
            *days_of_cases.EXPRESSIONS,
            f"""(SELECT json_agg(json_build_array(f.rule, f.severity) ORDER BY f.rule, f.nr)
                   FROM {self.table("finding")} f
                  WHERE f.case_id = own.case_id AND f.cancelled = '')""",
        )  # fmt: skip

    def groups_stored(self, values: Sequence[Any]) -> Groups:
        *case, standing = values
        days = days_of_cases.of_row(case[-len(days_of_cases.EXPRESSIONS) :])
        known = group_of(case[: -len(days_of_cases.EXPRESSIONS)])
        return _grouped(known, [tuple(one) for one in standing or ()], days)


def _grouped(
    case: tuple[Any, ...],
    standing: Sequence[tuple[str, ...]],
    days: Sequence[days_of_cases.Passed],
) -> Groups:
    seen = case[: len(_SEEN)]
    findings = [("finding_count", (*seen, *one)) for one in sorted(standing)]
    passed = [(days_of_cases.COUNTER, (*seen, *one)) for one in days]
    return [("case_count", case), *findings, *passed]


def _light(dates: Deadlines) -> str | None:
    """What a judged case shows for good; None for one that is open."""
    judged = dates.judged_at
    if judged is None:
        return None
    if dates.legal_from is not None and judged >= dates.legal_from:
        return "RED"
    late = dates.committed_from is not None and judged >= dates.committed_from
    return "YELLOW" if late else "GREEN"


def _ended(case: MonitoredCase) -> str:
    """How a case ended by the deadline that its source states."""
    ended, stated = case.facts.at("ended"), case.dates.stated
    if ended is None:
        return "not_ended"
    if stated is None:
        return "without_deadline"
    return "late" if ended > stated else "in_time"


def _instants(dates: Deadlines) -> tuple[Any, ...]:
    """What the light of an open case depends on."""
    if dates.judged_at is not None:
        return (None, None, None, None, None)
    return (
        dates.warn_from, dates.committed_from, dates.legal_from,
        _open(dates.notice_warn_from, dates), _open(dates.notice_from, dates),
    )  # fmt: skip


def _numbered(findings: Sequence[Finding]) -> Found:
    """A finding of one rule changes no other rule's numbers, hence no other row."""
    counts: dict[str, int] = {}
    found = {}
    for one in findings:
        number = counts[one.rule] = counts.get(one.rule, -1) + 1
        found[one.rule, number] = one
    return found


def next_due(dates: Deadlines) -> object:
    """The first instant at which an open case is late; NEVER if it cannot be."""
    ends = [dates.committed_from, dates.legal_from, _open(dates.notice_from, dates)]
    return min((end for end in ends if end is not None), default=NEVER)


def _open(at: object, dates: Deadlines) -> Any:
    """A notice clock that has been answered warns no more."""
    return None if dates.answered_at else at


def _at(case: CaseFacts, mark: str) -> str | None:
    found = case.marks.get(mark)
    return found[0] if found else None


def _finding(key: UUID, number: int, one: Finding) -> tuple[object, ...]:
    evidence = "{" + ",".join(map(str, one.evidence)) + "}"
    return (
        key, one.rule, number, one.severity.value, one.since, evidence, one.person, one.post,
        one.note, one.cancelled, one.cancelled_by,
    )  # fmt: skip
