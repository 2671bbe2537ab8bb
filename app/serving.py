"""Whether the API of this machine answers."""

import http.client

from app.settings import Settings


def answers(settings: Settings) -> bool:
    """True once `/healthz` says so."""
    connection = http.client.HTTPConnection(settings.http_host, settings.http_port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
