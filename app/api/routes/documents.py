"""Contents of documents: handed in by whoever works here, opened by whoever sees their case."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from adapters.documents.errors import (
    DocumentDamaged,
    DocumentError,
    DocumentMissing,
    NoRoom,
    OtherMasterKey,
)
from adapters.documents.register import HandedIn, Kind, kind_of
from app import telemetry
from app.api.access import Callers, Containers, Scopes, note
from app.api.bodies import expect_type
from app.api.contract.documents import BODY, EXTENSIONS
from app.api.problems import CREATED, OK, Problem
from app.api.queries import AtLeast, reading
from app.api.scope import OWN_ORGANISATION
from app.bootstrap import Container
from app.commands.caller import Caller
from app.commands.handle import STORAGE_FULL
from domain.shared.act import Role
from projections import document_queries
from projections.scope import Scope

log = telemetry.logger("documents")
router = APIRouter(prefix="/v1/documents", tags=["documents"])
MAY_HAND_IN = OWN_ORGANISATION | {Role.SOURCE, Role.APPLICANT, Role.AGENT}
INERT = {"content-security-policy": "default-src 'none'; sandbox", "cache-control": "no-store"}
"""What was handed in is data: a browser must not run it."""
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the content")]


@router.post("", openapi_extra=BODY)
async def hand_in(request: Request, caller: Callers, container: Containers) -> Response:
    """Keep a content, encrypted, under its SHA-256; the same again is the same. An act that names
    the digest (a material, a document, a report) then opens it to whoever sees that case."""
    media = expect_type(request, *EXTENSIONS)
    if caller.role not in MAY_HAND_IN:
        raise Problem("forbidden")
    store = container.documents
    try:
        with store.uploading() as upload:
            async for chunk in request.stream():
                if chunk:
                    await run_in_threadpool(upload.write, chunk)
            if not upload.size:
                raise Problem("document-empty", "文件为空", "the document is empty: send its bytes")
            stored = await run_in_threadpool(upload.finish)
    except NoRoom:
        raise Problem(*STORAGE_FULL) from None
    org = caller.org or f"person:{caller.person_id}"
    handed_in = HandedIn(
        caller.region, stored.digest, org, caller.person_id, caller.post, stored.size, media
    )
    new = await run_in_threadpool(container.register.add, handed_in)
    body = {"digest": stored.digest, "size": stored.size, "mediaType": media}
    headers = {"location": f"/v1/documents/{stored.digest}", "cache-control": "no-store"}
    return Response(orjson.dumps(body), CREATED if new else OK, headers, "application/json")


@router.api_route("/{digest}", methods=["GET", "HEAD"], dependencies=[AtLeast])
def content(
    digest: Digest, request: Request, caller: Callers, scope: Scopes, container: Containers
) -> Response:
    """The content, once its digest has been compared; the reading is logged. Not found where no
    case that you may see names it."""
    kind = allowed(container, caller, scope, digest)
    size = sound(container, digest)
    name = f"{digest[:16]}{EXTENSIONS.get(kind.media_type, '')}"
    headers = {
        **INERT,
        "content-length": str(size),
        "content-disposition": f'attachment; filename="{name}"',
        "etag": f'"{digest}"',
    }
    if request.method == "HEAD":
        return Response(None, OK, headers, "application/octet-stream")
    pieces = container.documents.pieces(digest)
    return StreamingResponse(pieces, OK, headers, "application/octet-stream")


def allowed(container: Container, caller: Caller, scope: Scope, digest: str) -> Kind:
    """What a reader may open; the attempt is logged either way. Blocking.

    Raises:
        Problem: `not-found`: unknown, or in no case that the scope allows.
    """
    with reading(container) as connection:
        case = document_queries.opened_by(connection, scope, digest)
        kind = kind_of(connection, scope.region, digest) if case else None
    note(container, caller, "read-document", target=digest, allowed=kind is not None)
    if kind is None:
        raise Problem("not-found")
    return kind


def sound(container: Container, digest: str) -> int:
    """The size of a content that is what it was. Blocking.

    Raises:
        Problem: `not-found`; `document-damaged`, told to whoever looks after the machine.
    """
    try:
        return container.documents.check(digest)
    except DocumentMissing as error:
        log.error("document_missing", digest=digest, **telemetry.told(error))  # noqa: TRY400
        raise Problem("document-damaged") from None
    except (DocumentDamaged, OtherMasterKey) as error:
        log.error("document_damaged", digest=digest, **telemetry.told(error))  # noqa: TRY400
        raise Problem("document-damaged") from None
    except DocumentError:
        raise Problem("unavailable") from None
