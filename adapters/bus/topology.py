"""More than one server: a cluster that survives a machine, and leaves from county to province.

Text parts of nats-server configuration beside the accounts (adapters/bus/accounts.py), and the
streams and consumers that carry a county's stream upward. The figures behind it: push.md §4.

A county's server is a leaf of the city's, the city's of the province's. Each has a JetStream domain
of its own and its own stream LINKAGE; what is below is sourced through one durable consumer, which
the lower side makes. So the upper side needs no right to create anything below, and gets none.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nats.aio.client import Client

from adapters.bus.accounts import LeafUser
from adapters.bus.names import CORE, STREAM, SUBJECTS
from adapters.bus.stream import COLLECTING, SECOND, bring_stream, ensure_consumer, stream_settings

_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")
_ADDRESS = re.compile(r"[A-Za-z0-9.\[\]:-]{1,255}:[0-9]{1,5}")
_PENDING = 1000  # messages on their way before the upper side must answer

_SHUT = (
    *(f"STREAM.{verb}" for verb in ("CREATE", "UPDATE", "DELETE", "PURGE", "MSG", "SNAPSHOT")),
    *("STREAM.RESTORE", "STREAM.LEADER", "STREAM.PEER"),
    *(f"CONSUMER.{verb}" for verb in ("CREATE", "DELETE", "DURABLE", "MSG", "PAUSE", "LEADER")),
    *("CONSUMER.UNPIN", "DIRECT", "META", "ACCOUNT"),
)
"""What nobody above may ask of a stream below: without it a province could change a county's."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Servers that keep each stream three times. `nodes`: name → `host:port` of its routes."""

    name: str
    nodes: dict[str, str]

    def part(self, me: str) -> str:
        """The configuration of one node. Routes carry everything unencrypted unless the operator
        adds `tls {}`: give them a network of their own. ValueError on an unusable name."""
        if me not in self.nodes:
            raise ValueError(f"no node {me!r}: there are {', '.join(self.nodes)}")
        routes = ", ".join(
            json.dumps(f"nats-route://{checked_address(address)}")
            for name, address in sorted(self.nodes.items())
            if checked_name(name) != me
        )
        return (
            f"cluster {{\n  name: {checked_name(self.name)}\n"
            f'  listen: "{checked_address(self.nodes[me])}"\n'
            f"  no_advertise: true\n  routes: [{routes}]\n}}\n"
        )


def leafnodes_part(listen: str | None = None, upper: "Upper | None" = None) -> str:
    """The leafnodes block of one server: where lower servers dial in, whom it dials itself.

    Who may dial in stands in the accounts (`LeafUser`).
    """
    lines = [f'  listen: "{checked_address(listen)}"'] if listen else []
    lines += [upper.remote()] if upper else []
    return "\n".join(["leafnodes {", "  no_advertise: true", *lines, "}", ""])


@dataclass(frozen=True, slots=True)
class Upper:
    """The server that this one, of domain `domain`, is a leaf of. `seed`: of its leaf user there,
    or `$NAME` of an environment variable that holds it, so that the file holds no secret."""

    hub: str
    domain: str
    seed: str

    def remote(self) -> str:
        """The dial-out. Nothing of `linkage.>` crosses by itself in either direction: the stream is
        sourced, and an event that somebody above publishes is heard by nobody below."""
        api = f"$JS.{checked_name(self.domain)}.API"
        shut = ["linkage.>", "_INBOX_relay.>", "_INBOX_admin.>"]
        shut += [f"{api}.{call}.>" for call in _SHUT]
        return (
            f'  remotes: [ {{\n    url: "nats-leaf://{checked_address(self.hub)}"\n'
            f"    account: {CORE}\n    nkey: {self.seed}\n"
            f'    deny_exports: ["linkage.>"]\n    deny_imports: {json.dumps(shut)}\n  }} ]'
        )


def upward_subject(domain: str) -> str:
    """Where the stream of a domain is delivered to whoever sources it."""
    return f"upward.{checked_name(domain)}"


def upward_consumer(upper: str) -> str:
    """Name of the durable consumer that the domain `upper` sources through."""
    return f"upward_{checked_name(upper)}"


async def ensure_upward(client: Client, domain: str, upper: str) -> bool:
    """On the lower side: the consumer that `upper` sources the stream of `domain` through.

    Flow control with acknowledgements is what a sourcing consumer must have (NATS ADR-60); with a
    heartbeat of a second a cut is noticed in seconds. True if it was made or changed.
    """
    name = upward_consumer(upper)
    return await ensure_consumer(
        client,
        {
            "name": name,
            "durable_name": name,
            "deliver_subject": upward_subject(domain),
            "deliver_policy": "all",
            "ack_policy": "flow_control",
            "flow_control": True,
            "idle_heartbeat": SECOND,
            "max_ack_pending": _PENDING,
            "max_deliver": -1,
            "replay_policy": "instant",
        },
    )


def sourcing_settings(lower: Mapping[str, str], upper: str, *, replicas: int = 1) -> dict[str, Any]:
    """The stream of the domain `upper`: everything of each lower domain, in that domain's order.

    `lower`: domain → the digits of its region (`32`, `3299` or `329901`). Whatever a lower server
    hands up is filed under its own region, so none can speak for a neighbour: what it forges breaks
    its own feeds' chains. Nobody can publish to this stream: it has no subject of its own.
    """
    sources = [
        {
            "name": STREAM,
            "external": {"api": f"$JS.{checked_name(domain)}.API", "deliver": ""},
            "subject_transforms": [{"src": SUBJECTS, "dest": _own(region)}],
            "consumer": {
                "name": upward_consumer(upper),
                "deliver_subject": upward_subject(domain),
            },
        }
        for domain, region in sorted(lower.items())
    ]
    settings = stream_settings(replicas=replicas)
    return {**settings, **COLLECTING, "sources": sources}


def _own(region: str) -> str:
    """`linkage.32.99.01.{{wildcard(4)}}…`: the pairs of `region` in place of what is stated."""
    if not re.fullmatch(r"([0-9]{2}){1,3}", region):
        raise ValueError(f"not two, four or six digits of GB/T 2260: {region!r}")
    pairs = [region[at : at + 2] for at in range(0, len(region), 2)]
    rest = [f"{{{{wildcard({number})}}}}" for number in range(len(pairs) + 1, 7)]
    return ".".join(["linkage", *pairs, *rest])


async def ensure_sourcing(
    client: Client, lower: Mapping[str, str], upper: str, *, replicas: int = 1
) -> dict[str, Any]:
    """On the upper side: create or widen the sourcing stream; its state."""
    return await bring_stream(client, sourcing_settings(lower, upper, replicas=replicas))


def leaf_users(keys: Iterable[tuple[str, str]]) -> tuple[LeafUser, ...]:
    """(domain, public key) of each lower server as users of the upper one's CORE account."""
    return tuple(LeafUser(key, upward_subject(domain), domain) for domain, key in sorted(keys))


def checked_name(text: str) -> str:
    """A server's, cluster's or domain's name. ValueError on anything that could end a token."""
    if not _NAME.fullmatch(text):
        raise ValueError(f"not a plain name (letters, digits, - and _): {text!r}")
    return text


def checked_address(text: str) -> str:
    """`host:port`. ValueError on anything else."""
    if not _ADDRESS.fullmatch(text):
        raise ValueError(f"not host:port: {text!r}")
    return text
