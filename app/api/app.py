"""The HTTP application: which routes there are, who may pass, and how errors look."""

import contextlib
import math
from collections.abc import AsyncGenerator, Iterator
from functools import partial

from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, iter_route_contexts
from psycopg import OperationalError
from psycopg_pool import PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import BaseRoute

from adapters.ledger.batch import LedgerBusy
from adapters.ledger.store import LedgerUnavailable
from app.api import language as languages
from app.api.access import identity_of, signed_by
from app.api.addresses import ByCollection
from app.api.admission import Admission, busy
from app.api.gate import Gate
from app.api.guesses import Guesses
from app.api.openapi import describe
from app.api.problems import GONE, Problem, of_domain, of_status, of_validation, response
from app.api.routes import (
    acts,
    calendar,
    case_documents,
    case_feedback,
    cases,
    commands,
    commitments,
    consultations,
    demo,
    descriptions,
    documents,
    dossiers,
    draws,
    due_dates,
    feed_sign_in,
    feeds,
    inspection_plans,
    inspections,
    institution,
    items,
    linkage,
    logs,
    meetings,
    monitoring,
    permits,
    public,
    public_draws,
    public_inspections,
    public_on_time,
    public_permits,
    publicity,
    push_batches,
    queue,
    responsibilities,
    samples,
    stream,
    subscriptions,
    surveys,
    system,
    tasks,
)
from app.api.slots import Full
from app.api.wakeups import Wakeups
from app.api.watch import Watch
from app.bootstrap import Container
from app.metrics import PROBLEMS
from domain.shared.errors import DomainError

PUBLIC = frozenset(
    {
        "/healthz",
        "/readyz",
        "/metrics",
        "/openapi.json",
        "/asyncapi.json",
        "/docs",
        "/v1/demo/jwks",
        "/v1/demo/sign-in",
        "/v1/public/permits",
        "/v1/public/cases",
        "/v1/public/notices",
        "/v1/public/on-time",
        "/v1/public/draws",
        "/v1/public/inspections",
    }
)
"""Addresses that need no token. Any other route without one stops the start."""

ROUTERS = (
    system.router,
    demo.router,
    descriptions.router,
    acts.router,
    *commands.routers(),
    documents.router,
    case_documents.router,
    case_feedback.router,
    cases.router,
    monitoring.router,
    tasks.router,
    dossiers.router,
    linkage.router,
    commitments.router,
    permits.router,
    public_permits.router,
    surveys.router,
    samples.router,
    consultations.router,
    meetings.router,
    inspection_plans.router,
    inspections.router,
    draws.router,
    public.router,
    public_on_time.router,
    public_draws.router,
    public_inspections.router,
    publicity.router,
    push_batches.router,
    items.router,
    institution.router,
    responsibilities.router,
    calendar.router,
    queue.router,
    due_dates.router,
    logs.router,
    feeds.router,
    feed_sign_in.router,
    stream.router,
    subscriptions.router,
)


class OpenRoute(RuntimeError):
    """A route was mounted that asks for no token and is not named as public."""


def create_app(container: Container) -> Gate:
    """The whole application behind its gate. Its lifespan listens for projected pages; the
    container is opened and closed by the caller."""

    watch = Watch(container)
    admission = Admission(container.settings, partial(signed_by, container), watch.held)
    watch.admission = admission

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        assert container.settings.database_url
        async with Wakeups(container.settings.database_url) as wakeups, watch:
            app.state.wakeups = wakeups
            yield

    app = FastAPI(
        title="shenguan 审管",
        version="1",
        description="Approval and supervision in one verifiable log.",
        lifespan=lifespan,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        separate_input_output_schemas=False,
        strict_content_type=False,
    )
    app.state.container = container
    app.state.watch = watch
    app.state.guesses = Guesses(container.settings.wrong_codes_each)
    for router in ROUTERS:
        app.include_router(router)
    check_routes(app.routes)
    app.router.middleware_stack = ByCollection(app.router)
    app.openapi = lambda: describe(app, PUBLIC)
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    return Gate(app, container.settings, admission)


def check_routes(routes: list[BaseRoute]) -> None:
    """Deny by default.

    Raises:
        OpenRoute: a route demands no identity and is not in `PUBLIC`.
    """
    for context in iter_route_contexts(routes):
        path, route = context.path, context.original_route
        if path in PUBLIC:
            continue
        if not isinstance(route, APIRoute) or identity_of not in called(route.dependant):
            raise OpenRoute(f"{path} demands no token")


def called(dependant: Dependant) -> Iterator[object]:
    """Every function that a route depends on."""
    yield dependant.call
    for inner in dependant.dependencies:
        yield from called(inner)


async def answer(request: Request, error: Exception) -> Response:
    """Any expected exception as a problem document."""
    language = languages.chosen(request.headers.get("accept-language"))
    problem = problem_of(error)
    PROBLEMS.labels(problem.code).inc()
    return response(problem, language, request.scope["state"].get("trace_id"))


async def unheard(_: Request, __: Exception) -> Response:
    """The client left while its body was read: no failure of ours, and nobody to tell."""
    return Response(status_code=GONE)


def problem_of(error: Exception) -> Problem:
    """The problem behind an exception."""
    match error:
        case Problem():
            return error
        case LedgerBusy():
            return busy(Full(own=error.own, seconds=min(60, max(1, math.ceil(error.seconds)))))
        case DomainError() if isinstance(error.__cause__, LedgerBusy):
            return problem_of(error.__cause__)
        case DomainError():
            return of_domain(error)
        case RequestValidationError():
            return of_validation(error.errors(), drop=("query", "path", "header", "body"))
        case HTTPException():
            return of_status(error.status_code, error.headers)
        case LedgerUnavailable() | OperationalError() | PoolTimeout():
            return Problem("unavailable")
        case _:
            return Problem("internal-error")


HANDLERS = {ClientDisconnect: unheard} | dict.fromkeys(
    (
        Problem,
        DomainError,
        RequestValidationError,
        HTTPException,
        LedgerUnavailable,
        OperationalError,
        PoolTimeout,
        Exception,  # Starlette would answer it in plain text; the gate logs it
    ),
    answer,
)
