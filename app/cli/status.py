"""`status`, `token`, `skip-event`."""

from typing import Annotated

import psycopg
import typer
from rich.table import Table

from adapters.servers.state import read_state
from app.bootstrap import Container, opened
from app.cli.terminal import Json, console, foreign, settings, show_json
from app.health import state_of
from app.settings import Settings, SettingsError
from app.sign_in import token_for
from projections import health


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(status)
    app.command()(token)
    app.command("skip-event")(skip_event)


def status(as_json: Json = False) -> None:
    """How far every follower is, and which process runs where. Exit 1 when not ready.

    Example: shenguan status --json
    """
    run = read_state(Settings.from_environment().var)
    with opened(settings(), readers=2) as container:
        state = state_of(container)
        reasons = _reasons(container)
    body = state.body()
    body["processes"] = [vars_of(child) for child in run.children] if run else []
    for one in body["followers"]:
        one["stoppedBecause"] = reasons.get(one["name"])
    if as_json:
        show_json(body)
    else:
        _show(body)
    raise typer.Exit(0 if state.ready else 1)


def _reasons(container: Container) -> dict[str, str]:
    """Why followers stopped: for the operator's eyes, `/readyz` does not tell."""
    with container.queries.connection() as connection:
        return dict(
            connection.execute(
                "SELECT name, stopped_because FROM ops.follower WHERE stopped_at IS NOT NULL"
            ).fetchall()
        )


def vars_of(child: object) -> dict[str, object]:
    """The public facts of a supervised child."""
    return {name: getattr(child, name) for name in ("name", "state", "pid", "port", "restarts")}


def _show(body: dict) -> None:
    console.print(f"{body['status']}, log position {body['position']}")
    table = Table("follower", "position", "lag", "stopped at")
    for one in body["followers"]:
        table.add_row(one["name"], str(one["position"]), str(one["lag"]), str(one["stoppedAt"]))
    console.print(table)
    for one in body["followers"]:
        if one["stoppedBecause"]:
            why = foreign(one["stoppedBecause"])
            console.print(f"[red]{one['name']} stands before {one['stoppedAt']}:[/] {why}")
    for one in body["alarms"]:
        colour = "red" if one["level"] == "failing" else "yellow"
        console.print(
            f"[{colour}]{one['level']}[/]: {one['alarm']}, {one['subject']}: "
            f"{one['value']:g} (threshold {one['threshold']:g})"
        )
    for one in body["acceptedLosses"]:
        console.print(
            f"[yellow]{one['log']}: restored from an older backup, entries {one['restored']} to "
            f"{one['known'] - 1} of once are lost, accepted on {one['restoredAt'][:10]}[/] "
            "/ 已接受的数据丢失"
        )
    for one in body["processes"]:
        console.print(f"{one['name']}: {one['state']}, pid {one['pid']}, port {one['port']}")


def token(post: str, region: Annotated[str | None, typer.Option()] = None) -> None:
    """Print a token for a demo post. Example: TOKEN=$(shenguan token window-01)"""
    chosen = settings().model_copy(update={"demo": True})
    with opened(chosen, readers=1) as container:
        typer.echo(token_for(container, post, region or _demo_region(container)))


def _demo_region(container) -> str | None:
    """The first simulated jurisdiction: the demo's, where there are imports beside it."""
    return next((log.region for log in container.database.logs() if log.simulated), None)


def skip_event(
    follower: str,
    position: int,
    by: Annotated[str, typer.Option(help="The post that answers for it.")],
    reason: Annotated[str, typer.Option()],
) -> None:
    """Pass a poison event that stopped a follower; logged with post and reason.

    An event that stops two followers is passed for each. `shenguan status` names follower and
    position. Example: shenguan skip-event push 4711 --by admin-01 --reason "known bug"
    """
    url = settings().database_url
    assert url
    with psycopg.connect(url, autocommit=True) as connection:
        try:
            health.skip(connection, follower, position, by=by, reason=reason)
        except health.NotStoppedThere as error:
            stand = [f"{name} {at}" for name, at in health.standing(connection)]
            there = ", ".join(stand) or "no follower / 没有停止的跟随者"
            raise SettingsError(f"{error}; stopped are (follower, position): {there}") from None
    console.print(f"{follower} goes on after {position}")
