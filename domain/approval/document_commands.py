"""Commands of a document: the imperatives of its events (domain.md §1.2)."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.approval.document_events import DocumentKind
from domain.shared.command import Command
from domain.shared.event import Code, Digest


class IssueDocument(Command):
    """出具文书: its content by digest, bound to the act that it documents.

    `documents_event`: the `eventId` of that act's receipt. `number`: unique in its kind.
    """

    NAME: ClassVar[str] = "issue-document"
    case_id: UUID
    kind: DocumentKind
    number: Code
    digest: Digest
    documents_event: UUID


class SealDocument(Command):
    """文书用印: one seal, of the organisation that decides, in use today."""

    NAME: ClassVar[str] = "seal-document"
    seal: Code


class ServeDocument(Command):
    """送达文书: how and on which day; `receipt` is the content of the proof of service."""

    NAME: ClassVar[str] = "serve-document"
    method: Code
    served_on: date
    receipt: Digest | None = None
