"""Shapes of documents, and the media types in which their contents are taken."""

from typing import Any

from app.api.contract.shapes import Count, Hash, Shape

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
_BYTES = {"schema": {"type": "string", "format": "binary"}, "example": "准予行政许可决定书"}
BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": dict.fromkeys(EXTENSIONS, _BYTES)}
}


class StoredDocument(Shape):
    """A content that is kept; 201 the first time that your organisation hands it in."""

    digest: Hash
    size: Count
    media_type: str
