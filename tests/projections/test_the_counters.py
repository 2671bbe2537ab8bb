"""What is counted page by page is what there is, for everybody who may ask, at any moment."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg.rows import dict_row

from domain.registry.standards import FlowProfile
from domain.shared.act import EntryMode
from projections.commitment_queries import count_commitments, due_commitments
from projections.engine import Projector
from projections.finding_queries import count_findings, findings
from projections.folding import Folding
from projections.monitoring_queries import CaseFilter, cases, count_lights, ended_late
from projections.scope import NOTHING, Scope
from projections.task_queries import TaskFilter, count_tasks, tasks
from tests.projections.county import BUREAU, REGULATOR, START, County, at, everything
from tests.projections.history import OTHER_REGULATOR, random_history

pytestmark = pytest.mark.timeout(180)
Reader = psycopg.Connection[Any]
MOMENTS = (at(4), at(15, month=4), at(1, month=7))
_ORGS: LiteralString = 'ARRAY(SELECT org FROM unnest(orgs) AS org ORDER BY org COLLATE "C")'
_OPEN: LiteralString = ", ".join(
    f"CASE WHEN judged_at IS NULL THEN {name} END"
    for name in ("warn_from", "committed_from", "legal_from", "notice_warn_from", "notice_from")
)
GROUPED: dict[LiteralString, LiteralString] = {
    "task_count": f"""SELECT region, item, recipient, {_ORGS}, state, historic, next_due
                        FROM proj.task""",
    "commitment_count": f"""SELECT region, item, verifier, {_ORGS}, state, due_on
                              FROM proj.commitment""",
    "case_count": f"""
        SELECT region, item, {_ORGS},
               CASE WHEN judged_at IS NULL THEN NULL WHEN judged_at >= legal_from THEN 'RED'
                    WHEN judged_at >= committed_from THEN 'YELLOW' ELSE 'GREEN' END,
               CASE WHEN ended_at IS NULL THEN 'not_ended' WHEN stated_due IS NULL
                    THEN 'without_deadline' WHEN ended_at > stated_due THEN 'late'
                    ELSE 'in_time' END, {_OPEN}
          FROM proj.monitored_case""",
    "day_count": f"""
        SELECT region, item, {_ORGS}, kind, (at AT TIME ZONE 'Asia/Shanghai')::date,
               legal, committed
          FROM proj.monitored_case, LATERAL (VALUES
            ('RECEIVED', received_at, NULL, NULL), ('ACCEPTED', accepted_at, NULL, NULL),
            ('DECIDED', decided_at, decided_at < legal_from, decided_at < committed_from)
          ) AS passed (kind, at, legal, committed) WHERE at IS NOT NULL""",
    "finding_count": f"""SELECT region, item, {_ORGS}, rule, severity FROM proj.finding
                           JOIN proj.monitored_case USING (case_id) WHERE cancelled = ''""",
    "duty_count": f"""SELECT region, item, {_ORGS}, rule, date_trunc('day', warn_from, 'UTC'),
                        date_trunc('day', yellow_from, 'UTC'),
                             date_trunc('day', red_from, 'UTC'), date_trunc('day', opens_at, 'UTC')
                        FROM proj.duty WHERE item IS NOT NULL AND opens_at < '9999-01-01Z'""",
}


def test_after_any_history_each_counter_is_its_table_grouped(
    county: County, projector: Projector, reader: Reader, few_in_memory: None
) -> None:
    history = _busy(county, 41)
    for start in range(0, len(history), 40):
        county.record(*history[start : start + 40])
        projector.catch_up()
        _assert_grouped(reader)


def test_every_reader_is_told_what_his_lists_hold(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(*_busy(county, 42))
    projector.catch_up()
    unnamed = reader.execute("SELECT count(*) FROM proj.duty WHERE item IS NULL").fetchone()
    assert unnamed
    assert unnamed[0]
    for scope in _scopes(county.region):
        _assert_told(reader, scope)
    opened = reader.execute("SELECT opens_at FROM proj.duty ORDER BY opens_at").fetchall()
    for (opens,) in opened[:: len(opened) // 6]:
        for now in (opens - timedelta(microseconds=1), opens, opens + timedelta(hours=9)):
            _assert_found(reader, Scope(county.region), now)
            _assert_found(reader, Scope(county.region, items=("ITEM-1",)), now)


@pytest.mark.parametrize("page_size", [1, 9])
def test_no_cut_into_pages_and_no_forgetting_changes_a_counter(
    url: str, county: County, projector: Projector, few_in_memory: None, page_size: int
) -> None:
    county.record(*_busy(county, 44))
    cut = Projector(url, page_size=page_size, growth=1)
    cut.catch_up()
    cut.close()
    rows = everything(url)
    assert all(rows[table] for table in GROUPED)
    projector.rebuild()
    assert everything(url) == rows


@pytest.fixture
def few_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are read again from their tables, and with them what they are counted in."""
    monkeypatch.setattr(Folding, "limit", 4)


