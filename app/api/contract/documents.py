"""Shapes of documents, and the media types in which their contents are taken."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from app.api.contract.shapes import Count, Hash, Position, Shape
from domain.approval.document_events import DocumentKind

EXTENSIONS: dict[str, str] = {
    "application/octet-stream": "",
    "application/pdf": ".pdf",
    "application/ofd": ".ofd",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tiff",
    "text/plain": ".txt",
    "application/xml": ".xml",
    "application/zip": ".zip",
    "video/mp4": ".mp4",
}
"""What may be handed in [D], and the ending that a downloaded file is given."""
_BYTES = {
    "schema": {"type": "string", "format": "binary", "minLength": 1},
    "example": "准予行政许可决定书",
}
BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": dict.fromkeys(EXTENSIONS, _BYTES)}
}


class StoredDocument(Shape):
    """A content that is kept; 201 the first time that your organisation hands it in."""

    digest: Hash
    size: Count
    media_type: str


class Document(Shape):
    """One document; `size` and `mediaType` are null where nobody has handed its content in."""

    document_id: UUID
    kind: DocumentKind
    number: str
    digest: Hash | None
    documents_event: Annotated[UUID | None, Field(description="`eventId` of the act it is about")]
    issued_at: datetime | None
    seal: str | None
    seal_org: str | None
    sealed_at: datetime | None
    method: str | None
    served_on: date | None
    receipt: Hash | None
    size: Count | None
    media_type: str | None


class MissingDocument(Shape):
    """An act without its document (`DOCUMENT`), or of whose document only the number is known
    (`CONTENT`)."""

    event_id: UUID
    act: str
    kind: DocumentKind
    lack: Literal["DOCUMENT", "CONTENT"]
    occurred_on: date
    due: date
    statutory: bool
    number: str | None


class CaseDocuments(Shape):
    """What a case has, and what it lacks."""

    items: list[Document]
    missing: list[MissingDocument]
    position: Position
