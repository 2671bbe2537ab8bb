"""Whether the API of this machine answers."""

import urllib.request

from app.settings import Settings

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Without the environment's proxy, which knows nothing of this machine's loopback."""


def answers(settings: Settings) -> bool:
    """True once `/healthz` says so."""
    address = f"http://{settings.http_host}:{settings.http_port}/healthz"
    try:
        with _DIRECT.open(address, timeout=1):
            return True
    except OSError:  # refused, or an error answer (HTTPError is one)
        return False
