"""踏勘台账: where each survey stands, where it goes, what it still owes (B8, J4)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.approval import joint_survey_events as j
from domain.approval import survey_events as s
from domain.approval.events import SurveyConcluded, SurveyConducted
from domain.approval.survey_limits import CONDUCT_DAYS, FILING_DAYS, VISIT_DAYS
from domain.shared.event import LAST_YEAR
from domain.timing.days import WorkingDays, end_of
from projections import survey_facts as remembered
from projections.context import Context
from projections.folding import Folding
from projections.reader import Recorded
from projections.survey_facts import ORDERED, Facts, first_at, said
from projections.tables import NEVER, text_array

_ASSIGNED, _NOTIFIED, _MERGED = (
    s.SurveyorsAssigned.TYPE, j.SurveyNotified.TYPE, s.SurveyMerged.TYPE,
)  # fmt: skip
_CONTROLS = dict.fromkeys(range(32), " ")
_CONDUCTED, _VISITED = SurveyConducted.TYPE, s.ReturnVisitDone.TYPE


class Surveys(Folding[Facts]):
    """`proj.survey`: one row a survey. `due_from`: the first instant at which what comes next is
    late (the survey itself, its filing afterwards, the return visit)."""

    name: ClassVar = "surveys"
    version: ClassVar = 1
    handles: ClassVar = remembered.HANDLES
    tables: ClassVar = ("survey",)
    institution: ClassVar = True
    columns: ClassVar = (
        "survey_id", "case_id", "case_number", "item", "region", "orgs", "native", "state", "mode",
        "district", "place", "ordered_at", "planned_on", "staff", "filing_required",
        "filed_before_at", "conducted_at", "filed_after_at", "concluded_at", "passed", "visited_at",
        "unfavourable", "merged_into", "file_from", "visit_from", "due_from", "position", "facts",
    )  # fmt: skip

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("survey")} (
            survey_id uuid PRIMARY KEY, case_id uuid NOT NULL, case_number text, item text,
            region text NOT NULL, orgs text[] NOT NULL, native boolean NOT NULL,
            state text NOT NULL, mode text, district text NOT NULL, place text,
            ordered_at timestamptz, planned_on date, staff int, filing_required boolean NOT NULL,
            filed_before_at timestamptz, conducted_at timestamptz, filed_after_at timestamptz,
            concluded_at timestamptz, passed boolean, visited_at timestamptz, unfavourable boolean,
            merged_into uuid, file_from timestamptz NOT NULL, visit_from timestamptz NOT NULL,
            due_from timestamptz NOT NULL, position bigint NOT NULL, facts text NOT NULL)"""

    def indexes(self) -> Iterable[LiteralString]:
        table = self.table("survey")
        yield f"CREATE INDEX ON {table} (region, due_from, survey_id)"
        yield f"""CREATE INDEX ON {table} (region, district, due_from, survey_id)
                   WHERE conducted_at IS NULL"""
        yield f"CREATE INDEX ON {table} (case_id)"
        yield f"CREATE INDEX ON {table} USING gin (orgs) WITH (fastupdate = off)"

    def key(self, event: Recorded) -> UUID:
        return UUID(event.data["surveyId"]) if event.type == ORDERED else event.stream

    def new(self, event: Recorded) -> Facts:
        return remembered.empty(event)

    def fold(self, facts: Facts, event: Recorded) -> None:
        remembered.fold(facts, event)

    def load(self, text: str) -> Facts:
        return orjson.loads(text)

    def row(self, key: UUID, facts: Facts, context: Context) -> Sequence[object]:
        told = said(facts, ORDERED, _ASSIGNED, _NOTIFIED, _CONDUCTED)
        filing = said(facts, _ASSIGNED, _MERGED)
        asked = facts["native"] and filing.get("filingRequired", False)
        file_from, visit_from, due_from = _clocks(facts, asked, told.get("plannedOn"), context)
        return (
            key, facts["case"], facts["number"], facts["item"], facts["region"],
            text_array(facts["orgs"]), facts["native"], remembered.phase(facts), told.get("mode"),
            told.get("district", ""), _one_line(told.get("place")), first_at(facts, ORDERED),
            told.get("plannedOn"), len(set(told["staff"])) if "staff" in told else None, asked,
            first_at(facts, s.SurveyFiledBefore.TYPE), first_at(facts, _CONDUCTED),
            first_at(facts, s.SurveyFiledAfter.TYPE), first_at(facts, SurveyConcluded.TYPE),
            said(facts, SurveyConcluded.TYPE).get("passed"), first_at(facts, _VISITED),
            _complained(facts), filing.get("into"), file_from, visit_from, due_from,
            facts["position"], orjson.dumps(facts).decode(),
        )  # fmt: skip


def _one_line(text: str | None) -> str | None:
    """Free text may hold the characters that separate rows on their way to the table."""
    return text and text.translate(_CONTROLS)


def _complained(facts: Facts) -> bool | None:
    """Whether the return visit heard anything bad; None before it."""
    if _VISITED not in facts["first"]:
        return None
    told = said(facts, _VISITED)
    bad = any(told.get(name) for name in ("demands", "gifts", "agencyNamed"))
    return bad or not told["favourable"]


def _clocks(
    facts: Facts, asked: bool, planned: str | None, context: Context
) -> tuple[datetime, datetime, datetime]:
    """From when on filing afterwards, the return visit, and what comes next are late."""
    calendar = context.calendar(facts["region"])

    def late(kind: str, days: WorkingDays) -> datetime:
        known = facts["first"].get(kind)
        if known is None or not facts["native"]:
            return NEVER
        due = calendar.add_workdays(date.fromisoformat(known[3]), days)
        return end_of(due.date, calendar.zone)

    filed, visited = NEVER, NEVER
    if asked:
        filed = NEVER if _MERGED in facts["first"] else late(_CONDUCTED, FILING_DAYS)
        visited = late(SurveyConcluded.TYPE, VISIT_DAYS)
    if _CONDUCTED not in facts["first"]:
        day = date.fromisoformat(planned) if planned and facts["native"] else None
        if day is not None and day.year <= LAST_YEAR:
            return filed, visited, end_of(day, calendar.zone)
        return filed, visited, late(ORDERED, CONDUCT_DAYS)
    if s.SurveyFiledAfter.TYPE not in facts["first"] and filed < NEVER:
        return filed, visited, filed
    return filed, visited, NEVER if _VISITED in facts["first"] else visited
