"""Liveness, readiness and metrics. Public by design: they tell nothing about any act."""

from typing import Any

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response

from app.api.problems import NOT_READY, OK

router = APIRouter(tags=["operations"])


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Whether work can be done, which follower lags or has stopped at which position, and every
    alarm that holds (`warning`: it works still, `failing`: it is the reason)."""
    state = await request.app.state.watch.seen()
    return JSONResponse(state.body(), OK if state.ready else NOT_READY)


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """Prometheus text format."""
    await request.app.state.watch.seen()
    content: Any = generate_latest()
    return Response(content, media_type=CONTENT_TYPE_LATEST)
