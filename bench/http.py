"""`POST /v1/acts` against what the same server can answer at all, and against the library."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from adapters.ledger.store import ActStore
from adapters.servers import ports
from app.bootstrap import opened as container_of
from app.onboarding import init, load_county
from app.serving import answers
from app.settings import Settings
from app.sign_in import token_for
from bench.county import COUNTY
from bench.lines import Contestant, Line, Measure, Sample
from bench.stage import Database, Stage

_ROOT = Path(__file__).parents[1]
_CONNECTIONS, _BATCHES, _BATCH = 64, 4, 500


@contextlib.contextmanager
def opened(stage: Stage) -> Generator[Mapping[str, Contestant]]:
    seconds = stage.scale.seconds
    with stage.database() as ours, stage.database(None) as theirs:
        settings = Settings(
            var=stage.var / "api",
            demo=True,
            database_url=ours.app,
            http_port=ports.choose(None, "the API"),
            log_level="warning",
        )
        token = _county(settings)
        with _server(stage, settings, theirs):

            def load(path: str, connections: int = _CONNECTIONS, size: int = 1) -> Sample:
                return _load(settings.http_port, path, token, connections, seconds, size)

            yield {
                "acts, one a request": lambda: load("/v1/acts"),
                "acts, batches": lambda: load("/v1/acts", _BATCHES, _BATCH),
                "no-op": lambda: load("/bench/noop"),
                "library's recorder": lambda: load("/bench/library"),
            }


def _county(settings: Settings) -> str:
    """Open the demo county; the token of its reporting system."""
    county = load_county(COUNTY)
    with container_of(settings) as container:
        init(county, ActStore(container.database), now=datetime.now(UTC))
        return token_for(container, "source-platform", county.region)


@contextlib.contextmanager
def _server(stage: Stage, settings: Settings, theirs: Database) -> Generator[None]:
    address = stage.address
    place = f"{address.host} {address.port} {address.user} {address.password} {theirs.name}"
    environment = {
        **os.environ,
        "SHENGUAN_VAR": str(settings.var),
        "SHENGUAN_DEMO": "1",
        "SHENGUAN_DATABASE_URL": settings.database_url or "",
        "SHENGUAN_HTTP_PORT": str(settings.http_port),
    }
    with (stage.var / "api.log").open("ab") as log:
        server = subprocess.Popen(  # our own module
            [sys.executable, "-m", "bench.beside", place],
            cwd=_ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            deadline = time.monotonic() + 60
            while not answers(settings):
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((stage.var / "api.log").read_text()[-2000:])
                time.sleep(0.1)
            yield
        finally:
            server.terminate()
            try:
                server.wait(20)
            finally:
                server.kill()


def _load(
    port: int, path: str, token: str, connections: int, seconds: float, size: int
) -> dict[str, float]:
    plan = (port, path, connections, seconds, size)
    done = subprocess.run(  # our own module
        [sys.executable, "-m", "bench.client", *map(str, plan)],
        cwd=_ROOT,
        input=token + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{path}: {done.stderr[-1500:]}")
    return json.loads(done.stdout)


MEASURE = Measure(
    "http",
    {
        "acts, one a request": f"`POST /v1/acts` of the product's server, one process, "
        f"{_CONNECTIONS} connections that send as soon as they are answered; the client is another "
        "process and `client` its share of one core in percent",
        "acts, batches": f"the same route, {_BATCHES} connections, {_BATCH} acts a request",
        "no-op": "beside it in the same server: gate, token, post, reading, validation, an answer",
        "library's recorder": "as no-op, then recorded by `PostgresApplicationRecorder` in classic "
        "mode, 32 threads and 32 pooled connections",
    },
    opened,
    (
        Line(
            "`POST /v1/acts`, one act a request, against the same server's no-op",
            *("acts, one a request", "no-op", 0.6),
            "one GIL: beside server, gate and framework, which the no-op has too, an act costs its "
            "encoding (13 µs), the appender's thread and the hand-over; profile on a busy machine",
        ),
        Line(
            "… against the same route on the library's classic recorder",
            *("acts, one a request", "library's recorder", 8.0),
            "as above: our side is limited by the web framework, the library's by its table lock",
        ),
        Line(
            "`POST /v1/acts`, batches of 500, against one act a request, in acts",
            *("acts, batches", "acts, one a request", 5.0),
            "60 µs of Python an act: judging a report 25, encoding 13, reading 7, its receipt 4, "
            "then the log; reports enter it 128 at a time, so that people can come between",
        ),
    ),
)
