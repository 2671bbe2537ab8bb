"""文书清单: which documents a case should have by now, and which of them it has."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.approval.document_events import DocumentKind
from domain.approval.document_kinds import DEMANDED, STATUTORY
from domain.shared.act import Act
from domain.shared.ids import event_id
from domain.timing.calendar import WorkCalendar
from domain.timing.days import WorkingDays

DUE = WorkingDays(1)  # [D] domain.md §6, P-11
_NUMBERS = ("document_number", "decision_number", "filing_number", "receipt_number")


class Lack(StrEnum):
    """缺什么: the document, or its content in this register (only its number was told)."""

    DOCUMENT = "DOCUMENT"
    CONTENT = "CONTENT"


@dataclass(frozen=True, slots=True)
class Missing:
    """One act without its document. `due`: last day for it; `statutory`: the licensing law asks
    for it; `number`: as the act itself states it."""

    event_id: UUID
    act: str
    kind: DocumentKind
    lack: Lack
    occurred_on: date
    due: date
    statutory: bool
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A document that was issued, as far as it matters here."""

    kind: str
    number: str
    documents_event: UUID | None


def missing(
    acts: Iterable[Act], held: Collection[Held], calendar: WorkCalendar
) -> Iterator[Missing]:
    """What acts of a case and its surveys lack, in the order of the acts."""
    for act in acts:
        kind = DEMANDED.get(type(act.event))
        if kind is None:
            continue
        own = event_id(act.originator_id, act.originator_version)
        number = next(filter(None, (getattr(act.event, n, None) for n in _NUMBERS)), None)
        if any(
            one.kind == kind and (one.documents_event == own or one.number == (number or own))
            for one in held
        ):
            continue
        day = act.meta.effective_date or calendar.local_date(act.meta.occurred_at)
        yield Missing(
            own,
            act.event.TYPE,
            kind,
            Lack.CONTENT if number else Lack.DOCUMENT,
            day,
            calendar.add_workdays(day, DUE).date,
            type(act.event) in STATUTORY,
            number,
        )
