"""`nats-operator`, `nats-creds`, `nats-callout`: a NATS of your own in operator mode."""

import asyncio
import os
import time
from pathlib import Path
from typing import Annotated

import typer

from adapters.bus.connection import connect
from adapters.bus.creds import written
from adapters.bus.operator import Callout, operator_part
from app.bootstrap import Container, opened
from app.bus import ADMIN, MONITOR, RELAY, SERVICE, access_of, key_of, own_claim
from app.cli.terminal import aside, settings
from app.nats_accounts import Accounts
from app.nats_callout import answer_for_nats
from app.nats_claims import sign_in_of
from app.nats_keys import operator_keys
from app.settings import Settings, SettingsError
from app.sign_in import held_post

_OURS = (RELAY, ADMIN, MONITOR, SERVICE)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("nats-operator")(nats_operator)
    app.command("nats-creds")(nats_creds)
    app.command("nats-callout")(nats_callout)


def nats_operator(
    folder: Annotated[
        Path, typer.Option("--dir", help="Where the NATS server keeps the claims it is sent.")
    ] = Path("claims"),
    apply: Annotated[
        bool, typer.Option(help="Push the organisations' accounts; make stream and consumers.")
    ] = False,
) -> None:
    """Print the operator part of nats-server.conf; the keys are made on first use (var/keys/nats).

    Example: shenguan nats-operator --dir /data/claims > operator.conf, include it in
    nats-server.conf, start, then: shenguan nats-operator --apply > /dev/null
    """
    chosen = _operated(Settings.from_environment())
    keys = operator_keys(chosen, make=True)
    callout = Callout(key_of(chosen, SERVICE).public_key, key_of(chosen, "sentinel").public_key)
    typer.echo(operator_part(keys, folder, callout, int(time.time())))
    if apply:
        with opened(_operated(settings()), readers=2) as container:
            asyncio.run(_apply(container))


async def _apply(container: Container) -> None:
    connection = await connect(access_of(container.settings, MONITOR))
    try:
        kept = await Accounts(container).once(connection, {})
    finally:
        await connection.close()
    aside.print(f"{kept} accounts are in force / 已下发账户")


def nats_creds(
    user: Annotated[str, typer.Argument(help="A post, or relay, admin, monitor, callout.")],
    region: Annotated[str | None, typer.Option(help="The post's county.")] = None,
    out: Annotated[Path | None, typer.Option(help="A new file, mode 0600.")] = None,
) -> None:
    """Write what a user shows a NATS in operator mode: for one of our own claim and seed, for a
    post the claim of its registered key (the seed is the post's own and is not here).

    Example: shenguan nats-creds relay --out relay.creds; shenguan nats-creds liaison-market
    --region 329901 --out liaison-market.jwt
    """
    chosen = _operated(Settings.from_environment())
    if user in _OURS:
        if out is None:
            raise typer.BadParameter("--out: it holds a secret")
        key = key_of(chosen, user)
        text = written(own_claim(chosen, user, key), key)
    else:
        text = _claim_of_post(_operated(settings()), region, user) + "\n"
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise SettingsError(f"{out}: {error.strerror}") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)


def _claim_of_post(chosen: Settings, region: str | None, name: str) -> str:
    if region is None:
        raise typer.BadParameter("--region: the county in which the post is held")
    with opened(chosen, readers=1) as container:
        post = held_post(container, region, name, container.now())
    if post is None:
        raise SettingsError(f"no post {name} is held in {region} today / 该岗位今日无人在岗")
    claim = sign_in_of(chosen, region, post).claim
    if claim is None:
        raise SettingsError(
            f"{name} has registered no key: it signs in by token / 该岗位未登记密钥"
        )
    return claim


def nats_callout() -> None:
    """Let people sign in to NATS with their bearer tokens. Run two or more, on any machines.

    Example: SHENGUAN_NATS_OPERATOR=1 shenguan nats-callout
    """
    answer_for_nats(_operated(settings()))


def _operated(chosen: Settings) -> Settings:
    if not chosen.nats_operator:
        raise SettingsError("SHENGUAN_NATS_OPERATOR: set it, and SHENGUAN_NATS_URL, first")
    return chosen