def _busy(county: County, seed: int) -> list[Any]:
    """A random history with historic tasks, stated deadlines, and a decision that names no item."""
    history = random_history(county, seed)
    reported: dict[str, Any] = {"mode": EntryMode.IMPORTED}
    nameless = county.opened("nameless", profile=FlowProfile.FIVE_STAGE, **reported)
    return [
        *history[:60],
        *(county.pushed(f"old-{n}", f"c{n}", historic=True) for n in range(3)),
        *nameless,
        county.granted("nameless", at(5), item=None, **reported),
        *county.opened("stated", START, stated=at(9)),
        *history[60:],
    ]


def _scopes(region: str) -> Iterator[Scope]:
    for orgs in (None, (REGULATOR,), (BUREAU,), (REGULATOR, OTHER_REGULATOR, BUREAU), ()):
        for items in (None, ("ITEM-1",), ("ITEM-1", "ITEM-2"), ()):
            yield Scope(region, orgs, items)
    yield Scope("320499")
    yield NOTHING


def _assert_grouped(reader: Reader) -> None:
    for table, rows in GROUPED.items():
        names = reader.execute(f"SELECT * FROM proj.{table} LIMIT 0").description or ()
        columns = [column.name for column in names if column.name not in ("key", "n")]
        kept = reader.execute(f"SELECT {', '.join(columns)}, n FROM proj.{table}").fetchall()  # ty: ignore
        there = Counter(map(_plain, reader.execute(rows).fetchall()))
        assert {_plain(row[:-1]): row[-1] for row in kept} == dict(there), table
        assert len(kept) == len(there), table


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in row)


def _assert_told(reader: Reader, scope: Scope) -> None:
    for now in MOMENTS:
        for wanted in (CaseFilter(), CaseFilter(open=None), CaseFilter(item="ITEM-2", open=False)):
            lights = count_lights(reader, scope, now=now, wanted=wanted).buckets
            page = cases(reader, scope, now=now, wanted=wanted, limit=1000)
            assert +Counter(lights) == Counter(row["light"] for row in page.items), (scope, now)
        _assert_found(reader, scope, now)
        _assert_tasks_told(reader, scope, now)
        _assert_commitments_told(reader, scope, now)
    _assert_ends_told(reader, scope)


def _assert_found(reader: Reader, scope: Scope, now: datetime) -> None:
    found = count_findings(reader, scope, now=now).buckets
    rows = findings(reader, scope, now=now, limit=1000).items
    told = Counter({(rule, s): n for rule, each in found.items() for s, n in each.items()})
    assert +told == Counter((row["rule"], row["severity"]) for row in rows), (scope, now)


def _assert_tasks_told(reader: Reader, scope: Scope, now: datetime) -> None:
    for recipient in (None, REGULATOR):
        told = count_tasks(reader, scope, now=now, recipient=recipient).buckets
        wanted = TaskFilter(recipient=recipient, open=False)
        rows = tasks(reader, scope, now=now, wanted=wanted, limit=1000).items
        assert +Counter(told["by_state"]) == Counter(row["state"] for row in rows)
        assert told["historic"] == sum(row["historic"] for row in rows)
        due = [row["next_due"] for row in rows if row["next_due"]]
        assert told["overdue"] == sum(one <= now for one in due)
        new = [row for row in rows if row["state"] in ("PUSHED", "SIGNED")]
        assert told["unclaimed"] == sum(not row["historic"] for row in new)


def _assert_commitments_told(reader: Reader, scope: Scope, now: datetime) -> None:
    for verifier in (None, OTHER_REGULATOR):
        told = count_commitments(reader, scope, now=now, days=30, verifier=verifier).buckets
        more = {"days": 30, "verifier": verifier, "limit": 1000}
        rows = due_commitments(reader, scope, now=now, **more).items
        for name, group in (("verifier", told["by_verifier"]), ("item", told["by_item"])):
            each = {(k, b.upper()): n for k, buckets in group.items() for b, n in buckets.items()}
            assert +Counter(each) == Counter((row[name], row["bucket"]) for row in rows)
        where, params = scope.where(orgs="orgs")
        states = reader.execute(
            f"""SELECT state FROM proj.commitment
                 WHERE {where} AND (%(v)s::text IS NULL OR verifier = %(v)s)""",
            {**params, "v": verifier},
        ).fetchall()
        assert told["by_state"] == Counter(state for (state,) in states)


def _assert_ends_told(reader: Reader, scope: Scope) -> None:
    where, params = scope.where(orgs="orgs")
    with reader.cursor(row_factory=dict_row) as cur:
        row = cur.execute(
            f"""SELECT count(ended_at) AS ended,
                       count(*) FILTER (WHERE ended_at > stated_due) AS late,
                       count(*) FILTER (WHERE ended_at <= stated_due) AS in_time,
                       count(ended_at) FILTER (WHERE stated_due IS NULL) AS without_deadline,
                       count(*) FILTER (WHERE ended_at IS NULL) AS not_ended
                  FROM proj.monitored_case WHERE {where}""",
            params,
        ).fetchone()
    assert ended_late(reader, scope).buckets == row
