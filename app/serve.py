"""`shenguan api`: the HTTP server as a program, stopped gracefully."""

import uvicorn

from app import telemetry
from app.api.app import create_app
from app.bootstrap import Container, opened
from app.settings import Settings


def server_of(container: Container) -> uvicorn.Server:
    """A server for a container; `server.run()` blocks until a signal or `should_exit`.

    On a signal no new connection is taken, requests under way get `settings.drain` seconds, and
    open streams are ended: their clients come back with Last-Event-ID.
    """
    settings = container.settings
    config = uvicorn.Config(
        create_app(container),
        host=settings.http_host,
        port=settings.http_port,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=settings.drain,
        h11_max_incomplete_event_size=64 * 1024,
    )
    return uvicorn.Server(config)


def serve(settings: Settings) -> None:
    """Serve until told to stop.

    Raises:
        SettingsError: no database address.
    """
    telemetry.configure(settings.log_level)
    with opened(settings) as container:
        server_of(container).run()


if __name__ == "__main__":
    serve(Settings.from_environment())
