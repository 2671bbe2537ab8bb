"""The supervision side imported into a running application: files, policies, projections."""

import csv
import gzip
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from app.api.app import create_app
from app.bootstrap import Container, opened
from app.ingest import Summary, ingest, load_any_mapping
from app.ingest.mapping import FOLDER
from app.onboarding import init, load_county
from app.policies.runner import PolicyRunner
from app.settings import Settings
from tests.app.api.world import World
from tests.support.servers import role_url

FOOD, ROAD = "food_inspections", "road_fines"
FILES = {
    FOOD: "food-inspections/inspections.csv.gz",
    ROAD: "road-fines/traffic_fines.csv.gz",
}
REGIONS = {FOOD: "990004", ROAD: "990005"}


@dataclass
class Supervised:
    """An application with the counties of the mappings; `superuser` looks at what is stored."""

    world: World
    superuser: str

    @property
    def container(self) -> Container:
        return self.world.container

    def take_in(self, name: str, path: Path, folder: Path) -> Summary:
        return ingest(
            path,
            load_any_mapping(Path(name)),
            store=self.container.store,
            institution=self.container.institutions.of(REGIONS[name], fresh=True),
            now=self.container.now(),
            rejected_to=folder / f"{name}.rejected.ndjson",
        )

    def answer(self) -> int:
        """Let the policies answer all of it."""
        inside = self.container
        runner = PolicyRunner(self.world.url, inside.store, inside.institutions, inside.handler)
        try:
            return runner.catch_up()
        finally:
            runner.close()

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.superuser) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def types(self, region: str) -> Counter[str]:
        counted = """SELECT type, count(*) FROM ledger.event
                      WHERE convert_from(state, 'UTF8')::jsonb->'meta'->>'region' = %s
                      GROUP BY type"""
        return Counter(dict(self.rows(counted, region)))

    def reads(self, path: str, post: str, region: str) -> dict[str, Any]:
        answer = self.world.call("GET", path, post, region)
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def supervised_on(database: str, var: Path) -> Generator[Supervised]:
    """Both counties on a fresh database."""
    url = role_url(database, "shenguan_app")
    with opened(Settings(database_url=url, var=var, demo=True)) as container:
        for name in FILES:
            county = load_county(FOLDER / "jurisdictions" / f"{name}.toml")
            init(county, container.store, now=container.now())
        world = World(container, create_app(container), url)
        try:
            yield Supervised(world, database)
        finally:
            world.rest()


def slice_of(path: Path, target: Path, rows: int) -> tuple[Path, list[dict[str, str]]]:
    """The file's first rows as a file of their own, and as they read."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        lines = [line for line, _ in zip(stream, range(rows + 1), strict=False)]
    target.write_text("".join(lines), encoding="utf-8", newline="")
    return target, list(csv.DictReader(lines))
