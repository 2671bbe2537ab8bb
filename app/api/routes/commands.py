"""One address per command, generated from the registry of commands; real bodies in OpenAPI."""

import contextlib
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from adapters.ledger.proof.proofs import ProofRange
from adapters.ledger.store import Receipt
from app.api.access import Callers, Containers, Identities
from app.api.bodies import model_body
from app.api.contract.examples import BODIES as EXAMPLES
from app.api.drawing import BODIES as DRAWN
from app.api.drawing import drawing
from app.api.problems import CREATED, OK, Problem
from app.api.queries import at_least, recorded
from app.api.receipts import inclusion_body, receipt_body
from app.api.subscribing import SHOWING, check_callback, secret_of
from app.bootstrap import Container
from app.commands.caller import Caller
from app.commands.inputs import SubmitApplicationBody, to_command
from app.commands.registry import BY_COMMAND, COMMANDS, Aggregate, Entry
from domain.approval.commands import ReceiveMaterials, SubmitApplication
from domain.shared.command import Command
from domain.shared.event import Value
from domain.supervision.draw_commands import AnnounceDraw, DrawTerms, Showing

_KEY = re.compile(r"[\x21-\x7e]{1,120}")
_ETAG = re.compile(r'"([0-9]{1,10})"', re.ASCII)
TELLING = frozenset({SubmitApplication, ReceiveMaterials})
"""Their answer goes onto the applicant's receipt (收件凭证)."""
BODIES: dict[type[Value], type[Value]] = {SubmitApplication: SubmitApplicationBody, **DRAWN}
HEADERS: list[dict[str, Any]] = [
    {
        "name": "Idempotency-Key",
        "in": "header",
        "schema": {"type": "string", "minLength": 1, "maxLength": 120, "pattern": "^[!-~]+$"},
        "description": "The same key and body again: the first receipts again.",
    },
    {
        "name": "If-Match",
        "in": "header",
        "schema": {"type": "string", "pattern": '^"[0-9]{1,10}"$'},
        "description": 'The version last read, as its ETag says: `"3"`.',
    },
]


def routers(entries: tuple[Entry, ...] = COMMANDS) -> Iterable[APIRouter]:
    """A router for each collection, with one POST per command that may come from outside."""
    made: dict[str, APIRouter] = {}
    for entry in entries:
        if entry.internal:
            continue
        new = APIRouter(prefix="/v1", tags=["commands"])
        router = made.setdefault(entry.collection, new)
        target = "/{target}" if entry.addressed else ""
        router.add_api_route(
            f"/{entry.collection}{target}/{entry.name}",
            endpoint_of(entry),
            methods=["POST"],
            name=entry.name,
            summary=(entry.command.__doc__ or entry.name).partition(":")[0].strip(". "),
            description=entry.command.__doc__ or "",
            openapi_extra={"parameters": HEADERS, "requestBody": body_schema(entry)},
        )
        if not entry.addressed:
            # else its last part would be read as the id of something: GET /v1/cases/{case}
            path = f"/{entry.collection}/{entry.name}"
            router.add_api_route(path, only_post, methods=["GET"], include_in_schema=False)
    return made.values()


async def only_post(_: Identities) -> Response:
    """A command is not read."""
    raise Problem("method-not-allowed", headers={"Allow": "POST"})


def body_of(entry: Entry) -> type[Value]:
    """What the caller sends: the command itself, unless personal data must go to the vault."""
    return BODIES.get(entry.command, entry.command)


def body_schema(entry: Entry) -> dict[str, Any]:
    """The request body of a command; its model is added to the components by `openapi`."""
    body = body_of(entry)
    reference = {"$ref": f"#/components/schemas/{body.__name__}"}
    required = any(field.is_required() for field in body.model_fields.values())
    sound = {"schema": reference, "example": EXAMPLES[entry.name]}
    return {"required": required, "content": {"application/json": sound}}


