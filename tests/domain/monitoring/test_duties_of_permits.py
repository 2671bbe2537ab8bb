"""T-10 and L-01 of a permit: a renewal is decided before it grants itself; what is new is told."""

from datetime import datetime
from typing import Any

from domain.monitoring.findings import Severity
from domain.permit import events as permit
from domain.supervision import events as task
from tests.domain.monitoring.acts import OTHER, REGULATOR, Told, midnight, on, owed

ISSUED = Told(permit.PermitIssued, on(1, 5), {"caseId": "c", "validTo": "2026-11-30"})
"""Its last day is a Monday; five working days before lies Monday, 23 November."""
FAR = on(12, 31)


def applied(month: int, day: int, *, late: bool = False, **more: Any) -> Told:
    return Told(permit.RenewalApplied, on(month, day), {"byCase": "r", "late": late}, **more)


def steps(*acts: Told, now: datetime = FAR) -> list[tuple[Severity, datetime, str]]:
    found = owed(*acts, now=now, rule="T-10")
    return [(one.severity, one.since, one.note) for each in found for one in each.steps]


def test_an_undecided_renewal_warns_five_working_days_before_expiry_and_is_red_when_deemed():
    warned = (Severity.WARN, midnight(11, 23), "UNDECIDED")
    asked = (ISSUED, applied(10, 12))
    assert steps(*asked, now=on(11, 20)) == []
    assert steps(*asked, now=on(11, 23)) == [warned]
    deemed = (Severity.RED, midnight(12, 1), "DEEMED_RENEWED")
    assert steps(*asked) == [warned, deemed]
    silent = Told(permit.PermitDeemedRenewed, midnight(12, 1), {"validTo": "2027-11-30"})
    assert steps(*asked, silent) == [warned, deemed]


def test_whatever_settles_a_renewal_before_the_warning_leaves_nothing_to_find():
    for event in (
        permit.PermitRenewed,
        permit.RenewalRefused,
        permit.RenewalEnded,
        permit.PermitAnnulled,
        permit.PermitRevokedByPenalty,
    ):
        assert steps(ISSUED, applied(10, 12), Told(event, on(11, 20))) == []


def test_a_late_renewal_is_never_deemed_and_one_at_a_source_is_its_own_affair():
    assert steps(ISSUED, applied(11, 2, late=True)) == []
    assert steps(ISSUED, applied(10, 12, native=False)) == []


def test_the_term_that_counts_is_the_one_in_which_the_renewal_was_asked_for():
    renewed = Told(permit.PermitRenewed, on(10, 20), {"validTo": "2026-12-30"})
    again = applied(11, 2)
    found = steps(ISSUED, applied(10, 12), renewed, again, now=on(12, 24))
    assert found == [(Severity.WARN, midnight(12, 23), "UNDECIDED")]


def pushed(reason: str, month: int, day: int, to: str = REGULATOR) -> Told:
    data = {"recipient": to, "reason": reason, "permitId": "p"}
    return Told(task.SupervisionTaskPushed, on(month, day, 11), data)


def told(*acts: Told) -> list[tuple[str, str | None]]:
    return [(one.note, one.org) for one in owed(ISSUED, *acts, now=FAR, rule="L-01")]


def test_a_permit_that_ends_is_pushed_within_a_working_day():
    annulled = Told(permit.PermitAnnulled, on(3, 2))
    assert told(annulled) == [("NOT_PUSHED", REGULATOR)]
    assert told(annulled, pushed("ANNULLED", 3, 3)) == []
    assert told(annulled, pushed("ANNULLED", 3, 5)) == [("NOT_PUSHED", REGULATOR)]
    assert told(annulled, pushed("WITHDRAWN", 3, 3)) == [("NOT_PUSHED", REGULATOR)]


def test_each_suspension_is_pushed_for_itself():
    twice = (
        Told(permit.PermitSuspended, on(3, 2)),
        Told(permit.SuspensionLifted, on(3, 9)),
        Told(permit.PermitSuspended, on(3, 16)),
    )
    lifted = pushed("RESUMED", 3, 9)
    assert told(*twice, lifted, pushed("SUSPENDED", 3, 2)) == [("NOT_PUSHED", REGULATOR)]
    assert told(*twice, lifted, pushed("SUSPENDED", 3, 2), pushed("SUSPENDED", 3, 16)) == []


def test_a_push_to_a_stranger_is_found():
    annulled = Told(permit.PermitAnnulled, on(3, 2))
    right, wrong = pushed("ANNULLED", 3, 2), pushed("ANNULLED", 3, 2, OTHER)
    assert told(annulled, right, wrong) == [("WRONG_ORGANISATION", OTHER)]


def test_an_issue_needs_no_push_of_its_own_since_its_grant_was_pushed():
    assert told() == []
