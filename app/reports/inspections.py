"""Reported inspections: their streams, and how one joins the case and the permit it is about.

An inspection is known at its source by its own number, which is the report's `subject`. Where the
plan states `caseNumber` (the number of the case at the same source), the identifiers of the case
and of its permit follow from it; a report that knows ours states `caseId` or `permitId` instead.
"""

from typing import Any
from uuid import UUID

from app.reports.checks import is_uscc
from app.reports.errors import problem
from domain.shared.event import DomainEvent
from domain.shared.ids import inspection_id, permit_id, reported_case_id
from domain.supervision.inspection_events import InspectionPlanned

CONTEXT = "inspection"
DERIVED = ("inspection_number", "item_code")
"""Payload fields that follow from subject and item of the report of an inspection."""


def stream_of(jurisdiction: UUID, source: str, number: str) -> UUID:
    """The stream of an inspection worked at a source; a native one is named by its organisation,
    whose code is no source's name."""
    return inspection_id(jurisdiction, source, number)


def joined(
    event: type[DomainEvent], payload: dict[str, Any], jurisdiction: UUID, source: str
) -> dict[str, Any]:
    """The payload with the case and permit that its case number at the source names."""
    if event is not InspectionPlanned:
        return payload
    number = payload.get("caseNumber")
    if not isinstance(number, str):
        return payload
    stated = payload.get("caseId")
    case = reported_case_id(jurisdiction, source, number)
    if stated is None or stated == str(case):
        return {"permitId": str(permit_id(case)), **payload, "caseId": str(case)}
    return payload


def check_organisation(event: type[DomainEvent], payload: dict[str, Any], own: str | None) -> None:
    """Raises:
    DomainError: bad-uscc, wrong-organisation: who inspects is none, or is not the reporter's.
    """
    org = payload.get("org")
    if event is not InspectionPlanned or not isinstance(org, str):
        return
    if not is_uscc(org):
        raise problem("bad-uscc", org[:40], fields=("data.payload.org",))
    if own is not None and org != own:
        raise problem("wrong-organisation", org, fields=("data.payload.org",))
