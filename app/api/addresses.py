"""Which routes an address may mean, by its collection: `tasks` of `/v1/tasks/{task}/dossier`.

Starlette asks one route after the other; of several hundred, those that come last would cost a
request more than all the rest of it. The routes of one collection keep their order, so whatever an
address means among all routes it means here.
"""

from collections import defaultdict

from fastapi import APIRouter
from fastapi.routing import iter_route_contexts
from starlette.types import ASGIApp, Receive, Scope, Send

_PLACE = 2  # of the collection in "/v1/tasks/…".split("/")


def collection_of(path: str) -> str:
    """The collection in an address; of `/healthz` and the like the empty text."""
    parts = path.split("/", _PLACE + 1)
    return parts[_PLACE] if len(parts) > _PLACE else ""


class ByCollection:
    """In place of a router's own way through its routes, which must all be there already.

    Raises:
        ValueError: a route whose collection is a parameter.
    """

    def __init__(self, router: APIRouter) -> None:
        self._whole: ASGIApp = router.app
        routes = defaultdict(list)
        for route in router.routes:
            for name in dict.fromkeys(
                collection_of(c.path or "") for c in iter_route_contexts([route])
            ):
                if "{" in name:
                    raise ValueError(f"a collection must be named: {name}")
                routes[name].append(route)
        self._parts: dict[str, ASGIApp] = {
            name: APIRouter(routes=some, redirect_slashes=router.redirect_slashes).app
            for name, some in routes.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on to the routes of the collection; what names none is for them all to refuse."""
        part = self._whole
        if scope["type"] == "http":
            part = self._parts.get(collection_of(scope["path"]), part)
        await part(scope, receive, send)
