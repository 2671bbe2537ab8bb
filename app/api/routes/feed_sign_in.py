"""How a post signs in to a NATS in operator mode: its own claim, and nobody else's."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.access import Callers, Containers, note
from app.api.problems import Problem
from app.api.queries import respond
from app.api.routes.feeds import Organisation, Region
from app.nats_claims import sign_in_of
from app.nats_keys import NoSuchAccount
from app.sign_in import held_post
from domain.shared.errors import Forbidden

router = APIRouter(prefix="/v1/feeds", tags=["feeds"])


@router.get("/{region}/{organisation}/sign-in")
def sign_in(
    region: Region,
    organisation: Organisation,
    request: Request,
    caller: Callers,
    container: Containers,
) -> Response:
    """The account on the stream, and the claim of the key that the caller's post has registered:
    `not-found` where the county's NATS knows its users by their keys alone."""
    target = f"{region}/{organisation}"
    post = held_post(container, caller.region, caller.post or "", container.now())
    own = (caller.region, caller.org) == (region, organisation)
    if post is None or not own:
        note(container, caller, "sign-in-to-feed", target=target, allowed=False)
        raise Problem("forbidden")
    if not container.settings.nats_operator:
        raise Problem("not-found", "本地 NATS 不用账户凭证", "this NATS is not in operator mode")
    try:
        found = sign_in_of(container.settings, region, post)
    except Forbidden:
        note(container, caller, "sign-in-to-feed", target=target, allowed=False)
        raise
    except NoSuchAccount:
        raise Problem("unavailable") from None
    note(container, caller, "sign-in-to-feed", target=target)
    return respond(request, {"account": found.account, "claim": found.claim})
