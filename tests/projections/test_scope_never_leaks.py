"""The one filter of every read path: nothing of another county, organisation or item."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

import psycopg
import pytest

from adapters.ledger.store import ActStore
from projections.commitment_queries import commitment, count_commitments, due_commitments
from projections.delivery_queries import feed, feeds
from projections.engine import Projector
from projections.finding_queries import count_findings, findings
from projections.monitoring_queries import (
    CaseFilter,
    case,
    cases,
    count_lights,
    ended_late,
    explain,
)
from projections.pages import BadCursor, encode
from projections.permit_queries import (
    Field,
    PermitFilter,
    count_permits,
    due_permits,
    permit,
    permits,
)
from projections.pre_approval_queries import pre_approvals
from projections.scope import NOTHING, Scope
from projections.task_queries import TaskFilter, count_tasks, task, tasks
from projections.trail_queries import trail
from tests.projections.county import REGULATOR, County, at
from tests.projections.history import OTHER_REGULATOR, random_history

Reader = psycopg.Connection[Any]
NOW = at(1, month=7)
ANY = CaseFilter(open=None)
EVERY = TaskFilter(open=False)

LISTS: dict[str, Callable[[Reader, Scope], Any]] = {
    "cases": lambda r, s: cases(r, s, now=NOW, wanted=ANY, limit=1000),
    "open_cases": lambda r, s: cases(r, s, now=NOW, limit=1000),
    "findings": lambda r, s: findings(r, s, now=NOW, limit=1000),
    "tasks": lambda r, s: tasks(r, s, now=NOW, wanted=EVERY, limit=1000),
    "commitments": lambda r, s: due_commitments(r, s, now=NOW, days=300, limit=1000),
    "permits": lambda r, s: permits(r, Field(s), PermitFilter(), limit=1000),
    "permits_due": lambda r, s: due_permits(r, Field(s), today=NOW.date(), limit=1000),
    "pre_approvals": lambda r, s: pre_approvals(r, s, now=NOW, limit=1000),
    "feed": lambda r, s: feed(r, s, limit=1000),
    "feeds": feeds,
}
COUNTS: dict[str, Callable[[Reader, Scope], Any]] = {
    "lights": lambda r, s: count_lights(r, s, now=NOW, wanted=ANY),
    "findings": lambda r, s: count_findings(r, s, now=NOW),
    "tasks": lambda r, s: count_tasks(r, s, now=NOW),
    "commitments": lambda r, s: count_commitments(r, s, now=NOW, days=300),
    "permits": lambda r, s: count_permits(r, Field(s)),
    "ended_late": ended_late,
}
SINGLE: dict[str, Callable[[Reader, Scope, UUID], Any]] = {
    "case": lambda r, s, i: case(r, s, i, now=NOW),
    "explain": lambda r, s, i: explain(r, s, i, now=NOW),
    "task": lambda r, s, i: task(r, s, i, now=NOW),
    "commitment": commitment,
    "permit": lambda r, s, i: permit(r, Field(s), i),
    "trail": lambda r, s, i: trail(r, s, i).items or None,
    "findings": lambda r, s, i: findings(r, s, now=NOW, case=i).items or None,
}


@pytest.fixture
def two_counties(store: ActStore, projector: Projector) -> tuple[County, County]:
    """A and B with random histories under one database."""
    first, second = County(store, "320412"), County(store, "320413")
    for seed, county in enumerate((first, second), start=31):
        opened = (*county.accepted("open"), *county.opined("open")[:2])
        county.record(*random_history(county, seed), *opened)
    projector.catch_up()
    return first, second


def _region(row: Any) -> str:
    return row["region"] if isinstance(row, dict) else row.region


def test_every_list_shows_one_county_only(
    two_counties: tuple[County, County], reader: Reader
) -> None:
    for name, query in LISTS.items():
        for county in two_counties:
            items = query(reader, Scope(county.region)).items
            assert items, name
            assert {_region(row) for row in items} == {county.region}, name
        assert query(reader, NOTHING).items == [], name
        assert query(reader, Scope("320412", orgs=())).items == [], name
        assert query(reader, Scope("320412", items=())).items == [], name


def test_no_count_tells_anything_of_another_county(
    two_counties: tuple[County, County], reader: Reader
) -> None:
    def total(value: Any) -> int:
        return sum(map(total, value.values())) if isinstance(value, dict) else value

    for name, query in COUNTS.items():
        assert total(query(reader, Scope("320412")).buckets) > 0, name
        assert total(query(reader, NOTHING).buckets) == 0, name
        assert total(query(reader, Scope("999999")).buckets) == 0, name


def test_nothing_of_another_county_can_be_opened_by_its_id(
    two_counties: tuple[County, County], reader: Reader
) -> None:
    first, second = two_counties
    suffixes = ("", "-task", "-commitment", "-permit")
    ids = [second.stream(f"c{n}{suffix}") for n in range(12) for suffix in suffixes]
    for name, query in SINGLE.items():
        assert any(query(reader, Scope(second.region), one) for one in ids), name
        for one in ids:
            assert not query(reader, Scope(first.region), one), name
            assert not query(reader, Scope(second.region, orgs=("NOBODY",)), one), name


def test_a_cursor_of_one_county_opens_nothing_in_another(
    two_counties: tuple[County, County], reader: Reader
) -> None:
    first, second = two_counties
    page = cases(reader, Scope(second.region), now=NOW, wanted=ANY, limit=2)
    stolen = cases(reader, Scope(first.region), now=NOW, cursor=page.next, limit=1000)
    assert {row["region"] for row in stolen.items} <= {first.region}
    name = next(
        n for n in range(12) if trail(reader, Scope(second.region), second.stream(f"c{n}")).items
    )
    acts = trail(reader, Scope(second.region), second.stream(f"c{name}"), limit=1)
    theirs = second.stream(f"c{name}")
    assert trail(reader, Scope(first.region), theirs, cursor=acts.next).items == []
    with pytest.raises(BadCursor):
        trail(reader, Scope(first.region), first.stream("c0"), cursor=acts.next)


LONG_AGO = "1900-01-01T00:00:00+00:00"
FORGED: dict[str, tuple[Callable[..., Any], dict[str, Any], list[Any]]] = {
    "cases": (cases, asdict(ANY), ["", str(UUID(int=0))]),
    "tasks": (tasks, asdict(EVERY), [LONG_AGO, str(UUID(int=0))]),
    "due_commitments": (
        due_commitments,
        {"days": 300, "verifier": None, "item": None},
        [LONG_AGO, str(UUID(int=0))],
    ),
    "findings": (
        findings,
        {"case": None, "rule": None, "severity": None, "cancelled": False, "now": NOW.isoformat()},
        ["2200-01-01T00:00:00+00:00", str(UUID(int=0)), "", 0, str(UUID(int=0))],
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_cursor_made_by_hand_does_not_widen_the_scope(
    two_counties: tuple[County, County], reader: Reader, name: str
) -> None:
    query, filters, after = FORGED[name]
    honest = query(reader, Scope("320413"), now=NOW, cursor=encode(name, filters, after)).items
    assert honest, "the forged cursor must be readable, else this test shows nothing"
    widened = {**filters, "scope_region": "320413", "scope_orgs": [REGULATOR], "scope_items": []}
    forged = encode(name, widened, after)
    try:
        shown = query(reader, Scope("320412", orgs=("NOBODY",)), now=NOW, cursor=forged).items
    except BadCursor:
        return
    assert shown == []


@pytest.mark.parametrize("mine", [REGULATOR, OTHER_REGULATOR])
def test_an_organisation_sees_only_what_it_is_party_to(
    two_counties: tuple[County, County], reader: Reader, mine: str
) -> None:
    scope = Scope("320412", orgs=(mine,))
    received = feed(reader, scope, limit=1000).items
    assert received
    assert {one.recipient for one in received} == {mine}
    everything = {
        row["task_id"] for row in tasks(reader, Scope("320412"), now=NOW, wanted=EVERY).items
    }
    seen = tasks(reader, scope, now=NOW, wanted=EVERY).items
    assert 0 < len(seen) < len(everything)
    # Being sent a task opens the case's trail, not the monitoring of the office that decided it.
    assert cases(reader, scope, now=NOW, wanted=ANY).items == []
    assert trail(reader, scope, UUID(str(seen[0]["case_id"]))).items


def test_a_scope_limited_to_items_hides_the_others(
    two_counties: tuple[County, County], reader: Reader
) -> None:
    scope = Scope("320412", items=("ITEM-2",))
    assert {r["item"] for r in cases(reader, scope, now=NOW, wanted=ANY).items} == {"ITEM-2"}
    assert {r["item"] for r in tasks(reader, scope, now=NOW, wanted=EVERY).items} == {"ITEM-2"}


def test_the_filter_in_hand_is_the_filter_in_the_database() -> None:
    scope = Scope("320412", orgs=("A",), items=("I",))
    assert scope.allows("320412", "I", ("A", "B"))
    assert not scope.allows("320413", "I", ("A",))
    assert not scope.allows("320412", "J", ("A",))
    assert not scope.allows("320412", None, ("A",))
    assert not scope.allows("320412", "I", ("B",))
    with pytest.raises(ValueError, match="one way"):
        scope.where(org="org", orgs="orgs")
