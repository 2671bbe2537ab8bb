"""The demo county of `shenguan up --demo`, and what a newcomer is told."""

import asyncio
from datetime import timedelta

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from app.bootstrap import Container
from app.cli.terminal import console
from app.onboarding.county import load_county
from app.onboarding.start import init
from app.settings import Settings
from domain.timing.days import shanghai_date

COUNTY = "app/data/demo_county.toml"
SEED = 20261101
DAYS = 14
POSTS = ("window-01", "reviewer-01", "decider-01", "liaison-market", "regulator-market",
         "discipline-01", "efficiency-01", "source-platform")  # fmt: skip


def load(container: Container) -> None:
    """Onboard the fictional county and simulate its last two weeks, once."""
    from pathlib import Path

    from app.simulate import simulate

    county = load_county(Path(__file__).parents[2] / COUNTY)
    fresh = container.store.log(county.region) is None
    first = shanghai_date(container.now()) - timedelta(days=DAYS)
    started = container.now() - timedelta(days=DAYS + 1)
    init(county, container.store, now=started)
    if not fresh:
        return
    with Progress(
        TextColumn("two weeks of the demo county / 示范县两周办件"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        console=console,
    ) as bar:
        task = bar.add_task("days", total=DAYS)
        asyncio.run(
            simulate(
                container,
                region=county.region,
                seed=SEED,
                first_day=first,
                days=DAYS,
                progress=lambda done: bar.update(task, completed=done),
            )
        )


def welcome(container: Container, settings: Settings) -> None:
    """Where to look, and with which sign-in."""
    base = f"http://{settings.http_host}:{settings.http_port}"
    console.print(f"\n[bold]审管 shenguan[/] runs at [bold]{base}[/]  (docs: {base}/docs)")
    if settings.demo:
        console.print(
            f"sign in as a post:  [bold]TOKEN=$(.venv/bin/shenguan token window-01)[/]\n"
            f"posts:  {', '.join(POSTS)}\n"
            f'monitoring view:  curl -H "Authorization: Bearer $TOKEN" {base}/v1/monitoring\n'
            f"regulator's terminal:  .venv/bin/shenguan watch liaison-market\n"
            f"prove the log:  .venv/bin/shenguan verify"
        )
    console.print("Ctrl-C stops everything / 按 Ctrl-C 停止\n")
