"""C-01: a commitment in force must be verified in time."""

from typing import Any

import pytest

from domain.commitment import events as promise
from domain.monitoring.duties import DutyView, as_json, from_json
from domain.monitoring.findings import LATE_REPORT
from domain.monitoring.linkage import verification_overdue
from tests.domain.monitoring.acts import CHINA, REGULATOR, Told, midnight, on, owed, watched

# commitment decided 2026-07-01, 60 working days: verify by 2026-09-22 (domain.md §2.3)


def effect(month: int = 7, day: int = 1, days: int = 60) -> Told:
    data = {"verifyDays": days, "verifier": REGULATOR}
    return Told(promise.CommitmentTookEffect, on(month, day), data)


def did(event: Any, month: int, day: int, hour: int = 10, **more: Any) -> Told:
    return Told(event, on(month, day, hour), **more)


def steps(*acts: Told, now: Any) -> list[tuple[str, str]]:
    found = owed(*acts, now=now)
    return [(s.severity, s.note) for one in found if not one.cancelled for s in one.steps]


def test_it_is_warned_of_then_yellow_then_red_as_one_finding():
    # 9/20 is a worked Sunday; 9/25 to 9/27 and 10/1 to 10/7 are off, 10/10 is worked
    warn, yellow, red = midnight(9, 16), midnight(9, 23), midnight(10, 14)
    assert steps(effect(), now=on(9, 15, 23, 59)) == []
    assert steps(effect(), now=warn) == [("WARN", "DUE_SOON")]
    assert steps(effect(), now=on(9, 22, 23, 59)) == [("WARN", "DUE_SOON")]
    assert steps(effect(), now=yellow)[1:] == [("YELLOW", "OVERDUE")]
    assert len(steps(effect(), now=on(10, 13, 23, 59))) == 2
    (found,) = owed(effect(), now=red)
    assert (found.severity, found.since, found.org) == ("RED", warn, REGULATOR)
    assert [one.since for one in found.steps] == [warn, yellow, red]


@pytest.mark.parametrize(
    "event", [promise.CommitmentVerified, promise.CommitmentBreachFound, promise.CommitmentBreached]
)
def test_any_result_of_verification_ends_it_where_it_stands(event: Any):
    assert steps(effect(), did(event, 9, 14), now=on(12, 1)) == []
    late = did(event, 9, 23)
    assert steps(effect(), late, now=on(12, 1)) == [("WARN", "DUE_SOON"), ("YELLOW", "OVERDUE")]


def test_a_verification_reported_late_cancels_the_finding():
    reported = did(promise.CommitmentVerified, 9, 14, recorded=on(10, 20), native=False)
    (found,) = owed(effect(), reported, now=on(10, 21))
    assert (found.cancelled, found.cancelled_by, found.severity) == (LATE_REPORT, 2, "RED")
    assert steps(effect(), reported, now=on(10, 21)) == []


def test_a_commitment_that_never_took_effect_owes_nothing():
    assert steps(did(promise.CommitmentWithdrawn, 7, 2), now=on(12, 1)) == []


def test_a_duty_survives_being_stored():
    facts = watched(effect(), did(promise.CommitmentVerified, 9, 30))
    (duty,) = verification_overdue(DutyView(facts, CHINA, lambda *_: None))
    stored = [
        [s, since.isoformat(), note, done and [done[0].isoformat(), done[1].isoformat(), done[2]]]
        for s, since, note, done in as_json(duty)
    ]
    assert from_json(duty.rule, stored, duty.evidence, duty.org) == duty
