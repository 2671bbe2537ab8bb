"""R2: commitments due for verification in the next N working days, by department."""

from datetime import date
from typing import Any

import psycopg

from domain.commitment import events as promise
from projections.commitment_queries import commitment, count_commitments, due_commitments
from projections.engine import Projector
from projections.scope import Scope
from tests.projections.county import REGULATOR, County, at

ALL = Scope("320412")
Reader = psycopg.Connection[Any]


def test_verification_is_due_so_many_working_days_after_the_decision(
    county: County, projector: Projector, reader: Reader
) -> None:
    holiday = (date(2026, 3, 5), date(2026, 3, 6))
    county.record(county.calendar(holiday), county.in_force("p", "a", at(2), days=5))
    projector.catch_up()
    row = commitment(reader, ALL, county.stream("p"))
    assert row is not None
    assert (row["state"], row["due_on"], row["verifier"], row["provisional"]) == (
        "IN_FORCE", date(2026, 3, 11), REGULATOR, False,
    )  # fmt: skip


def test_the_list_shows_what_is_overdue_today_and_next(
    county: County, projector: Projector, reader: Reader
) -> None:
    county.record(county.calendar())
    for days in (2, 5, 7, 30):
        county.record(county.in_force(f"p{days}", "a", at(2), days=days))
    other = county.in_force("other", "b", at(2), days=5, verifier="OTHER", item="ITEM-2")
    county.record(other)
    projector.catch_up()
    now = at(9)  # the fifth working day after the decision

    page = due_commitments(reader, ALL, now=now, days=5, verifier=REGULATOR)

    assert [(row["bucket"], row["remaining"]) for row in page.items] == [
        ("OVERDUE", -3), ("TODAY", 0), ("NEXT", 2),
    ]  # fmt: skip
    counts = count_commitments(reader, ALL, now=now, days=5).buckets
    assert counts["by_verifier"] == {
        REGULATOR: {"overdue": 1, "today": 1, "next": 1},
        "OTHER": {"overdue": 0, "today": 1, "next": 0},
    }
    assert counts["by_item"]["ITEM-2"]["today"] == 1
    assert counts["by_state"] == {"IN_FORCE": 5}


def test_a_breach_starts_the_correction_period(
    county: County, projector: Projector, reader: Reader
) -> None:
    breach = promise.CommitmentBreachFound(inspectors=("r-1",), detail="不符", correction_days=3)
    county.record(county.calendar(), county.in_force("p", "a", at(2)))
    county.record(county.act("p", breach, at(4), org=REGULATOR))
    projector.catch_up()
    row = commitment(reader, ALL, county.stream("p"))
    assert row is not None
    assert (row["state"], row["due_on"]) == ("CORRECTING", date(2026, 3, 9))


def test_a_verified_commitment_is_due_no_more(
    county: County, projector: Projector, reader: Reader
) -> None:
    verified = promise.CommitmentVerified(inspectors=("r-1", "r-2"))
    county.record(county.in_force("p", "a", at(2), days=5), county.act("p", verified, at(4)))
    projector.catch_up()
    assert due_commitments(reader, ALL, now=at(30)).items == []
    assert count_commitments(reader, ALL, now=at(30)).buckets["by_state"] == {"FULFILLED": 1}
