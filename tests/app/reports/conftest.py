"""One small county with its log open, and a report that is right in every way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.ledger.database import LedgerDatabase
from adapters.ledger.store import ActStore
from app.commands.caller import Caller
from domain.shared.act import Role
from tests.support.servers import role_url

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
REGION = "329901"
MARKET = "11329901MB02A901X8"
ITEM = "329901-0101"
SOURCE = Caller("system-01", Role.SOURCE, REGION, "source-platform")


@dataclass(frozen=True)
class Items:
    """Stands in for the institution: the items that exist."""

    codes: frozenset[str] = frozenset({ITEM, "329901-0102"})

    def item(self, code: str, version: int | None = None, /) -> object | None:
        return code if code in self.codes else None


def report(**changes: Any) -> dict[str, Any]:
    """A report of an acceptance; `data__x` changes data, None removes."""
    whole: dict[str, Any] = {
        "specversion": "1.0",
        "type": "cn.shenguan.case.accepted.v1",
        "source": "urn:platform:js",
        "id": "e-1",
        "subject": "2026-000017",
        "time": "2026-11-20T10:00:00+08:00",
        "data": {
            "itemCode": ITEM,
            "actor": {"personId": "p-77", "role": "WINDOW", "post": "window-09", "org": MARKET},
            "payload": {"legalDays": 20, "committedDays": 5},
        },
    }
    for name, value in changes.items():
        part = whole["data"] if name.startswith("data__") else whole
        part[name.removeprefix("data__")] = value
        if value is None:
            del part[name.removeprefix("data__")]
    return whole


@pytest.fixture
def store(database: str) -> Iterator[ActStore]:
    """The store of a fresh database with the county's log open."""
    held = LedgerDatabase(role_url(database, "shenguan_app"))
    store = ActStore(held)
    store.open_log(REGION, simulated=False)
    yield store
    held.close()
