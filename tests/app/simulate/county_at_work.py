"""The demo county on a database of its own, filled by the simulation."""

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from adapters.ledger.database import LedgerDatabase
from adapters.ledger.proof.merkle import EMPTY_ROOT
from adapters.ledger.store import ActStore
from adapters.ledger.vault import Vault
from app.commands.handle import CommandHandler
from app.institutions import Institutions
from app.onboarding import init, load_county
from app.simulate import Plan, Summary, opening_of, run_plan
from tests.support.servers import role_url

COUNTY = Path(__file__).parents[3] / "app" / "data" / "demo_county.toml"
REGION = "329901"
ORIGIN = f"shenguan.test/log/{REGION}"
FIRST_DAY = date(2026, 11, 9)  # a Monday; two weeks without a holiday


@dataclass
class CountyAtWork:
    """What a simulation is given, and the address for whoever looks at its work."""

    url: str
    store: ActStore
    institutions: Institutions
    handler: CommandHandler
    vault: Vault

    def fills(self, days: int, *, seed: int = 7, **how: Any) -> Summary:
        return run_plan(self, Plan(REGION, seed, FIRST_DAY, days, **how))

    def told(self) -> list[tuple[Any, ...]]:
        """The log from end to end, without nonces and keyed commitments."""
        with self.store.database.reading() as connection:
            rows = connection.execute(
                "SELECT stream, version, type, recorded_at, state FROM ledger.event"
                " ORDER BY position"
            ).fetchall()
        return [(*row[:4], _without_secrets(orjson.loads(row[4]))) for row in rows]

    def head(self) -> int:
        with self.store.database.reading() as connection:
            row = connection.execute("SELECT position FROM ledger.head").fetchone()
        assert row
        return row[0]


def _without_secrets(state: dict[str, Any]) -> dict[str, Any]:
    for name in ("applicant", "holder"):
        if subject := state["data"].get(name):
            subject.pop("commitments", None)
    state.pop("n")
    return state


@contextlib.contextmanager
def county_at_work(
    superuser_url: str, *, simulated: bool = True, opened: date = FIRST_DAY
) -> Generator[CountyAtWork]:
    """The county, onboarded at midnight of `opened`; its log always has the same name."""
    url = role_url(superuser_url, "shenguan_app")
    ledger = LedgerDatabase(url)
    try:
        with ledger.reading() as connection:
            values = [ORIGIN, REGION, simulated, EMPTY_ROOT]
            connection.execute("SELECT ledger.open_log(%s, %s, %s, %s)", values)
        store = ActStore(ledger)
        county = load_county(COUNTY).model_copy(update={"simulated": simulated})
        init(county, store, now=opening_of(opened))
        institutions = Institutions(store)
        handler = CommandHandler(store, institutions)
        yield CountyAtWork(url, store, institutions, handler, Vault(ledger, b"k" * 32))
    finally:
        ledger.close()
