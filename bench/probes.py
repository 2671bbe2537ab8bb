"""The list queries behind the GET routes, first page and deep page, as their routes call them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from bench.county import CountyAtWork
from projections import commitment_queries as commitments
from projections import delivery_queries as deliveries
from projections import finding_queries as findings
from projections import monitoring_queries as monitoring
from projections import task_queries as tasks
from projections import trail_queries as trails
from projections.monitoring_queries import CaseFilter
from projections.pages import Page
from projections.scope import Scope
from projections.task_queries import TaskFilter


class Eye(NamedTuple):
    """Who looks, at what, when."""

    connection: "psycopg.Connection[Any]"
    county: CountyAtWork
    now: datetime

    @property
    def inspector(self) -> Scope:
        """Sees the region."""
        return Scope(self.county.region)

    @property
    def regulator(self) -> Scope:
        """Sees what concerns one department."""
        return Scope(self.county.region, orgs=(self.county.regulator,))

    @property
    def stranger(self) -> Scope:
        """A department that none of these cases concerns."""
        return Scope(self.county.region, orgs=(self.county.stranger,))

    def some_case(self) -> UUID:
        """A case with a commitment and a task."""
        row = self.connection.execute(
            "SELECT case_id FROM proj.task ORDER BY position LIMIT 1"
        ).fetchone()
        assert row
        return row[0]


_PAGE = 20
"""Rows asked for: few enough that the small county fills most pages too."""
Listing = Callable[[Eye, str | None, int], Page[Any]]
Probe = Callable[[Eye], Callable[[], Any]]


def _listed(query: Callable[..., Page[Any]], scope: str, **wanted: Any) -> Listing:
    return lambda eye, cursor, limit: query(
        eye.connection, getattr(eye, scope), now=eye.now, cursor=cursor, limit=limit, **wanted
    )


def _cases(scope: str, **wanted: Any) -> Listing:
    return _listed(monitoring.cases, scope, wanted=CaseFilter(**wanted))


def _tasks(scope: str, **wanted: Any) -> Listing:
    return _listed(tasks.tasks, scope, wanted=TaskFilter(**wanted))


def _findings(scope: str, **wanted: Any) -> Listing:
    return _listed(findings.findings, scope, **wanted)


def _commitments(scope: str) -> Listing:
    return _listed(commitments.due_commitments, scope)


def _first(listing: Listing) -> Probe:
    return lambda eye: lambda: listing(eye, None, _PAGE)


def _deep(listing: Listing) -> Probe:
    """Page on by large pages to the last cursor, then ask for what follows that."""

    def probe(eye: Eye) -> Callable[[], Any]:
        found, at = listing(eye, None, _PAGE).next, None
        while found:
            at, found = found, listing(eye, found, 1000).next
        return lambda: listing(eye, at, _PAGE)

    return probe


def _trail(eye: Eye) -> Callable[[], Any]:
    case = eye.some_case()
    return lambda: trails.trail(eye.connection, eye.inspector, case, order="occurrence")


def _stream(eye: Eye) -> Callable[[], Any]:
    row = eye.connection.execute(
        "SELECT coalesce(max(number), 0) / 2 FROM proj.delivery"
    ).fetchone()
    assert row
    return lambda: deliveries.feed(eye.connection, eye.regulator, after=row[0], limit=50)


_LISTS: Mapping[str, Listing] = {
    "cases": _cases("inspector"),
    "cases, decided": _cases("inspector", open=False),
    "cases, red": _cases("inspector", light="RED"),
    "cases by number": _cases("inspector", number="329901-2026-00001", open=None),
    "cases of a regulator": _cases("regulator", open=None),
    "cases of a stranger": _cases("stranger", open=None),
    "findings": _findings("inspector"),
    "findings of a rule": _findings("inspector", rule="T-02"),
    "findings, red": _findings("inspector", severity="RED"),
    "findings of a stranger": _findings("stranger"),
    "tasks": _tasks("inspector"),
    "tasks, historic": _tasks("inspector", historic=True),
    "tasks of a regulator": _tasks("regulator", state="CLAIMED"),
    "tasks of a stranger": _tasks("stranger"),
    "commitments due": _commitments("inspector"),
    "commitments of a stranger": _commitments("stranger"),
}
_COUNTS: Mapping[str, Callable[[Eye], Any]] = {
    "count of lights": lambda eye: monitoring.count_lights(
        eye.connection, eye.inspector, now=eye.now
    ),
    "count of findings": lambda eye: findings.count_findings(
        eye.connection, eye.inspector, now=eye.now
    ),
    "count of stated deadlines": lambda eye: monitoring.ended_late(eye.connection, eye.inspector),
    "count of tasks": lambda eye: tasks.count_tasks(eye.connection, eye.inspector, now=eye.now),
    "count of commitments": lambda eye: commitments.count_commitments(
        eye.connection, eye.inspector, now=eye.now
    ),
}
_DEEP = ("cases", "cases, decided", "findings", "tasks", "commitments due")
PROBES: Mapping[str, Probe] = {
    **{name: _first(listing) for name, listing in _LISTS.items()},
    **{f"{name}, deep": _deep(_LISTS[name]) for name in _DEEP},
    "trail of a case": _trail,
    "stream from the middle": _stream,
    "feeds": lambda eye: lambda: deliveries.feeds(eye.connection, eye.inspector),
    **{name: (lambda eye, ask=ask: lambda: ask(eye)) for name, ask in _COUNTS.items()},
}
"""By name: what to call for an eye, prepared once and then asked again and again."""
