"""Two counties share a database, and two sources a county: neither takes the other's ids."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

from adapters.ledger.store import ActStore
from app.commands.caller import Caller
from app.reports import Outcome, Site, intake, prepare
from tests.app.reports.conftest import NOW, REGION, SOURCE, Items, report

OTHER = "329902"
SITE = Site(REGION, UUID(int=7), Items())


def take_in(store: ActStore, caller: Caller, item: dict[str, Any]) -> Outcome:
    return asyncio.run(intake([item], caller, store=store, institution=Items(), now=NOW))[0]


def test_one_countys_report_is_no_replay_of_anothers(store: ActStore) -> None:
    store.open_log(OTHER, simulated=False)
    here = take_in(store, SOURCE, report())
    there = take_in(store, replace(SOURCE, region=OTHER), report())
    assert not there.replayed
    assert here.receipt
    assert there.receipt
    assert (here.receipt.region, there.receipt.region) == (REGION, OTHER)


def test_one_county_cannot_take_ids_from_another(store: ActStore) -> None:
    store.open_log(OTHER, simulated=False)
    first = take_in(store, replace(SOURCE, region=OTHER), report(subject="taken"))
    second = take_in(store, SOURCE, report())
    assert first.receipt
    assert second.problem is None


def test_source_and_number_are_told_apart() -> None:
    one = prepare(report(source="urn:a", subject="b:1"), SITE, SOURCE, NOW)
    two = prepare(report(source="urn:a:b", subject="1"), SITE, SOURCE, NOW)
    assert one.act.originator_id != two.act.originator_id
