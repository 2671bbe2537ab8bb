"""Free ports on the loopback interface."""

import random
import socket

from adapters.servers.errors import PortBusy, StartFailed

# Below Linux's ephemeral range (32768-60999): between a crash and the restart on the same port no
# outgoing connection of another program can take it away.
_RANGE = range(20_000, 32_000)


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now (a connection in TIME_WAIT is no obstacle)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def choose(wanted: int | None, what: str, host: str = "127.0.0.1") -> int:
    """`wanted` if it is free, else PortBusy; a free one when nothing (None or 0) is wanted."""
    if wanted:
        if not is_free(wanted, host):
            raise PortBusy(
                f"port {wanted} for {what} is taken by another program: stop it, or configure "
                f"another port (0 chooses a free one) / 端口 {wanted} 已被占用，请更换端口"
            )
        return wanted
    for port in random.sample(_RANGE, 200):
        if is_free(port, host):
            return port
    raise StartFailed(f"no free port for {what} between {_RANGE.start} and {_RANGE.stop}")
