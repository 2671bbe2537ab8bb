"""P-12 清单外要求, C-07 容缺逾期, and how gaps, filings and computed decisions count."""

from dataclasses import replace

import pytest

from domain.approval import events as case
from domain.approval import material_events as material
from domain.approval import ruling_events as ruling
from domain.monitoring.findings import Severity
from domain.registry.standards import (
    FlowProfile,
    ItemStandard,
    MaterialRequirement,
    MaterialSource,
)
from tests.domain.monitoring.acts import FIVE, Told, case_findings, midnight, on, owed

LISTED = ItemStandard(
    materials=(
        MaterialRequirement(name="申请表"),
        MaterialRequirement(name="营业执照", source=MaterialSource.DEPARTMENT_FETCH),
    )
)
OPENED = Told(case.ApplicationSubmitted, on(9, 1))
WITH_GAPS = Told(
    material.AcceptedWithGaps, on(9, 2), {"gaps": ["租赁合同", "平面图"], "gapDays": 3}
)
OVER = midnight(9, 8)


def supplied(name: str, day: int) -> Told:
    return Told(material.GapMaterialSupplied, on(9, day), {"name": name})


def noticed(*missing: str) -> Told:
    return Told(case.SupplementNoticed, on(9, 2), {"missing": list(missing)})


@pytest.mark.parametrize(
    ("demand", "note"),
    [
        ("无犯罪记录证明", "NOT_IN_STANDARD"),
        ("其他材料", "CATCH_ALL"),
        ("营业执照", "OURS_TO_FETCH"),
    ],
)
def test_a_demand_outside_the_standard_is_found(demand: str, note: str):
    (found,) = case_findings(noticed("申请表", demand), standard=LISTED, rule="P-12")
    assert (found.severity, found.note) == (Severity.YELLOW, note)


def test_what_the_standard_asks_for_is_no_extra_demand():
    assert not case_findings(noticed("申请表"), standard=LISTED, rule="P-12")


def test_without_a_material_list_only_what_names_nothing_is_found():
    assert not case_findings(noticed("图纸"), rule="P-12")
    assert case_findings(noticed("图纸", "其他材料"), rule="P-12")


def test_an_open_case_whose_gap_period_is_over_is_found():
    acts = (OPENED, WITH_GAPS, supplied("平面图", 3))
    assert not owed(*acts, now=on(9, 7, 23), of_case=True, rule="C-07")
    (found,) = owed(*acts, now=OVER, of_case=True, rule="C-07")
    assert (found.severity, found.since) == (Severity.YELLOW, OVER)


def test_gaps_that_were_closed_in_time_are_no_finding():
    acts = (OPENED, WITH_GAPS, supplied("平面图", 3), supplied("租赁合同", 4))
    assert not owed(*acts, now=on(10, 30), of_case=True, rule="C-07")


def test_a_case_that_the_clock_closed_at_the_end_of_the_period_is_no_finding():
    expired = Told(material.GapExpired, OVER, {"missing": ["租赁合同", "平面图"]})
    assert not owed(OPENED, WITH_GAPS, expired, now=on(10, 30), of_case=True, rule="C-07")


def test_acceptance_with_gaps_starts_the_clocks_and_answers_the_application():
    acts = (Told(case.MaterialsReceived, on(9, 1)), WITH_GAPS)
    assert not case_findings(*acts, rule="T-04", now=on(9, 30))
    limited = replace(FIVE, legal_days=5, committed_days=3)
    (late,) = case_findings(*acts, terms=limited, rule="T-03", now=on(9, 30))
    assert late.since == midnight(9, 10)


def test_an_instant_grant_needs_rules_that_were_met():
    instant = replace(FIVE, profile=FlowProfile.INSTANT)
    granted = Told(case.PermitGranted, on(9, 3))
    for passed, notes in ((True, []), (False, ["RULES"])):
        computed = Told(ruling.InstantDecisionComputed, on(9, 2), {"passed": passed})
        found = case_findings(computed, granted, terms=instant, rule="P-01")
        assert [one.note for one in found] == notes
