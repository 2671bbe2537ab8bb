"""A small county of the generated kind, filled with the year's habits."""

import contextlib
import secrets
from collections.abc import Generator
from dataclasses import replace
from datetime import date

from adapters.ledger.database import LedgerDatabase
from adapters.ledger.store import ActStore
from adapters.ledger.vault import Vault
from app.commands.handle import CommandHandler
from app.institutions import Institutions
from app.onboarding import init
from app.simulate import Plan, Summary, opening_of, run_plan
from app.simulate.great_county import REGION, Scale, county_of
from app.simulate.habits import YEAR
from tests.app.simulate.county_at_work import CountyAtWork
from tests.support.servers import role_url

FIRST_DAY = date(2025, 9, 22)  # a Monday; the week after next is 国庆节, 28 September is worked
SMALL = Scale(items=30, departments=6, posts=37)
HABITS = replace(YEAR, reported_per_native=0.8)  # so that a few weeks have irregular ones too


@contextlib.contextmanager
def great_county_at_work(
    superuser_url: str, days: int, *, seed: int = 5, cases_a_day: int = 12
) -> Generator[tuple[CountyAtWork, Summary]]:
    """Onboarded under a name of its own, with a vault key of its own, and filled."""
    url = role_url(superuser_url, "shenguan_app")
    with contextlib.closing(LedgerDatabase(url)) as ledger:
        store = ActStore(ledger)
        init(county_of(SMALL, seed, FIRST_DAY), store, now=opening_of(FIRST_DAY))
        institutions = Institutions(store)
        vault = Vault(ledger, secrets.token_bytes(32))
        county = CountyAtWork(url, store, institutions, CommandHandler(store, institutions), vault)
        plan = Plan(REGION, seed, FIRST_DAY, days, cases_a_day=cases_a_day, habits=HABITS)
        yield county, run_plan(county, plan)
