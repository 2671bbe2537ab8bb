"""From a host's name to addresses that may be connected to; whoever connects uses these alone."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from adapters.webhooks.endpoints import is_public

_THREADS = 128  # more than posts at a time: name servers that hang keep nobody else waiting
Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Host and port to IP addresses, in the order to try; raises OSError."""


class AddressRefused(Exception):
    """A name leads to a private network."""


def system_resolver() -> Resolve:
    """The machine's own name service."""
    pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="webhook-names")

    async def resolve(host: str, port: int) -> list[str]:
        found = await asyncio.get_running_loop().run_in_executor(
            pool, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return list(dict.fromkeys(str(one[4][0]) for one in found))

    return resolve


async def allowed_addresses(resolve: Resolve, host: str, port: int, *, demo: bool) -> list[str]:
    """Where a host may be reached; never empty.

    One address that is not public refuses all of them: a name that leads to both is an attack.

    Raises:
        AddressRefused: outside a demo.
        OSError: the name is unknown.
    """
    found = await resolve(host, port)
    if not found:
        raise OSError("no address")
    if not demo and not all(is_public(one) for one in found):
        raise AddressRefused
    return found
