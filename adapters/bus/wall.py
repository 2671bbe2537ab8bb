"""The account wall as data: who may publish and listen where, what crosses between accounts.

A shared account cannot be made safe by permissions, because the server checks neither the reply
subject of a request nor a consumer's delivery subject. Across accounts a reply subject means the
requester's own account, so a forged one has no effect. An organisation's account imports three
services of its own consumer and nothing else; no create is ever exported.

Written as configuration text by `accounts`, as signed claims by `claims`: the same wall.
"""

from dataclasses import dataclass

from adapters.bus.names import REGULATOR_PREFIX, STREAM, inbox_of

_SERVICES = ("CONSUMER.MSG.NEXT", "CONSUMER.INFO", "CONSUMER.RESET")


@dataclass(frozen=True, slots=True)
class Permissions:
    """What a user may publish and subscribe to; nothing else."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """A service that any account may import for itself: its own name stands at `position`."""

    subject: str
    streamed: bool
    position: int


@dataclass(frozen=True, slots=True)
class Import:
    """A service of CORE under a name of one's own."""

    subject: str
    local: str


RELAY_MAY = Permissions(
    ("linkage.>", f"$JS.API.STREAM.INFO.{STREAM}", f"$JS.API.STREAM.MSG.GET.{STREAM}"),
    (f"{inbox_of('relay')}.>",),
)
ADMIN_MAY = Permissions(
    (
        "$JS.API.INFO",
        *(f"$JS.API.STREAM.{verb}.{STREAM}" for verb in ("INFO", "CREATE", "UPDATE")),
        *(f"$JS.API.CONSUMER.{verb}.{STREAM}" for verb in ("LIST", "NAMES")),
        *(f"$JS.API.CONSUMER.{verb}.{STREAM}.*" for verb in ("CREATE", "INFO", "DELETE")),
    ),
    (f"{inbox_of('admin')}.>",),
)
"""The administrator creates the stream and the consumers but may not delete or purge."""

EXPORTS = tuple(
    Export(
        f"$JS.API.{service}.{STREAM}.*", service.endswith("NEXT"), position=service.count(".") + 5
    )
    for service in _SERVICES
)


def imports_of(account: str) -> tuple[Import, ...]:
    """What an organisation's account imports. Under names of its own, which is mandatory: every
    account has its own $JS.API.>, and two responders would race."""
    return tuple(
        Import(f"$JS.API.{service}.{STREAM}.{account}", local)
        for service, local in zip(_SERVICES, _own(account), strict=True)
    )


def reader_may(account: str) -> Permissions:
    """A post of the organisation: its own consumer, its own inbox."""
    return Permissions(_own(account), (f"{inbox_of(account)}.>",))


def _own(account: str) -> tuple[str, ...]:
    return tuple(f"{REGULATOR_PREFIX}.{service}.{STREAM}.{account}" for service in _SERVICES)
