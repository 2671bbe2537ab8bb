"""P-07, P-08, P-09: repeated supplements, special procedures and extensions against the rules."""

from typing import Any

import pytest

from domain.approval import events as case
from domain.monitoring.deadlines import ItemTerms
from domain.monitoring.findings import Severity
from tests.domain.monitoring.acts import FIVE, Told, case_findings, on

SERVED = {"procedure": "HEARING", "noticedDays": 5, "noticeServed": True}
BY_HEAD = {"days": 10, "approvedBy": "HEAD", "noticeServed": True}


def notes(*acts: Told, rule: str, terms: ItemTerms = FIVE) -> list[str]:
    return [one.note for one in case_findings(*acts, rule=rule, terms=terms)]


def noticed(day: int, *missing: str, **more: Any) -> Told:
    return Told(case.SupplementNoticed, on(3, day), {"missing": list(missing)}, **more)


def handed_in(day: int, *names: str) -> Told:
    materials = [{"name": name} for name in names]
    return Told(case.MaterialsResubmitted, on(3, day), {"materials": materials})


def test_a_second_notice_may_repeat_a_demand_and_not_make_a_new_one() -> None:
    assert notes(noticed(3, "图纸", "身份证明"), rule="P-07") == []
    assert notes(noticed(3, "图纸"), noticed(5, "图纸"), rule="P-07") == []
    (found,) = case_findings(noticed(3, "图纸"), noticed(5, "图纸", "承诺书"), rule="P-07")
    assert (found.severity, found.note, found.evidence) == (Severity.YELLOW, "NEW_DEMAND", (1, 2))


def test_a_demand_about_what_was_handed_in_since_rests_on_a_new_fact() -> None:
    acts = [noticed(3, "图纸"), handed_in(4, "图纸"), noticed(5, "图纸未盖章")]
    assert notes(*acts, rule="P-07") == []
    assert notes(noticed(3, "图纸"), handed_in(4, "图纸"), noticed(5, "承诺书"), rule="P-07")


def test_a_reported_second_notice_is_judged_as_well_if_it_says_what_was_missing() -> None:
    again = noticed(5, "承诺书", native=False)
    assert notes(noticed(3, "图纸", native=False), again, rule="P-07") == ["NEW_DEMAND"]
    assert notes(noticed(3, native=False), noticed(5, native=False), rule="P-07") == []


@pytest.mark.parametrize(
    ("stated", "native", "found"),
    [
        ({}, True, []),
        ({"noticeServed": False}, True, ["NO_NOTICE"]),
        ({"noticedDays": None}, True, ["NO_NOTICE"]),
        ({"noticeServed": False}, False, []),
        ({"procedure": "OTHER_LAW"}, True, ["NOT_ON_LIST"]),
        ({"procedure": "OTHER_LAW", "noticeServed": False}, True, ["NO_NOTICE+NOT_ON_LIST"]),
        ({"procedure": "OTHER_LAW"}, False, ["NOT_ON_LIST"]),
    ],
)
def test_a_special_procedure_is_on_the_list_and_told_in_writing(
    stated: dict[str, Any], native: bool, found: list[str]
) -> None:
    started = Told(case.SpecialProcedureStarted, on(3, 3), {**SERVED, **stated}, native=native)
    assert notes(started, rule="P-08") == found


def test_the_item_version_says_which_special_procedures_it_allows() -> None:
    started = Told(case.SpecialProcedureStarted, on(3, 3), SERVED)
    testing = ItemTerms(special_procedures=("TESTING",))
    assert notes(started, rule="P-08", terms=testing) == ["NOT_ON_LIST"]
    other = Told(case.SpecialProcedureStarted, on(3, 3), {**SERVED, "procedure": "OTHER_LAW"})
    assert notes(other, rule="P-08", terms=ItemTerms(special_procedures=("OTHER_LAW",))) == []


def extended(month: int, day: int, native: bool = True, **stated: Any) -> Told:
    return Told(case.DeadlineExtended, on(month, day), {**BY_HEAD, **stated}, native=native)


@pytest.mark.parametrize(
    ("acts", "found"),
    [
        ([extended(3, 10)], []),
        ([extended(3, 31)], ["AFTER_DUE"]),
        ([extended(3, 10), extended(3, 11)], ["SECOND"]),
        ([extended(3, 10, approvedBy="GOVERNMENT")], ["WRONG_APPROVER"]),
        ([extended(3, 10, noticeServed=False)], ["NOT_TOLD"]),
        ([extended(3, 10, approvedBy=None)], ["WRONG_APPROVER"]),
        ([extended(3, 10, native=False, noticeServed=False)], []),
        ([extended(3, 10, native=False, approvedBy=None)], []),
        ([extended(3, 10, native=False, approvedBy="GOVERNMENT")], ["WRONG_APPROVER"]),
        ([extended(3, 31, native=False)], ["AFTER_DUE"]),
    ],
)
def test_an_extension_is_granted_once_in_time_by_the_right_approver_and_told(
    acts: list[Told], found: list[str]
) -> None:
    accepted = Told(case.CaseAccepted, on(3, 2), {"legalDays": 20, "committedDays": 10})
    rows = case_findings(accepted, *acts, rule="P-09")
    assert [one.note for one in rows] == found
    assert {one.severity for one in rows} <= {Severity.RED}
