"""The lateness that a real log states comes out of the view (WABO receipt phase, CoSeLoG)."""

import csv
import gzip
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from domain.approval import events as case
from domain.shared.act import EntryMode
from projections.engine import Projector
from projections.finding_queries import count_findings
from projections.monitoring_queries import ended_late
from projections.scope import Scope
from tests.projections.county import County

DATA = Path(os.environ.get("SHENGUAN_DATA", "../shared/data")) / "wabo-receipt/receipt.csv.gz"


def _rows() -> dict[str, dict[str, str]]:
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        return {row["case:concept:name"]: row for row in csv.DictReader(file)}


@pytest.mark.data
@pytest.mark.skipif(not DATA.exists(), reason=f"{DATA} is absent")
def test_377_of_1329_ended_cases_are_late(
    county: County, projector: Projector, reader: psycopg.Connection[Any]
) -> None:
    acts, mode = [], EntryMode.IMPORTED
    for name, row in _rows().items():
        due = datetime.fromisoformat(row["case:deadline"])
        started = datetime.fromisoformat(row["case:startdate"])
        acts.append(county.opened(name, started, mode=mode, stated=due)[0])
        if row["case:enddate"]:
            ended = datetime.fromisoformat(row["case:enddate"])
            acts.append(county.act(name, case.CaseEndedAtSource(), ended, mode=mode))
    now = datetime(2026, 11, 1, tzinfo=UTC)
    county.record(*acts, recorded=now)
    projector.catch_up()

    counts = ended_late(reader, Scope(county.region)).buckets

    assert (counts["ended"], counts["late"], counts["not_ended"]) == (1329, 377, 105)
    red = count_findings(reader, Scope(county.region), now=now).buckets["T-03"]["RED"]
    assert red == 377 + 105  # by now, every case that has not ended is late too