def endpoint_of(entry: Entry) -> Callable[..., Awaitable[Response]]:
    """The function behind one command's address."""

    async def on_target(
        target: UUID, request: Request, caller: Callers, container: Containers
    ) -> Response:
        return await perform(entry, target, request, caller, container)

    async def opening(request: Request, caller: Callers, container: Containers) -> Response:
        return await perform(entry, None, request, caller, container)

    return on_target if entry.addressed else opening


async def perform(
    entry: Entry, target: UUID | None, request: Request, caller: Callers, container: Container
) -> Response:
    """Read, handle, answer with receipts."""
    key, expected = idempotency_key(request), expected_version(request)
    body = await model_body(request, body_of(entry))
    check_callback(body, demo=container.settings.demo)
    if entry.command is AnnounceDraw and caller.role in entry.roles:  # the pools are of now
        await at_least(request, container, caller, await run_in_threadpool(recorded, container))
    command = (
        body
        if isinstance(body, Command)
        else await run_in_threadpool(command_of, container, caller, body, target)
    )
    result = await container.handler.handle(
        command,
        target=target,
        caller=caller,
        idempotency_key=key,
        expected_version=expected,
        correlation_id=request.scope["state"]["trace_id"],
    )
    answer: dict[str, Any] = {
        "id": str(result.stream),
        "version": result.version,
        "replayed": result.replayed,
        "position": max((receipt.position for receipt in result.receipts), default=None),
        "receipts": await run_in_threadpool(proved, container, result.receipts),
    }
    if entry.command in TELLING:
        answer["queryCode"] = container.query_codes.of(caller.region, result.stream)
    headers = {"etag": f'"{result.version}"', "cache-control": "no-store"}
    if entry.command in SHOWING:
        shown = await run_in_threadpool(secret_of, container, caller, result.stream)
        answer |= {"secret": shown} if shown else {}
    if entry.aggregate is Aggregate.CASE:
        headers["location"] = f"/v1/cases/{result.stream}"
    status = CREATED if target is None and not result.replayed else OK
    return Response(orjson.dumps(answer), status, headers, "application/json")


def command_of(
    container: Container, caller: Caller, body: Value, target: UUID | None = None
) -> Command:
    """The command in a body; an applicant's data go to the vault first, a draw gets its pools.
    Blocking.

    Raises:
        Problem: `forbidden` for a role that may not open a case: nothing enters the vault for it.
    """
    if isinstance(body, DrawTerms | Showing):
        return drawing(container, caller, target, body)
    assert isinstance(body, SubmitApplicationBody)
    if caller.role not in BY_COMMAND[SubmitApplication].roles:
        raise Problem("forbidden")
    return to_command(body, container.vault, caller.region)


def proved(container: Container, receipts: Sequence[Receipt]) -> list[dict[str, Any]]:
    """Receipts, each with its inclusion proof under the log as it stands. Blocking.

    A proof reads a few hundred hashes; the whole costs about a millisecond.
    """
    bodies = []
    for receipt in receipts:
        body = receipt_body(receipt)
        log = container.store.log(receipt.region)
        if log is not None:
            with contextlib.suppress(ProofRange):  # a reader behind the writer: the link remains
                body["inclusion"] = inclusion_body(container.log_reader, log, receipt.index)
        bodies.append(body)
    return bodies


def idempotency_key(request: Request) -> str | None:
    """The Idempotency-Key header.

    Raises:
        Problem: `invalid-idempotency-key`.
    """
    values = request.headers.getlist("idempotency-key")
    if not values:
        return None
    if len(values) > 1 or not _KEY.fullmatch(values[0]):
        raise Problem("invalid-idempotency-key")
    return values[0]


def expected_version(request: Request) -> int | None:
    """The version in If-Match; `*` asks for nothing that a command does not ask anyway.

    Raises:
        Problem: `invalid-precondition`: weak, several, or not one of our versions.
    """
    values = request.headers.getlist("if-match")
    if not values or values == ["*"]:
        return None
    match = _ETAG.fullmatch(values[0].strip())
    if len(values) > 1 or match is None:
        raise Problem("invalid-precondition")
    return int(match.group(1))
