"""A migrated database with a county in it, and a projector that is driven by hand."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from adapters.ledger.database import LedgerDatabase
from adapters.ledger.store import ActStore
from projections.engine import Projector
from tests.projections.county import County
from tests.support.servers import role_url


@pytest.fixture
def url(database: str) -> str:
    """Address with the application's own role."""
    return role_url(database, "shenguan_app")


@pytest.fixture
def store(url: str) -> Iterator[ActStore]:
    ledger = LedgerDatabase(url)
    yield ActStore(ledger)
    ledger.close()


@pytest.fixture
def county(store: ActStore) -> County:
    return County(store)


@pytest.fixture
def projector(url: str) -> Iterator[Projector]:
    projector = Projector(url)
    yield projector
    projector.close()


@pytest.fixture
def reader(url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection
