"""The demo county of `shenguan up --demo`, and what a newcomer is told."""

from datetime import timedelta
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from app.bootstrap import Container
from app.cli.terminal import console
from app.onboarding.county import load_county
from app.onboarding.start import init
from app.settings import Settings
from app.simulate import is_filled, opening_of, simulate_sync
from domain.timing.days import shanghai_date

COUNTY = Path(__file__).parents[1] / "data/demo_county.toml"
SEED = 20261101
DAYS = 14
POSTS = ("window-01", "reviewer-01", "decider-01", "liaison-market", "regulator-market",
         "discipline-01", "efficiency-01", "source-platform")  # fmt: skip


def load(container: Container) -> None:
    """Onboard the fictional county and simulate its last two weeks up to now, once."""
    county = load_county(COUNTY)
    now = container.now()
    first = shanghai_date(now) - timedelta(days=DAYS - 1)
    opened = opening_of(first) if container.store.log(county.region) is None else now
    init(county, container.store, now=opened)
    if is_filled(container.store, county.region):
        return
    with Progress(
        TextColumn("two weeks of the demo county / 示范县两周办件"),
        BarColumn(),
        TextColumn("day {task.completed}/{task.total}"),
        TimeElapsedColumn(),
        console=console,
    ) as bar:
        task = bar.add_task("days", total=DAYS)
        done = simulate_sync(
            container,
            region=county.region,
            seed=SEED,
            first_day=first,
            days=DAYS,
            until=now,
            progress=lambda summary: bar.update(task, completed=summary.days),
        )
    console.print(
        f"{done.cases} cases, {done.events} acts, {done.tasks} tasks pushed, "
        f"{sum(done.refused.values())} attempts refused, in {done.seconds:.0f} s"
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
