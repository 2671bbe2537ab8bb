"""`nats-topology`: the parts of nats-server.conf that join servers, and the streams that cross."""

import asyncio
from typing import Annotated

import typer

from adapters.bus.connection import connect
from adapters.bus.topology import Cluster, Upper, ensure_sourcing, ensure_upward, leafnodes_part
from app.bus import ADMIN, access_of
from app.cli.terminal import console, settings

Named = Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="Repeatable.")]
Text = Annotated[str | None, typer.Option()]


def named(pairs: list[str] | None) -> dict[str, str]:
    """`a=b` options as a mapping. Raises BadParameter on anything else, or a name given twice."""
    found: dict[str, str] = {}
    for pair in pairs or ():
        name, equals, value = pair.partition("=")
        if not (name and equals and value) or name in found:
            raise typer.BadParameter(f"NAME=VALUE, each name once: {pair!r}")
        found[name] = value
    return found


def nats_topology(
    node: Text = None,
    cluster: Named = None,
    listen: Text = None,
    hub: Text = None,
    seed: Text = None,
    domain: Text = None,
    upper: Text = None,
    source: Named = None,
) -> None:
    """Print the cluster and leafnodes parts of a NATS server; make what crosses servers.

    A node of three: shenguan nats-topology --node n1 --cluster n1=10.0.0.1:6222
    --cluster n2=10.0.0.2:6222 --cluster n3=10.0.0.3:6222

    A county under its city: shenguan nats-topology --domain r329901 --hub city.example:7422
    --seed '$LEAF_SEED', and once it runs: --domain r329901 --upper c3299

    The city: shenguan nats-topology --listen 0.0.0.0:7422, and once it runs:
    --domain c3299 --source r329901=329901 --source r329902=329902. See docs/topology.md.
    """
    try:
        parts = _parts(node, named(cluster), listen, hub, seed, domain)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if parts:
        typer.echo("\n".join(parts))
    if upper or source:
        if not domain:
            raise typer.BadParameter("--domain: the JetStream domain of the server at hand")
        asyncio.run(_apply(domain, upper, named(source)))
    elif not parts:
        raise typer.BadParameter("nothing asked for: see --help")


def _parts(
    node: str | None,
    cluster: dict[str, str],
    listen: str | None,
    hub: str | None,
    seed: str | None,
    domain: str | None,
) -> list[str]:
    parts = []
    if cluster or node:
        parts.append(Cluster("shenguan", cluster).part(node or ""))
    if hub and not (seed and domain):
        raise ValueError("--hub needs --domain and --seed (better '$NAME' than the seed itself)")
    if listen or hub:
        dials = Upper(hub, domain, seed) if hub and domain and seed else None
        parts.append(leafnodes_part(listen, dials))
    return parts


async def _apply(domain: str, upper: str | None, source: dict[str, str]) -> None:
    chosen = settings()
    connection = await connect(access_of(chosen, ADMIN))
    try:
        if upper:
            changed = await ensure_upward(connection.client, domain, upper)
            console.print(f"consumer for {upper}: {'made' if changed else 'there already'}")
        if source:
            replicas = chosen.nats_replicas
            state = await ensure_sourcing(connection.client, source, domain, replicas=replicas)
            console.print(f"{len(source)} sources, {state['messages']} messages")
    finally:
        await connection.close()
