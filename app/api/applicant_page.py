"""A1, A2: one case as its applicant sees it, from the log and the monitoring view."""

from datetime import date
from typing import Any

import psycopg

from app.api.public_words import ENDINGS, LACKS, NEXT, STAGES, Words, procedure
from app.bootstrap import Container
from domain.approval import case as cases
from domain.approval.applicant_view import Lacking, contact, desk, lacking, pauses
from domain.approval.case_state import Case, Phase
from domain.registry.institution import Institution
from domain.registry.standards import Function
from domain.timing.days import shanghai_date
from domain.timing.limits import DELIVERY, limit_due
from projections import monitoring_queries
from projections.pages import Row
from projections.public_queries import Numbered
from projections.scope import Scope

Page = dict[str, Any]


def page_of(
    container: Container, connection: psycopg.Connection[Any], found: Numbered, *, zh: bool
) -> Page | None:
    """What the applicant may know; None while the view does not have the case. Blocking."""
    now = container.now()
    row = monitoring_queries.case(connection, Scope(found.region), found.case_id, now=now)
    if row is None:
        return None
    case = cases.fold(container.store.load(found.case_id))
    institution = container.institutions.of(found.region)
    today, phase = shanghai_date(now), case.phase
    item = institution.item(case.item_code, case.item_version) if case.item_code else None
    whom = contact(case, _answering(case, institution, desk(phase), today))
    stage = STAGES.get(phase, STAGES[Phase.SUBMITTED])
    return {
        "case_number": row["case_number"],
        "item_code": case.item_code,
        "item_name": item.name if item else None,
        "stage": phase,
        "stage_name": _said(stage, zh),
        "next_step": _said(NEXT[phase], zh) if phase in NEXT else None,
        "received_on": case.received_on,
        "accepted_on": case.accepted_on,
        "decided_on": case.decided_on,
        "outcome": case.outcome,
        "ending": _said(ENDINGS[case.ended_by], zh) if case.ended_by in ENDINGS else None,
        "due": _due(case, row, institution),
        "legal_due": row["legal_due"] if case.decided_on is None else None,
        "paused": _paused(case, zh),
        "missing": [_lack(one, zh) for one in lacking(case, institution.calendar)],
        "ask": {
            "org": whom.org,
            "name": institution.organisation(whom.org) if whom.org else None,
            "post": whom.post,
        },
        "supervised_by": _supervisor(case, institution),
        "position": row["as_of_position"],
    }


def _said(words: Words, zh: bool) -> str:
    return words[0] if zh else words[1]


def _answering(case: Case, institution: Institution, turn: Function, on: date) -> str | None:
    if case.item_code is None:
        return None
    held = institution.responsible(case.item_code, turn, on, case.accepted_on)
    return held.org if held else None


def _supervisor(case: Case, institution: Institution) -> str | None:
    """The regulator's name, once there is something to supervise."""
    if case.outcome not in (cases.Outcome.GRANTED, cases.Outcome.FILED) or not case.decided_on:
        return None
    org = _answering(case, institution, Function.SUPERVISE, case.decided_on)
    return institution.organisation(org) if org else None


def _due(case: Case, row: Row, institution: Institution) -> dict[str, Any] | None:
    """The next date that the applicant may count on. `at_least`: the case stands still."""
    clock, on, provisional = _next_date(case, row, institution)
    if on is None:
        return None
    at_least = case.phase is Phase.PAUSED
    return {"on": on, "clock": clock, "provisional": provisional, "at_least": at_least}


def _next_date(case: Case, row: Row, institution: Institution) -> tuple[str, date | None, bool]:
    if case.phase is Phase.CLOSED:
        return "NONE", None, False
    if case.phase is Phase.RECEIVED:
        return "NOTICE", row["notice_due"], row["provisional"]
    if case.decided_on is not None:
        due = limit_due(institution.calendar, case.decided_on, DELIVERY)
        return "DELIVERY", due.date, due.provisional
    if row["stated_due"] is not None:
        return "STATED", shanghai_date(row["stated_due"]), False
    clock = "COMMITTED" if row["committed_due"] else "LEGAL"
    return clock, row["committed_due"] or row["legal_due"], row["provisional"]


def _paused(case: Case, zh: bool) -> list[dict[str, Any]]:
    return [
        {"reason": _said(procedure(one.procedure), zh), "since": one.since,
         "noticed_days": one.noticed_days}
        for one in pauses(case)
    ]  # fmt: skip


def _lack(one: Lacking, zh: bool) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": one.kind,
        "hint": _said(LACKS[one.kind], zh),
        "since": one.since,
        "due": one.due.date if one.due else None,
    }
