"""检查台账: which inspection stands where, what is due next, and whether its outcome was told (R4).

Also what inspections and penalties say of a subject, for pools and credit grades [D], and who was
met operating without a permit (R7).
A penalty is part of its inspection, and so is the result of a task that it answered.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import orjson

from domain.shared.act import Act, Actor, EntryMode, Meta, Role
from domain.supervision.events import SupervisionResultRecorded
from domain.supervision.inspection import Inspection, InspectionPhase, fold
from domain.supervision.inspection_dues import dues
from domain.supervision.inspection_events import EVENTS, InspectionPlanned
from domain.supervision.inspection_state import UNCAPPED
from domain.supervision.inspection_steps import taken_along
from domain.supervision.penalty_investigation import decide_by
from domain.supervision.penalty_state import PenaltyPhase
from domain.timing.days import WorkingDays
from projections.context import Context
from projections.folding import Folding
from projections.reader import Recorded
from projections.session import Session
from projections.tables import text_array

FEEDBACK_DAYS = WorkingDays(1)  # 晋城§6; [D] domain.md §6, L-05
MOST_CENTS = 2**63 - 1
"""What a column holds; a source may report any number of late fines."""
_RESULT = SupervisionResultRecorded.TYPE
_KINDS = {event.TYPE: event for event in EVENTS}
Facts = dict[str, Any]


class Inspections(Folding[Facts]):
    """`proj.inspection`: one row an inspection. `due_on`, `due_what`: what is owed next of one
    worked here; `dues`, `owes`: everything that is, the days and what; `cap_year` null where it
    does not count against the yearly cap. `open_breach`: found and not settled; `penalised_on`:
    null where no penalty stands; `without_permit`: led by a complaint or clue about somebody for
    whom no permit is named."""

    name: ClassVar = "inspections"
    version: ClassVar = 4
    handles: ClassVar = frozenset({*_KINDS, _RESULT})
    tables: ClassVar = ("inspection",)
    institution: ClassVar = True
    columns: ClassVar = (
        "inspection_id", "inspection_number", "region", "item", "org", "orgs", "native", "state",
        "penalty_state", "trigger", "mode", "planned_date", "due_on", "due_what", "provisional",
        "dues", "owes", "subject", "case_id", "permit_id", "task_id", "draw_id", "commitment_id",
        "finding", "recorded_on", "correct_by", "decide_by", "decided_on", "decision_number",
        "kinds", "fine_cents", "owed_cents", "resulted_on", "published_on", "penalty_published_on",
        "addressee", "fed_back", "acknowledged", "feedback_due", "cap_year",
        "cleared", "open_breach", "penalised_on", "without_permit", "clue", "position", "facts",
    )  # fmt: skip

    def ddl(self) -> Iterable[LiteralString]:
        yield f"""CREATE UNLOGGED TABLE {self.table("inspection")} (
            inspection_id uuid PRIMARY KEY, inspection_number text, region text NOT NULL,
            item text, org text, orgs text[] NOT NULL, native boolean NOT NULL,
            state text NOT NULL, penalty_state text NOT NULL, trigger text, mode text,
            planned_date date, due_on date NOT NULL, due_what text, provisional boolean NOT NULL,
            dues date[] NOT NULL, owes text[] NOT NULL,
            subject uuid, case_id uuid, permit_id uuid, task_id uuid, draw_id uuid,
            commitment_id uuid, finding text, recorded_on date, correct_by date, decide_by date,
            decided_on date, decision_number text, kinds text[] NOT NULL, fine_cents bigint,
            owed_cents bigint NOT NULL, resulted_on date, published_on date,
            penalty_published_on date, addressee text, fed_back boolean NOT NULL,
            acknowledged boolean NOT NULL, feedback_due date, cap_year int,
            cleared boolean NOT NULL, open_breach boolean NOT NULL, penalised_on date,
            without_permit boolean NOT NULL, clue text,
            position bigint NOT NULL, facts text NOT NULL)"""

    def indexes(self) -> Iterable[LiteralString]:
        table = self.table("inspection")
        yield f"CREATE INDEX ON {table} (region, due_on, inspection_id)"
        yield f"CREATE INDEX ON {table} (region, org, cap_year, subject)"
        yield f"CREATE INDEX ON {table} (region, published_on, inspection_id)"
        yield f"""CREATE INDEX ON {table} (region, feedback_due, inspection_id)
                   WHERE finding IS NOT NULL AND NOT fed_back"""
        yield f"CREATE INDEX ON {table} (region, subject)"
        yield f"CREATE INDEX ON {table} (region, planned_date, inspection_id) WHERE without_permit"
        yield f"CREATE INDEX ON {table} (case_id)"
        yield f"CREATE INDEX ON {table} (permit_id)"
        yield f"CREATE INDEX ON {table} USING gin (orgs) WITH (fastupdate = off)"

    def apply(self, page: Sequence[Recorded], session: Session, context: Context) -> None:
        ours = [one for one in page if one.type != _RESULT or one.data.get("inspectionId")]
        super().apply(ours, session, context)

    def key(self, event: Recorded) -> UUID:
        return UUID(event.data["inspectionId"]) if event.type == _RESULT else event.stream

    def new(self, event: Recorded) -> Facts:
        return {"region": event.region, "acts": [], "orgs": [], "carried": []}

    def fold(self, facts: Facts, event: Recorded) -> None:
        facts["position"] = event.position
        if event.type == _RESULT:
            facts["carried"].append([event.occurred, event.data.get("inspectionVersion")])
            return
        meta, actor = event.meta, event.meta["actor"]
        facts["acts"].append(
            [event.occurred, meta.get("sourceOrder"), event.version, event.type, event.data,
             meta.get("effectiveDate"), meta.get("itemCode"), actor.get("org"),
             actor["personId"], event.native, event.position]
        )  # fmt: skip
        for org in (actor.get("org"), event.data.get("org"), event.data.get("addressee")):
            if org and org not in facts["orgs"]:
                facts["orgs"].append(org)

    def load(self, text: str) -> Facts:
        return orjson.loads(text)

    def row(self, key: UUID, facts: Facts, context: Context) -> Sequence[object]:
        one = inspection_of(key, facts)
        penalty, calendar = one.penalty, context.calendar(facts["region"])
        fed = one.fed_back or any(
            taken_along(one, datetime.fromisoformat(at), version)
            for at, version in facts["carried"]
        )
        told_by = one.outcome_on
        if told_by:
            told_by = calendar.add_workdays(told_by, FEEDBACK_DAYS).date
        owed = dues(one, calendar)
        due = owed[0] if owed else None
        counts = one.capped and one.planned_date and one.phase is not InspectionPhase.CANCELLED
        decision, said = penalty.decision, _plan(facts)
        return (
            key, one.number, facts["region"], one.item_code, one.org, text_array(facts["orgs"]),
            one.native, one.phase.value, penalty.phase.value, _value(one.trigger),
            _value(one.mode), one.planned_date, due.on if due else date.max,
            due.what.value if due else None, bool(due and due.provisional),
            text_array([owe.on.isoformat() for owe in owed]),
            text_array([owe.what.value for owe in owed]),
            one.subject.subject_id if one.subject else None, one.case_id, one.permit_id,
            one.task_id, one.draw_id, one.commitment_id, _value(one.finding), one.recorded_on,
            one.correct_by, decide_by(penalty), penalty.decided_on,
            decision.decision_number if decision else None,
            text_array([kind.value for kind in penalty.kinds]),
            decision.fine_cents if decision else None, min(penalty.owed_cents, MOST_CENTS),
            one.resulted_on,
            one.published_on, penalty.published_on, one.addressee, fed, one.acknowledged,
            told_by,
            one.planned_date.year if counts and one.planned_date else None,
            one.phase is InspectionPhase.CLEARED, one.open_breach,
            penalty.decided_on if penalty.phase is PenaltyPhase.DECIDED else None,
            _unnamed(one, said), said.get("clue"), facts["position"], orjson.dumps(facts).decode(),
        )  # fmt: skip


def _plan(facts: Facts) -> Mapping[str, Any]:
    return next((act[4] for act in facts["acts"] if act[3] == InspectionPlanned.TYPE), {})


def _unnamed(one: Inspection, said: Mapping[str, Any]) -> bool:
    named = one.permit_id or said.get("permitNumber")
    led = one.trigger in UNCAPPED and one.phase is not InspectionPhase.CANCELLED
    return led and not named


def _value(one: Any) -> str | None:
    return one.value if one else None


def inspection_of(stream: UUID, facts: Facts, position: int | None = None) -> Inspection:
    """What the domain folds of the acts of a row, or of those recorded by `position`; the log has
    judged them when they were written."""
    return fold(
        Act(
            stream,
            version,
            Meta.model_construct(
                occurred_at=datetime.fromisoformat(occurred),
                source_order=order,
                effective_date=date.fromisoformat(effective) if effective else None,
                item_code=item,
                region=facts["region"],
                actor=Actor.model_construct(person_id=person, role=Role.SYSTEM, org=org),
                entry_mode=EntryMode.NATIVE if native else EntryMode.IMPORTED,
            ),
            _KINDS[kind].model_validate(data),
        )
        for occurred, order, version, kind, data, effective, item, org, person, native, at in facts[
            "acts"
        ]
        if position is None or at <= position
    )
