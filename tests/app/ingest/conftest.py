"""Importing into a real log: the county files that come with the mappings, and small files."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest

from adapters.ledger.database import LedgerDatabase
from adapters.ledger.store import ActStore
from app.ingest import Mapping, Summary, ingest, load_mapping
from app.ingest.mapping import FOLDER
from app.onboarding import init, load_county
from app.onboarding.facts import facts
from app.settings import Settings
from domain.registry.institution import Institution
from tests.support.servers import TestServers, role_url

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
DATA = Settings.from_environment().data


@dataclass(frozen=True)
class World:
    """A database with a store; `url` is its superuser's, to look at what is stored."""

    store: ActStore
    url: str

    def institution(self, county: str) -> Institution:
        """Onboard a county file of the mappings and fold what was recorded."""
        held = load_county(FOLDER / "jurisdictions" / f"{county}.toml")
        done = init(held, self.store, now=NOW)
        streams = {fact.stream for fact in facts(held, done.log.origin, done.jurisdiction)}
        acts = [act for stream in streams for act in self.store.load(stream)]
        return Institution.empty(held.region).fold(acts)

    def ingest(self, path: Path, mapping: Mapping, rejected: Path) -> Summary:
        name = str(mapping.jurisdiction).removeprefix("jurisdictions/").removesuffix(".toml")
        institution = self.institution(name)
        return ingest(
            path, mapping, store=self.store, institution=institution, now=NOW, rejected_to=rejected
        )

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def states(self, *types: str) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
        """(stream, data, meta) of events of these types, in the log's order."""
        found = self.rows(
            "SELECT stream, state FROM ledger.event WHERE type = ANY(%s) ORDER BY position",
            list(types),
        )
        read = ((str(stream), orjson.loads(bytes(state))) for stream, state in found)
        return [(stream, state["data"], state["meta"]) for stream, state in read]


@contextmanager
def world_at(url: str) -> Iterator[World]:
    database = LedgerDatabase(role_url(url, "shenguan_app"))
    try:
        yield World(ActStore(database), url)
    finally:
        database.close()


@pytest.fixture
def world(database: str) -> Iterator[World]:
    """A fresh, empty log."""
    with world_at(database) as world:
        yield world


@pytest.fixture(scope="session")
def shared_world(servers: TestServers) -> Iterator[World]:
    """One database for the whole real input, so that it is imported once."""
    with servers.new_database() as url, world_at(url) as world:
        yield world


@pytest.fixture
def real(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """A file of the real input; the test is skipped where the folder is absent."""

    def found(name: str) -> Path:
        path = DATA / name
        if not path.exists():
            pytest.skip(f"{path} is absent (SHENGUAN_DATA)")
        return path

    return found


@pytest.fixture
def simple() -> Mapping:
    """A mapping of the WABO county for small files with the columns case, what, when, who."""
    return load_mapping(Path("wabo_receipt")).model_copy(
        update={"format": None, "columns": SIMPLE_COLUMNS, "header": ()}
    )


SIMPLE_COLUMNS = load_mapping(Path("wabo_receipt")).columns.model_copy(
    update={"case": "case", "activity": "what", "time": "when", "person": "who", "row_id": None}
)
