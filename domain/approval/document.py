"""文书: issued for one act, sealed once, served once (domain.md §1.2; rule D-05)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from domain.approval import document_commands as c
from domain.approval import document_events as e
from domain.approval.document_kinds import FITS, SEALED
from domain.registry.seal_ledger import SealFault
from domain.registry.seals import SealKind
from domain.shared import folding
from domain.shared.act import Act
from domain.shared.command import Command
from domain.shared.errors import Invalid, Refused
from domain.shared.event import DomainEvent
from domain.timing.days import SHANGHAI

Events = tuple[DomainEvent, ...]

FAULTS: dict[SealFault, tuple[str, str]] = {
    SealFault.UNKNOWN: ("印章未登记", "no such seal is registered"),
    SealFault.FOREIGN: (
        "印章不属于本事项的决定机关",
        "the seal is not that of the organisation which decides on this item",
    ),
    SealFault.NOT_YET_ACTIVE: ("印章尚未启用", "the seal is not in use yet"),
    SealFault.SEALED_UP: ("印章已封存，不得使用", "the seal is sealed up"),
    SealFault.DESTROYED: ("印章已销毁", "the seal has been destroyed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(folding.History):
    """State of one document; None for what has not happened."""

    issued: e.DocumentIssued | None = None
    issued_on: date | None = None
    seals: tuple[e.DocumentSealed, ...] = ()
    served: e.DocumentServed | None = None

    @property
    def case_id(self) -> UUID | None:
        """The case that it belongs to, None before anything has happened."""
        told = next(filter(None, (self.issued, *self.seals, self.served)), None)
        return told.case_id if told else None


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """`on`: the day of the act. `documented`: the act that a new document is about, None if its
    case has no such act. `decider`, `fault`, `seal_kind`: of the seal that is to be used.
    """

    on: date
    documented: Act | None = None
    decider: str | None = None
    fault: SealFault | None = None
    seal_kind: SealKind | None = None


def _issued(document: Document, act: Act) -> folding.Changes:
    if document.issued:
        return {}
    day = act.meta.effective_date or act.meta.occurred_at.astimezone(SHANGHAI).date()
    return {"issued": act.event, "issued_on": day}


def _sealed(document: Document, act: Act) -> folding.Changes:
    return {"seals": (*document.seals, act.event)}


def _served(document: Document, act: Act) -> folding.Changes:
    return {"served": document.served or act.event}


STEPS: folding.Steps = {
    e.DocumentIssued: _issued,
    e.DocumentSealed: _sealed,
    e.DocumentServed: _served,
}


def fold(acts: Iterable[Act]) -> Document:
    """The document after all of its acts, given in any order."""
    return folding.fold(acts, STEPS, Document())


def decide(document: Document, command: Command, facts: DocumentFacts) -> Events:
    """What a command comes to; nothing if it states what holds already. Raises Refused, Invalid."""
    return GUARDS[type(command)](document, command, facts)


def issue(document: Document, command: c.IssueDocument, facts: DocumentFacts) -> Events:
    """出具文书: of a kind that fits the act, once."""
    issued = e.DocumentIssued(**dict(command))
    if document.issued == issued:
        return ()
    if document.issued:
        raise Refused(
            "document-issued",
            "该文号的文书已出具，内容不得更换",
            "a document of this number was issued; its content is not exchanged: give another",
        )
    if facts.documented is None:
        raise Invalid(
            "document-event-unknown",
            "本办件无此环节，请用回执中的 eventId",
            "the case has no such act: use the `eventId` of a receipt",
            fields=("documentsEvent",),
        )
    if facts.documented.event.TYPE not in FITS[command.kind]:
        raise Refused(
            "document-kind-misfit",
            "该文书种类不适用于此环节",
            f"a document of kind {command.kind.value} does not belong to this act",
        )
    return (issued,)


def seal(document: Document, command: c.SealDocument, facts: DocumentFacts) -> Events:
    """文书用印: one active seal of the organisation that decides; no second one (D-05)."""
    issued = _needs_issue(document)
    if any(one.seal == command.seal for one in document.seals):
        return ()
    if document.seals:
        raise Refused(
            "document-seal-second",
            "文书已用印，原主管部门不得要求再加盖印章",
            "the document bears its one seal; no other department's is added",
        )
    if facts.fault is not None:
        code = facts.fault.value.lower().replace("_", "-")
        raise Refused(f"document-seal-{code}", *FAULTS[facts.fault])
    if facts.seal_kind is SealKind.CONTRACT:
        raise Refused(
            "document-seal-contract", "合同章不得用于审批文书", "a contract seal decides nothing"
        )
    assert facts.decider, "without one the command is forbidden"
    return (e.DocumentSealed(**_of(issued), seal=command.seal, org=facts.decider),)


def serve(document: Document, command: c.ServeDocument, facts: DocumentFacts) -> Events:
    """送达文书: after it was issued and, where the law wants a seal, sealed."""
    issued = _needs_issue(document)
    served = e.DocumentServed(**_of(issued), **dict(command))
    if document.served == served:
        return ()
    if document.served:
        raise Refused("document-served", "文书已送达", "the document has been served already")
    if issued.kind in SEALED and not document.seals:
        raise Refused(
            "document-not-sealed", "文书未用印，不得送达", "it bears no seal yet: seal it first"
        )
    if command.served_on > facts.on or (
        document.issued_on and command.served_on < document.issued_on
    ):
        raise Invalid(
            "document-served-when",
            "送达日不得早于出具日，也不得在将来",
            "it is served on or after its day of issue, and not in the future",
            fields=("servedOn",),
        )
    return (served,)


def _needs_issue(document: Document) -> e.DocumentIssued:
    if document.issued is None:
        raise Refused("document-not-issued", "文书尚未出具", "the document was not issued yet")
    return document.issued


def _of(issued: e.DocumentIssued) -> dict[str, Any]:
    return {"case_id": issued.case_id, "kind": issued.kind, "number": issued.number}


GUARDS: dict[type[Command], Callable[[Document, Any, DocumentFacts], Events]] = {
    c.IssueDocument: issue,
    c.SealDocument: seal,
    c.ServeDocument: serve,
}
