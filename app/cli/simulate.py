"""`simulate`: a county's year in a simulated log, and what became of it."""

import gc
import os
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar

import psycopg
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from adapters.servers.command import Command
from adapters.servers.supervisor import Supervisor
from app.bootstrap import Container, opened, settle_memory
from app.cli.rebuild import DIFFERENT, compared, comparison_body
from app.cli.terminal import Json, console, show_json
from app.cli.up import start_database
from app.onboarding.start import init
from app.settings import Settings, SettingsError
from app.simulate import Plan, Summary, opening_of, run_plan
from app.simulate.alone import alone
from app.simulate.digest import acts_digest
from app.simulate.great_county import REGION, Scale, county_of
from app.simulate.habits import YEAR
from app.simulate.measure import counts, sizes
from app.simulate.supervised import Unsupervised
from app.simulate.supervised import supervised as walked
from projections import health
from projections.registry import GROUPS

Asked = TypeVar("Asked")
COLLECT_EVERY = 200_000  # allocations; lives are many and long, collecting them often is all cost


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("simulate")(simulate)


def simulate(
    seed: Annotated[int, typer.Option(help="The same seed gives the same acts.")] = 1,
    first_day: Annotated[str, typer.Option(help="The first simulated day.")] = "2025-01-01",
    days: Annotated[int, typer.Option(min=1, max=1461, help="Calendar days.")] = 365,
    cases_a_day: Annotated[
        int, typer.Option(min=1, max=5_000, help="Mean of native cases on a working day.")
    ] = 260,
    departments: Annotated[int, typer.Option(help="Supervising departments, up to 50.")] = 22,
    regulators: Annotated[int, typer.Option(help="Of each department.")] = 2,
    items: Annotated[int, typer.Option(help="Items of approval, over five sections.")] = 156,
    posts: Annotated[int, typer.Option(help="Posts of the approval bureau.")] = 42,
    region: Annotated[str, typer.Option(help="Code of the made-up county, 6 digits.")] = REGION,
    var: Annotated[Path | None, typer.Option(help="Data folder (default ./var).")] = None,
    digest: Annotated[
        bool, typer.Option("--digest", help="Also digest all acts, to compare two runs.")
    ] = False,
    against_log: Annotated[
        bool, typer.Option("--compare", help="Also compute all views from zero, and compare rows.")
    ] = False,
    supervised: Annotated[
        int, typer.Option(help="Look at so many random positions whether all is supervised.")
    ] = 0,
    as_json: Json = False,
) -> None:
    """Simulate a county's year through the product's own commands, policies and reports.

    A made-up county of the given scale is onboarded into a simulated log, which can never become a
    real one; its time is driven. The projector follows meanwhile. With SHENGUAN_DATABASE_URL that
    database is filled, otherwise an embedded PostgreSQL in VAR is started for the time being.
    Exit 0: everything is recorded and projected; 1: a view differs from what the log gives (with
    --compare) or something stood unsupervised (with --supervised); 2: it cannot be done here, and
    why.

    Examples: shenguan simulate --var /tmp/year

    shenguan simulate --var /tmp/month --days 30 --seed 7 --json --digest --compare

    shenguan simulate --var /tmp/large --departments 50 --items 400 --posts 90 --cases-a-day 800

    shenguan simulate --days 91 --departments 50 --regulators 39 --supervised 1000
    """
    scale = _asked(Scale, region, items, posts, departments, regulators)
    opens = _asked(date.fromisoformat, first_day)
    plan = Plan(region, seed, opens, days, cases_a_day=cases_a_day, habits=YEAR)
    given = Settings.from_environment()
    chosen = given.model_copy(update={"var": (var or given.var).absolute()})
    body = _simulated(chosen, scale, plan, digest, against_log, supervised)
    (show_json if as_json else _show)(body)
    if not body.get("compared", {}).get("equal", True):
        raise typer.Exit(DIFFERENT)


def _asked(make: Callable[..., Asked], *values: object) -> Asked:
    """What the options say. Raises BadParameter where they cannot be."""
    try:
        return make(*values)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _simulated(
    chosen: Settings,
    scale: Scale,
    plan: Plan,
    digest: bool,
    against_log: bool,
    supervised: int,
) -> dict[str, Any]:
    with Supervisor(chosen.var, terminal=sys.stderr, say=_say) as supervisor:
        chosen = start_database(supervisor, chosen, None, _say)
        assert chosen.database_url
        with opened(chosen, readers=2) as container, alone(chosen.database_url):
            body = _year(supervisor, container, scale, plan)
            body |= _left_behind(chosen.database_url, plan, digest=digest)
            if supervised:
                body["supervised"] = _supervised(chosen.database_url, plan, supervised)
            if against_log:
                body["compared"] = comparison_body(compared(chosen.database_url))
    return body


