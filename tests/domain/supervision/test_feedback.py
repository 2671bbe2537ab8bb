"""监管反馈: what acts of supervision leave open on a subject (S1「反馈应用」)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.supervision.feedback import Gist, Noted, open_finding
from domain.supervision.feedback_acts import about

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
STREAM = UUID(int=1)
FAILED = {"items": [{"name": "冷藏", "outcome": "FAILED"}]}
PASSED = {"items": [{"name": "冷藏", "outcome": "PASSED"}]}
FINE = {"kinds": ["FINE"], "fineCents": 100}


def story(*said: tuple[str, dict[str, Any]]) -> list[Noted]:
    """One act a day."""
    return [
        Noted(STREAM, kind, at, at, number, data)
        for number, (kind, data) in enumerate(said)
        for at in [START + timedelta(days=number)]
    ]


def i(name: str, **data: Any) -> tuple[str, dict[str, Any]]:
    return f"inspection.{name}", data


ORDERED = (i("recorded", **FAILED), i("correction_ordered"))
DECIDED = (*ORDERED, i("reinspected", corrected=True), i("penalty_decided", **FINE))
BREACH = ("commitment.breach_found", {})


@pytest.mark.parametrize(
    ("said", "gist"),
    [
        ([("task.result_recorded", {"finding": "COMPLIANT"})], None),
        ([("task.result_recorded", {"finding": "NON_COMPLIANT"})], Gist.NON_COMPLIANT),
        ([i("recorded", **PASSED)], None),
        ([i("recorded", **FAILED)], Gist.FAILED_CHECKS),
        ([i("recorded", **FAILED), i("cleared")], None),
        (ORDERED, Gist.CORRECTION_ORDERED),
        ([*ORDERED, i("reinspected", corrected=False)], Gist.NOT_CORRECTED),
        ([*ORDERED, i("reinspected", corrected=True)], None),
        ([*ORDERED, i("penalty_filed")], Gist.PENALTY_FILED),
        ([*ORDERED, i("penalty_filed"), i("reinspected", corrected=True)], Gist.PENALTY_FILED),
        (
            [*ORDERED, i("penalty_filed"), i("penalty_not_imposed", ground="NO_FAULT")],
            Gist.CORRECTION_ORDERED,
        ),
        ([*ORDERED, i("penalty_not_imposed", ground="FIRST_AND_CORRECTED")], None),
        (DECIDED, Gist.PENALTY_DECIDED),
        ([*DECIDED, i("penalty_paid", amountCents=60)], Gist.PENALTY_DECIDED),
        ([*DECIDED, *[i("penalty_paid", amountCents=60)] * 2], None),
        (
            [*DECIDED, i("late_fine_added", amountCents=30), *[i("penalty_paid", amountCents=60)]],
            Gist.PENALTY_DECIDED,
        ),
        ([*DECIDED, i("penalty_withdrawn")], None),
        ([*ORDERED, i("cancelled")], None),
        ([BREACH], Gist.BREACH_FOUND),
        ([BREACH, ("commitment.correction_verified", {})], None),
        ([BREACH, ("commitment.breached", {})], Gist.BREACHED),
    ],
)
def test_what_is_left_open(said: list[tuple[str, dict[str, Any]]], gist: Gist | None):
    found = open_finding(story(*said), START + timedelta(days=60))
    assert (found.gist if found else None) is gist


@pytest.mark.parametrize(
    ("said", "days", "is_open"),
    [
        ([("task.result_recorded", {"finding": "NON_COMPLIANT"})], 364, True),
        ([("task.result_recorded", {"finding": "NON_COMPLIANT"})], 365, False),
        ([i("penalty_decided", kinds=["WARNING"])], 365, False),
        (ORDERED, 2000, True),
        ([("commitment.breached", {})], 1000, True),
        ([("commitment.breached", {})], 1095, False),
    ],
)
def test_how_long_it_stays_open(said: list[Any], days: int, is_open: bool):
    assert (open_finding(story(*said), START + timedelta(days=days)) is not None) is is_open


def test_the_order_of_arrival_is_moot_and_what_is_to_come_does_not_count():
    acts = story(*ORDERED, i("reinspected", corrected=True))
    assert open_finding(reversed(acts), START + timedelta(days=9)) is None
    found = open_finding(acts, START + timedelta(days=1))
    assert found is not None
    assert (found.gist, found.position) == (Gist.CORRECTION_ORDERED, 1)


def test_a_stream_tells_whom_it_is_about_or_its_case_does():
    subject = {"subjectId": str(UUID(int=7)), "kind": "ORGANISATION"}
    pushed = ("task.pushed", {"applicant": subject, "caseId": str(UUID(int=9))})
    assert about(story(pushed)) == (UUID(int=7), UUID(int=9))
    assert about(story(("commitment.offered", {"caseId": str(UUID(int=9))}))) == (
        None,
        UUID(int=9),
    )
