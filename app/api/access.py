"""Who asks, and what the log says this post may see. Every route but a named few passes here."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security.utils import get_authorization_scheme_param
from starlette.concurrency import run_in_threadpool

from adapters.identity.access_log import Access
from adapters.identity.tokens import Identity, IssuerUnreachable, KeysWanted, TokenRefused
from app import telemetry
from app.api.parameters import refuse_strangers
from app.api.problems import Problem
from app.api.scope import scope_of
from app.bootstrap import Container
from app.commands.caller import Caller
from app.sign_in import caller_behind, caller_in
from projections.scope import Scope

log = telemetry.logger("access")


def container_of(request: Request) -> Container:
    """The process's container."""
    return request.app.state.container


async def identity_of(request: Request) -> Identity:
    """Who the bearer token says it is.

    Raises:
        Problem: `unauthenticated`; `unavailable` when the issuer's keys cannot be had.
    """
    headers = request.headers.getlist("authorization")
    scheme, token = get_authorization_scheme_param(headers[0] if len(headers) == 1 else None)
    if scheme.lower() != "bearer" or not token:
        raise Problem("unauthenticated")
    verifier = container_of(request).verifier
    try:
        try:
            return verifier.verify(token, may_block=False)
        except KeysWanted:
            return await run_in_threadpool(verifier.verify, token)
    except TokenRefused as error:
        log.warning("token_refused", reason=error.reason)
        raise Problem("unauthenticated") from None
    except IssuerUnreachable:
        raise Problem("unavailable") from None


def signed_by(container: Container, authorization: bytes) -> str | None:
    """One name for whoever a sound token names; None for any other token, or while the issuer's
    keys must be read first. Found sound once, a token costs nothing for a while (`verify`)."""
    scheme, token = get_authorization_scheme_param(authorization.decode("latin-1"))
    if scheme.lower() != "bearer" or not token:
        return None
    try:
        identity = container.verifier.verify(token, may_block=False)
    except (TokenRefused, KeysWanted):
        return None
    return f"{identity.region} {identity.post} {identity.person_id}"


async def caller_of(
    request: Request, identity: Annotated[Identity, Depends(identity_of)]
) -> Caller:
    """The post behind the token, as the log has it today. A refusal is logged.

    Raises:
        Problem: `unknown-post`; `invalid-fields` for a query parameter that means nothing here.
    """
    refuse_strangers(request)
    container = container_of(request)
    known = container.institutions.remembered(identity.region)
    caller = caller_in(known, identity, container.now())
    if caller is None:  # unknown, or the picture is too old: ask the log, from another thread
        caller = await run_in_threadpool(post_behind, container, identity)
    request.scope["state"].update(post=caller.post)
    return caller


def post_behind(container: Container, identity: Identity) -> Caller:
    """`caller_of` without a request. Blocking."""
    caller = caller_behind(container, identity)
    if caller is None:
        region, person, post = identity.region, identity.person_id, identity.post
        container.access_log.write(
            Access(region, person, post, "sign-in", allowed=False, detail="unknown-post")
        )
        raise Problem("unknown-post")
    return caller


def note(
    container: Container,
    caller: Caller,
    action: str,
    *,
    target: str | None = None,
    allowed: bool = True,
    region: str | None = None,
) -> None:
    """Log a read of a trail or of personal data, or a refused one, before it is answered."""
    container.access_log.write(
        Access(
            region or caller.region, caller.person_id, caller.post, action, allowed, target=target
        )
    )


def scope_for(caller: Annotated[Caller, Depends(caller_of)]) -> Scope:
    """What this caller's queries may see: one scope for every read path."""
    return scope_of(caller)


Identities = Annotated[Identity, Depends(identity_of)]
Callers = Annotated[Caller, Depends(caller_of)]
Scopes = Annotated[Scope, Depends(scope_for)]
Containers = Annotated[Container, Depends(container_of)]
