"""Given a log, when reports come in together, then each has an outcome of its own."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import pytest

from adapters.ledger.store import ActStore
from app.reports import Outcome, intake, read_lines
from domain.shared.errors import DomainError
from tests.app.reports.conftest import NOW, REGION, SOURCE, Items, report


def send(store: ActStore, reports: Sequence[object], now: datetime = NOW) -> list[Outcome]:
    return asyncio.run(intake(reports, SOURCE, store=store, institution=Items(), now=now))


def codes(outcomes: list[Outcome]) -> list[str]:
    return [one.problem.code if one.problem else "ok" for one in outcomes]


def test_each_report_has_its_receipt_in_its_place(store: ActStore) -> None:
    outcomes = send(store, [report(id=f"e-{n}", subject=f"c-{n % 7}") for n in range(600)])
    receipts = [one.receipt for one in outcomes if one.receipt]
    assert len(receipts) == 600
    assert sorted(one.index for one in receipts) == list(range(600))
    assert [one.index for one in receipts] == list(range(600))  # in the order they were sent
    assert {one.region for one in receipts} == {REGION}


def test_the_same_again_gives_the_first_receipt(store: ActStore) -> None:
    first = send(store, [report()])[0]
    again = send(store, [report(), report(id="e-2")])
    assert again[0].replayed
    assert again[0].receipt == first.receipt
    assert not again[1].replayed


def test_the_same_id_with_other_content_is_refused_and_nothing_lost(store: ActStore) -> None:
    send(store, [report()])
    other = report(data__payload={"legalDays": 7})
    assert codes(send(store, [other, report(id="e-2")])) == ["duplicate-id-other-content", "ok"]


def test_a_duplicate_inside_one_batch_is_one_act(store: ActStore) -> None:
    first, second = send(store, [report(), report()])
    assert first.receipt
    assert first.receipt == second.receipt
    assert second.replayed


def test_one_bad_report_does_not_fail_its_neighbours(store: ActStore) -> None:
    items = [report(id="e-1"), report(id="e-2", time="noon"), report(id="e-3"), None]
    assert codes(send(store, items)) == ["ok", "bad-time", "ok", "not-cloudevents"]


def test_a_line_that_was_broken_keeps_its_place(store: ActStore) -> None:
    assert codes(send(store, read_lines(b"{broken\n7\n"))) == ["malformed-json", "not-cloudevents"]


def test_content_that_the_log_cannot_hold_is_told(store: ActStore) -> None:
    name = "长" * 1900
    materials = [{"name": name} for _ in range(14)]
    large = report(
        type="cn.shenguan.case.materials_received.v1", data__payload={"materials": materials}
    )
    assert codes(send(store, [large, report()])) == ["too-large", "ok"]


def test_a_late_report_of_an_earlier_act_goes_in(store: ActStore) -> None:
    late = report(id="e-0", time="2026-11-01T10:00:00+08:00")
    assert codes(send(store, [report(), late])) == ["ok", "ok"]


def test_a_region_without_a_log_is_not_found(store: ActStore) -> None:
    caller = type(SOURCE)(SOURCE.person_id, SOURCE.role, "320412")
    with pytest.raises(DomainError, match="unknown-region"):
        asyncio.run(intake([report()], caller, store=store, institution=Items(), now=NOW))
