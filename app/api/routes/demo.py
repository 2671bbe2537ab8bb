"""Demo mode only: the local issuer's keys, and a sign-in as one of the demo's posts."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from app.api.access import Containers
from app.api.bodies import model_body
from app.api.problems import Problem
from app.sign_in import token_for
from domain.shared.event import Code

router = APIRouter(prefix="/v1/demo", tags=["demo"])


class SignIn(BaseModel):
    """Which post to sign in as. `region` may be left out where there is one jurisdiction."""

    model_config = ConfigDict(extra="forbid")

    post: Code
    region: Code | None = None


BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/SignIn"},
                "example": {"post": "window-01", "region": "329901"},
            }
        },
    }
}


@router.get("/jwks")
def jwks(container: Containers) -> dict[str, Any]:
    """The public key of the local issuer, as a JWK set."""
    if container.local_issuer is None:
        raise Problem("not-in-demo")
    return container.local_issuer.jwks()


@router.post("/sign-in", openapi_extra=BODY)
async def sign_in(request: Request, container: Containers) -> dict[str, Any]:
    """A token for a post of a simulated log that is held today; a real log has no open door."""
    if container.local_issuer is None:
        raise Problem("not-in-demo")
    wanted = await model_body(request, SignIn)
    ask = partial(token_for, container, wanted.post, wanted.region, simulated=True)
    token = await run_in_threadpool(ask)
    lifetime = container.settings.token_lifetime
    return {"access_token": token, "token_type": "Bearer", "expires_in": lifetime}
