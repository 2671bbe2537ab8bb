"""The product's own HTTP server with two more routes beside it: `python -m bench.beside DB`.

Both pass the gate, the token and the report's validation as `POST /v1/acts` does; one then answers
without recording anything, the other records with the library's classic recorder. They exist here
only. Settings as for `shenguan api`; DB is the library's database, "host port user password name".
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from fastapi import APIRouter, Request
from starlette.responses import Response

from app import telemetry
from app.api import language as languages
from app.api.access import Callers, Containers
from app.api.addresses import ByCollection
from app.api.bodies import expect_type
from app.api.gate import Gate
from app.api.routes.acts import BATCH, LINES, SINGLE
from app.bootstrap import Container, opened, settle_memory
from app.commands.caller import Caller
from app.reports import prepare, read_single
from app.reports.intake import site_of
from app.serve import server_of
from app.settings import Settings
from domain.shared.act import Act

_WRITERS = 32
router = APIRouter()


@router.post("/bench/noop")
async def noop(request: Request, caller: Callers, container: Containers) -> Response:
    """Everything that comes before the log, and an answer."""
    act = await _act(request, caller, container)
    return _answer({"stream": str(act.originator_id), "known": False})


@router.post("/bench/library")
async def library(request: Request, caller: Callers, container: Containers) -> Response:
    """The same, recorded by the library."""
    act = await _act(request, caller, container)
    made = container.store.mapper.to_stored_event(act)
    stored = StoredEvent(made.originator_id, 1, made.topic, made.state)
    recorder: PostgresApplicationRecorder = request.app.state.recorder
    numbers = await asyncio.get_running_loop().run_in_executor(
        request.app.state.writers, recorder.insert_events, [stored]
    )
    return _answer({"stream": str(act.originator_id), "position": list(numbers or ())})


async def _act(request: Request, caller: Caller, container: Container) -> Act:
    """As `app.api.routes.acts.report` reads and judges a single report."""
    expect_type(request, SINGLE, BATCH, LINES)
    items = read_single(await request.body())
    institution = container.institutions.remembered(caller.region)
    institution = institution or container.institutions.of(caller.region)
    site = site_of(container.store, caller.region, institution)
    languages.chosen(request.headers.get("accept-language"))
    return prepare(items[0], site, caller, container.now()).act


def _answer(content: dict[str, Any]) -> Response:
    return Response(orjson.dumps(content), media_type="application/json")


@contextlib.asynccontextmanager
async def _recording(gate: Gate, place: list[str]) -> AsyncGenerator[None]:
    host, port, user, password, name = place
    with (
        PostgresDatastore(name, host, port, user, password, pool_size=_WRITERS) as datastore,
        ThreadPoolExecutor(_WRITERS) as writers,
    ):
        recorder = PostgresApplicationRecorder(datastore)
        recorder.create_table()
        datastore.pool.wait()
        gate.inner.state.recorder, gate.inner.state.writers = recorder, writers
        yield


async def _serve(container: Container, place: list[str]) -> None:
    server = server_of(container)
    gate = server.config.app
    assert isinstance(gate, Gate)
    app = gate.inner
    app.include_router(router)
    app.router.middleware_stack = ByCollection(app.router)  # found as soon as any other route
    async with _recording(gate, place):
        settle_memory()
        await server.serve()


def main() -> None:
    """Serve until SIGTERM."""
    settings = Settings.from_environment()
    telemetry.configure(settings.log_level)
    with opened(settings) as container:
        config_loop = server_of(container).config.get_loop_factory()
        with asyncio.Runner(loop_factory=config_loop) as runner:
            runner.run(_serve(container, sys.argv[1].split()))


if __name__ == "__main__":
    main()
