"""Liveness, readiness and metrics. Public by design: they tell nothing about any act."""

from typing import Any

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from app.api.access import container_of
from app.api.problems import NOT_READY, OK
from app.health import state_of

router = APIRouter(tags=["operations"])


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Whether work can be done, and which follower lags or has stopped at which position."""
    state = await run_in_threadpool(state_of, container_of(request))
    return JSONResponse(state.body(), OK if state.ready else NOT_READY)


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """Prometheus text format."""
    await run_in_threadpool(state_of, container_of(request))
    content: Any = generate_latest()
    return Response(content, media_type=CONTENT_TYPE_LATEST)
