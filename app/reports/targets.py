"""Which acts may be reported, the stream that each belongs to, and what follows from its case.

A source system knows its own case number, not our identifiers: every id here is derived from that
number, so two reports of one case meet without anybody having looked anything up.
"""

from dataclasses import dataclass
from uuid import UUID

from app.reports import inspections
from domain.approval.document_events import DocumentIssued, DocumentSealed, DocumentServed
from domain.approval.events import EVENTS as APPROVAL
from domain.commitment.events import EVENTS as COMMITMENT
from domain.permit.events import EVENTS as PERMIT
from domain.shared.event import DomainEvent
from domain.shared.ids import commitment_id, document_id, permit_id, survey_id
from domain.supervision.inspection_events import EVENTS as INSPECTION

DOCUMENT = (DocumentIssued, DocumentSealed, DocumentServed)
DERIVED = ("case_id", "case_number", "item_code", "survey_id")
"""Payload fields that follow from subject and item; a report need not state them."""


@dataclass(frozen=True, slots=True)
class Reportable:
    """One act that may be reported; `derived` pairs a field with its name in JSON."""

    event: type[DomainEvent]
    context: str
    derived: tuple[tuple[str, str], ...]

    @property
    def of_inspection(self) -> bool:
        """Its subject is the number of an inspection, not of a case."""
        return self.context == inspections.CONTEXT

    def stream(self, of_case: UUID, number: int, event: DomainEvent) -> UUID:
        """Stream of an act of a case: the case's, its survey's, document's, permit's or
        commitment's. That of an inspection is `inspections.stream_of`."""
        match self.context:
            case "case":
                return of_case
            case "survey":
                return survey_id(of_case, number)
            case "document":
                assert isinstance(event, DOCUMENT)
                return document_id(of_case, event.kind.value, event.number)
            case "permit":
                return permit_id(of_case)
        return commitment_id(of_case)


def _reportable(event: type[DomainEvent]) -> Reportable:
    fields, context = event.model_fields, event.TYPE.split(".", 1)[0]
    derived = inspections.DERIVED if context == inspections.CONTEXT else DERIVED
    named = tuple((name, str(fields[name].alias)) for name in derived if name in fields)
    return Reportable(event, context, named)


REPORTABLE: dict[str, Reportable] = {
    event.TYPE: _reportable(event) for event in (*APPROVAL, *COMMITMENT, *PERMIT, *INSPECTION)
}
"""By stored name. Supervision tasks are ours and answered by commands; the institution's facts
come from `shenguan init` and ADMIN posts."""