def _supervised(url: str, plan: Plan, number: int) -> dict[str, Any]:
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            return walked(connection, plan.seed, number).body()
    except Unsupervised as error:
        _say(f"unsupervised / 监管空档: {error}")
        raise typer.Exit(DIFFERENT) from None


def _left_behind(url: str, plan: Plan, *, digest: bool) -> dict[str, Any]:
    end = opening_of(plan.first_day + timedelta(days=plan.days))
    with psycopg.connect(url, autocommit=True) as connection:
        body = {"counts": counts(connection, plan.region, now=end), "disk": sizes(connection)}
        return body | ({"digest": acts_digest(connection, plan.region)} if digest else {})


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _year(supervisor: Supervisor, container: Container, scale: Scale, plan: Plan) -> dict[str, Any]:
    county = county_of(scale, plan.seed, plan.first_day)
    opening = opening_of(plan.first_day)
    if container.store.log(plan.region) is None:
        init(county, container.store, now=opening)
    _start_projector(supervisor, container.settings)
    settle_memory()
    gc.set_threshold(COLLECT_EVERY, 20, 100)
    with _bar() as bar:
        task = bar.add_task("days / 天", total=plan.days)
        done = run_plan(container, plan, progress=lambda s: _tell(bar, task, s))
        began = time.monotonic()
        _project(supervisor, container, bar)
    seconds = time.monotonic() - began
    body = done.body() | {"seed": plan.seed, "projectorSecondsBehind": round(seconds, 1)}
    return body | {"departments": scale.departments, "casesADay": plan.cases_a_day}


def _bar() -> Progress:
    return Progress(
        TextColumn("simulating / 正在模拟"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f} {task.description}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True, highlight=False),  # standard output may be a machine's
    )


def _tell(bar: Progress, task: TaskID, summary: Summary) -> None:
    text = f"days / 天, {summary.events:,} events, {summary.cases:,} cases"
    bar.update(task, completed=summary.days, description=text)


def _start_projector(supervisor: Supervisor, chosen: Settings) -> None:
    """In a process of its own, for the other core; a standby where one runs already."""
    environment = {
        **os.environ,
        "SHENGUAN_VAR": str(chosen.var),
        "SHENGUAN_DATABASE_URL": chosen.database_url or "",
    }
    arguments = [sys.executable, "-m", "app.cli.main", "worker", "--roles", "projector,push"]
    root = Path(__file__).parents[2]
    supervisor.start(Command("projector", arguments, chosen.var, env=environment, cwd=root))


def _project(supervisor: Supervisor, container: Container, bar: Progress) -> None:
    """Wait until every view has taken in everything."""
    task = bar.add_task("projected / 已投影", total=0)
    assert container.settings.database_url
    with psycopg.connect(container.settings.database_url, autocommit=True) as connection:
        while True:
            supervisor.tend()
            found = [health.status(connection, group.name) for group in GROUPS]
            followers = [one for one in found if one]
            for one in followers:
                if one.stopped_at is not None:
                    raise SettingsError(f"{one.name} stands before event {one.stopped_at}")
            if len(followers) == len(GROUPS):
                last = min(followers, key=lambda one: one.position)
                if last.lag == 0:
                    return
                bar.update(task, completed=last.position, total=last.position + last.lag)
            time.sleep(0.2)


def _show(body: dict[str, Any]) -> None:
    console.print(
        f"{body['region']}, {body['days']} days from {body['firstDay']}, seed {body['seed']}: "
        f"{body['events']:,} events, {body['cases']:,} cases, {body['tasks']:,} tasks in "
        f"{body['seconds']:.0f} s ({body['eventsPerSecond']:,} events/s), projected "
        f"{body['projectorSecondsBehind']:.0f} s later"
    )
    for name, found in body["counts"].items():
        _table(name, found)
    _table("attempts refused", body["refused"])
    disk = body["disk"]
    table = Table("on disk", "bytes", "an event")
    for name, size in disk["schemas"].items():
        table.add_row(name, f"{size:,}", f"{disk['perEvent'][name]:,}")
    event = disk["tables"]["ledger.event"]["total"]
    table.add_row("ledger.event", f"{event:,}", f"{disk['perEvent']['ledger.event']:,}")
    table.add_row("all", f"{sum(disk['schemas'].values()):,}", f"{disk['perEvent']['all']:,}")
    console.print(table)
    if "supervised" in body:
        _table("supervised at every moment", body["supervised"])
    if "compared" in body:
        word = "equal / 一致" if body["compared"]["equal"] else "different / 不一致"
        rows = sum(one["live"] for one in body["compared"]["tables"])
        console.print(f"views against the log / 视图与日志比对: {word}, {rows:,} rows")
    if "digest" in body:
        console.print(f"digest of all acts / 全部行为摘要: {body['digest']}")


def _table(name: str, found: dict[str, int]) -> None:
    table = Table(name, "count")
    for key, count in found.items():
        table.add_row(str(key), f"{count:,}")
    table.add_row("all / 合计", f"{sum(found.values()):,}")
    console.print(table)
