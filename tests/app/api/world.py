"""Two counties in one database, with the same organisations: what an API must keep apart."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import uvicorn

from app.api.app import create_app
from app.bootstrap import Container, opened
from app.commands.caller import Caller
from app.onboarding.county import load_county
from app.onboarding.start import init
from app.settings import Settings
from app.sign_in import token_for
from domain.registry.standards import Function
from domain.supervision.commands import PushTask
from domain.supervision.events import PushReason
from tests.app.api.line import Line, lifespan
from tests.support.servers import role_url

COUNTY = Path("app/data/demo_county.toml")
A, B = "329901", "329902"
APPROVAL = "11329901MB01A9019P"
MARKET = "11329901MB02A901X8"
ITEM = "329901-0101"
APPLICANT = {
    "kind": "ORGANISATION",
    "identifier": "91329901MA1X2Y3Z4A",
    "fields": {"name": "示范餐饮有限公司"},
}


@dataclass
class World:
    """A running application without a socket, and hands to work it with."""

    container: Container
    app: Any
    url: str
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    _line: Line | None = None
    _elsewhere: int = 0

    def token(self, post: str = "window-01", region: str = A) -> str:
        """A token of the local issuer."""
        key = (post, region)
        if key not in self.tokens:
            self.tokens[key] = token_for(self.container, post, region)
        return self.tokens[key]

    def headers(self, post: str | None = "window-01", region: str = A) -> dict[str, str]:
        """Headers that sign in as a post."""
        return {"authorization": f"Bearer {self.token(post, region)}"} if post else {}

    def call(
        self,
        method: str,
        path: str,
        post: str | None = "window-01",
        region: str = A,
        headers: dict[str, str] | None = None,
        **how: Any,
    ) -> httpx.Response:
        """One request through the whole application, gate included."""
        signed = {**self.headers(post, region), **(headers or {})}
        work = self._ask(method, path, headers=signed, **how)
        if self._elsewhere:
            return asyncio.run(self._alone(work))
        if self._line is None:
            self._line = Line(self.app)
        return self._line.run(work)

    async def _ask(self, method: str, path: str, **how: Any) -> httpx.Response:
        async with self._client() as client:
            return await client.request(method, path, **how)

    async def _alone(self, work: Coroutine[Any, Any, httpx.Response]) -> httpx.Response:
        async with lifespan(self.app):
            return await work

    def _client(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
        return httpx.AsyncClient(transport=transport, base_url="http://api")

    @asynccontextmanager
    async def client(self) -> AsyncGenerator[httpx.AsyncClient]:
        """A client on the application, its lifespan running."""
        with self.elsewhere():
            async with lifespan(self.app), self._client() as client:
                yield client

    @contextmanager
    def elsewhere(self) -> Generator[None]:
        """While the application runs in a loop of the caller's, it does not run here."""
        self.rest()
        self._elsewhere += 1
        try:
            yield
        finally:
            self._elsewhere -= 1

    def rest(self) -> None:
        """Let the application end; the next request starts it again."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def command(
        self, path: str, body: Any = None, post: str = "window-01", region: str = A, **headers: str
    ) -> dict[str, Any]:
        """A command that must succeed; its answer."""
        response = self.call("POST", path, post, region, json=body or {}, headers=headers)
        assert response.status_code in (200, 201), response.text
        return response.json()

    def accepted_case(self, region: str = A) -> str:
        """A case opened at the window, received and accepted; its id."""
        body = {"itemCode": ITEM, "applicant": APPLICANT}
        case = self.command("/v1/cases/submit-application", body, region=region)["id"]
        self.command(f"/v1/cases/{case}/receive-materials", region=region)
        self.command(f"/v1/cases/{case}/accept-case", region=region)
        return case

    def project(self) -> None:
        """Let the projector take in everything."""
        from projections.engine import Projector

        projector = Projector(self.url)
        try:
            projector.catch_up()
        finally:
            projector.close()


@contextmanager
def world_on(database: str, var: Path, **settings: Any) -> Generator[World]:
    """The world on a fresh database."""
    url = role_url(database, "shenguan_app")
    chosen = Settings(database_url=url, var=var, demo=True, **settings)
    with opened(chosen) as container:
        county = load_county(COUNTY)
        for region in (A, B):
            local = county.model_copy(update={"region": region, "simulated": False})
            init(local, container.store, now=container.now() - timedelta(hours=1))
        world = World(container, create_app(container), url)
        try:
            yield world
        finally:
            world.rest()


@asynccontextmanager
async def served(world: World) -> AsyncGenerator[str]:
    """The application behind a real socket; its address."""
    with world.elsewhere():
        config = uvicorn.Config(
            world.app, port=0, log_config=None, access_log=False, timeout_graceful_shutdown=2
        )
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # ty: ignore
        task = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn offers a flag, not an event
            await asyncio.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            await task


def push_task(world: World, case: str, recipient: str = MARKET, region: str = A) -> UUID:
    """Push one supervision task, as the policy would."""
    target = uuid4()
    command = PushTask(
        task_number=f"JG-{target.hex[:8]}",
        case_id=UUID(case),
        case_number="2026-000001",
        item_code=ITEM,
        recipient=recipient,
        function=Function.SUPERVISE,
        reason=PushReason.GRANTED,
    )
    caller = Caller.system(region, "test")
    world.container.handler.handle_sync(command, caller=caller, target=target)
    return target
