"""The HTTP side of the kit: pages, proofs, comparison and receipts, asked until answered."""

import asyncio
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx

from app.kit.errors import Refused, SignInRefused, Unreachable

Token = str | Callable[[], str]
"""A bearer token, or what gives a fresh one whenever it is asked."""

OK, CREATED, UNAUTHORISED, FORBIDDEN = 200, 201, 401, 403
_LATER = frozenset({429, 502, 503, 504})


class Api:
    """One organisation's feed behind one address. `patience`: seconds to keep asking while nobody
    answers. Everything asked here may be asked twice."""

    def __init__(
        self, url: str, token: Token, region: str, organisation: str, patience: float = 120.0
    ) -> None:
        self.client = httpx.AsyncClient(base_url=url, timeout=30.0, trust_env=False)
        self.region = region
        self._token = token
        self._feed = f"/v1/feeds/{region}/{quote(organisation, safe='')}"
        self._patience = patience

    async def messages(self, after: int, limit: int = 100) -> dict[str, Any]:
        """A page of messages after a number of the feed."""
        return await self.ask(f"{self._feed}/messages", after=after, limit=limit)

    async def proofs(self, after: int, limit: int = 100) -> dict[str, Any]:
        """Proofs for the messages after a number of the feed."""
        return await self.ask(f"{self._feed}/proofs", after=after, limit=limit)

    async def compare(self, held: str) -> dict[str, Any]:
        """What was told (`adapters.bus.comparing.told`), compared."""
        return await self.ask(f"{self._feed}/compare", held=held)

    async def consistency(self, old: int, new: int) -> list[str]:
        """The proof that the log of size `new` extends that of size `old`, base64."""
        path = f"/v1/logs/{self.region}/proof/consistency"
        return (await self.ask(path, old=old, new=new))["proof"]

    async def sign_in(self) -> dict[str, Any]:
        """The account on a NATS in operator mode, and the claim of the registered key."""
        return await self.ask(f"{self._feed}/sign-in")

    async def sign_receipt(self, body: dict[str, Any]) -> dict[str, Any]:
        """Post a signed receipt. The same one again gives the same answer."""
        return await self._send("POST", "/v1/feeds/sign-receipt", json=body)

    async def ask(self, path: str, **params: Any) -> dict[str, Any]:
        """A GET. Raises Refused, SignInRefused, Unreachable."""
        return await self._send("GET", path, params=params)

    def headers(self) -> dict[str, str]:
        """Signed in, with a token that is fresh if the kit was given a source of them."""
        return {"authorization": f"Bearer {self.token()}", "accept-language": "en"}

    def token(self) -> str:
        """The bearer token of now."""
        given = self._token
        return given if isinstance(given, str) else given()

    async def close(self) -> None:
        """Let go of the connections."""
        await self.client.aclose()

    async def _send(self, method: str, path: str, **how: Any) -> dict[str, Any]:
        until, pause, refusals = time.monotonic() + self._patience, 0.1, 0
        while True:
            try:
                answer = await self.client.request(method, path, headers=self.headers(), **how)
            except httpx.HTTPError as error:
                why = f"{type(error).__name__}: {error}"
            else:
                if answer.status_code in (OK, CREATED):
                    return answer.json()
                why = f"HTTP {answer.status_code}"
                refusals += answer.status_code == UNAUTHORISED
                if refusals > (1 if callable(self._token) else 0):
                    raise SignInRefused(f"{path}: the token is not accepted")
                if answer.status_code not in (*_LATER, UNAUTHORISED):
                    raise _refused(answer)
            if time.monotonic() > until:
                raise Unreachable(f"{path}: {why}")
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)


def _refused(answer: httpx.Response) -> Refused:
    try:
        problem = answer.json()
        fields = (f"{one['name']}: {one['reason']}" for one in problem.get("fields", ()))
        told = problem.get("detail") or "; ".join(fields) or problem["title"]
        return Refused(problem["code"], told)
    except (ValueError, KeyError, TypeError):
        return Refused(f"http-{answer.status_code}", "no problem document: is this the right URL?")
