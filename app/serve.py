"""`shenguan api`: the HTTP server as a program, stopped gracefully."""

import socket
import sys

import uvicorn

from app import telemetry
from app.api.app import create_app
from app.api.connections import guarded
from app.api.gate import Gate
from app.bootstrap import Container, opened, settle_memory
from app.settings import Settings

SWITCH = 0.0005
"""Seconds after which a thread that computes gives way to one that has its answer from a server.
With Python's 5 ms ten such answers took 129 ms beside a busy loop, with this 44 ms (one
measurement, on a machine that was busy besides)."""


class DrainingServer(uvicorn.Server):
    """A server that says it is going before it goes, and then lets everything finish."""

    def __init__(self, config: uvicorn.Config, gate: Gate) -> None:
        super().__init__(config)
        self._gate = gate

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Refuse new work and end streams for `drain_notice` seconds while the port is still
        open, so that nobody is cut off without an answer; then let requests under way finish."""
        await self._gate.drain()
        await super().shutdown(sockets)


def server_of(container: Container) -> uvicorn.Server:
    """A server for a container; `server.run()` blocks until a signal or `should_exit`.

    On a signal `/readyz` is red and new work is refused for `settings.drain_notice` seconds, open
    streams are ended (their clients come back with Last-Event-ID), then the port is closed and
    requests under way get `settings.drain` seconds; what waits for the log is written.
    """
    settings = container.settings
    gate = create_app(container)
    config = uvicorn.Config(
        gate,
        host=settings.http_host,
        port=settings.http_port,
        loop="uvloop",
        http=guarded(settings),
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_keep_alive=settings.keep_alive,
        timeout_graceful_shutdown=settings.drain,
    )
    return DrainingServer(config, gate)


def serve(settings: Settings) -> None:
    """Serve until told to stop.

    Raises:
        SettingsError: no database address.
    """
    telemetry.configure(settings.log_level)
    sys.setswitchinterval(SWITCH)
    with opened(settings) as container:
        server = server_of(container)
        settle_memory()
        server.run()


if __name__ == "__main__":
    serve(Settings.from_environment())
