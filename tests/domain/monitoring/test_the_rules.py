"""The monitoring rules on plain facts: no database, no clock of their own."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.approval import events as case
from domain.monitoring.deadlines import ItemTerms, deadlines, unknown_calendar
from domain.monitoring.facts import CaseFacts, Entry
from domain.monitoring.rules import RULES, CaseView, Finding, findings
from domain.monitoring.steps import HANDLES, fold, phase_of
from domain.registry.standards import FlowProfile
from domain.timing.days import SHANGHAI
from domain.timing.versions import weekend_calendar

CALENDAR = weekend_calendar("320412", SHANGHAI, date(2026, 1, 1), date(2026, 12, 31))
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FIVE = ItemTerms(profile=FlowProfile.FIVE_STAGE)


def entry(event: type, hours: float = 0, position: int = 1, **more: Any) -> Entry:
    at = START + timedelta(hours=hours)
    data = more.pop("data", {})
    recorded = more.pop("recorded", at)
    return Entry(
        event.TYPE, position, at, recorded, data, **{"person": "p", "role": "WINDOW", **more}
    )  # ty: ignore


def facts_of(*entries: Entry) -> CaseFacts:
    facts = CaseFacts()
    for one in entries:
        fold(facts, one)
    return facts


def found(facts: CaseFacts, now: datetime | None = None, terms: ItemTerms = FIVE) -> list[Finding]:
    dates = deadlines(facts, CALENDAR, terms)
    return list(findings(CaseView(facts, dates, CALENDAR, terms, now)))


def by_rule(facts: CaseFacts, rule: str) -> list[Finding]:
    return [one for one in found(facts) if one.rule == rule]


def test_every_rule_has_its_title_and_its_law() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.zh
        assert rule.en
        assert rule.law
        assert rule.severity
        assert rule.notify


def test_without_a_moment_only_settled_findings_are_told() -> None:
    accepted = entry(case.CaseAccepted, data={"legalDays": 2})
    facts = facts_of(accepted)
    assert found(facts) == []
    assert [one.rule for one in found(facts, START + timedelta(days=30))] == ["T-03"]


def test_the_clock_itself_is_in_nobodys_hands() -> None:
    facts = facts_of(
        entry(case.MaterialsReceived, 0, 1, person="system", role="SYSTEM"),
        entry(case.PermitGranted, 1, 2, person="system", role="SYSTEM"),
    )
    assert by_rule(facts, "P-02") == []


def test_two_levels_let_the_decider_review() -> None:
    acts = (entry(case.ReviewCompleted, 0, 1), entry(case.PermitGranted, 1, 2))
    two = ItemTerms(profile=FlowProfile.TWO_LEVEL)
    assert [one.rule for one in found(facts_of(*acts), terms=two)] == []
    assert [one.rule for one in found(facts_of(*acts))] == ["P-02"]
    assert found(facts_of(*acts), terms=ItemTerms()) == []


def test_a_surveyor_named_as_staff_counts_as_a_hand() -> None:
    staff = {"staff": ["x", "y"], "caseId": "c"}
    facts = facts_of(
        entry(case.SurveyConducted, 0, 1, data=staff),
        entry(case.PermitGranted, 1, 2, person="y"),
    )
    assert [(one.person, one.note) for one in by_rule(facts, "P-02")] == [("y", "DECIDE+SURVEY")]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(0.02, []), (-0.05, []), (-0.5, ["BEFORE_RECORDED"])],
)
def test_clocks_may_differ_by_five_minutes(hours: float, expected: list[str]) -> None:
    facts = facts_of(entry(case.StepRecorded, 0, 1, data={"code": "a"}))
    fold(facts, entry(case.StepRecorded, hours, 2, data={"code": "b"}))
    assert [one.note for one in found(facts)] == expected


@pytest.mark.parametrize(
    ("entered", "notes"),
    [
        (date(2026, 3, 6), []),  # the same Friday
        (date(2026, 3, 9), []),  # the next working day
        (date(2026, 3, 10), ["LATE_ENTRY"]),
    ],
)
def test_an_entry_is_late_after_more_than_one_working_day(entered: date, notes: list[str]) -> None:
    recorded = datetime(entered.year, entered.month, entered.day, 9, tzinfo=UTC)
    act = entry(case.StepRecorded, 24 * 4, 1, data={"code": "a"}, recorded=recorded)
    assert [one.note for one in found(facts_of(act))] == notes


def test_reported_acts_may_be_entered_late_but_not_decided_before_accepted() -> None:
    late = START + timedelta(days=30)
    facts = facts_of(
        entry(case.CaseAccepted, 48, 1, native=False, recorded=late),
        entry(case.PermitGranted, 0, 2, native=False, recorded=late, person="q"),
    )
    assert [one.note for one in by_rule(facts, "D-01")] == ["DECIDED<ACCEPTED"]


def test_a_deemed_acceptance_is_a_late_notice() -> None:
    received = entry(case.MaterialsReceived, 0, 1)
    deemed = entry(
        case.CaseDeemedAccepted, 24 * 8, 2, role="SYSTEM", effective_date="2026-03-02",
        data={"legalDays": 20, "committedDays": 10},
    )  # fmt: skip
    facts = facts_of(received, deemed)
    assert [(one.rule, one.severity) for one in found(facts)] == [("T-04", "YELLOW")]
    assert deadlines(facts, CALENDAR, FIVE).legal_due == date(2026, 3, 30)


def test_items_speak_where_the_case_is_silent() -> None:
    facts = facts_of(entry(case.CaseAccepted))
    terms = ItemTerms(legal_days=5, committed_days=3)
    dates = deadlines(facts, CALENDAR, terms)
    assert (dates.legal_due, dates.committed_due) == (date(2026, 3, 9), date(2026, 3, 5))
    silent = deadlines(facts, CALENDAR, ItemTerms())
    assert (silent.legal_due, silent.committed_due) == (date(2026, 3, 30), None)


def test_an_unknown_region_is_counted_provisionally() -> None:
    facts = facts_of(entry(case.CaseAccepted))
    assert deadlines(facts, unknown_calendar("999999"), FIVE).provisional


_DATA: dict[str, dict[str, Any]] = {
    "case.application_submitted": {"caseNumber": "n", "itemCode": "i"},
    "case.accepted": {"legalDays": 20, "committedDays": 5},
    "case.deemed_accepted": {"legalDays": 20, "committedDays": 5},
    "case.special_procedure_started": {
        "procedure": "HEARING", "noticedDays": 3, "noticeServed": True,
    },
    "case.special_procedure_ended": {"procedure": "HEARING"},
    "case.step_recorded": {"code": "s"},
    "case.survey_ordered": {"surveyId": "s"},
    "survey.conducted": {"staff": ["p", "q"]},
}  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from(sorted(HANDLES)), st.integers(0, 300)), max_size=25),
    st.randoms(use_true_random=False),
)
def test_the_order_of_arrival_does_not_matter(acts: list[tuple[str, int]], rnd: Any) -> None:
    entries = [
        Entry(
            name, position, START + timedelta(hours=hour), START + timedelta(days=20),
            _DATA.get(name, {}), f"p{position % 4}", "WINDOW", native=False, order=position,
        )
        for position, (name, hour) in enumerate(acts, start=1)
    ]  # fmt: skip
    shuffled = entries[:]
    rnd.shuffle(shuffled)
    one, other = facts_of(*entries), facts_of(*shuffled)
    now = START + timedelta(days=15)
    assert phase_of(one) == phase_of(other)
    assert deadlines(one, CALENDAR, FIVE) == deadlines(other, CALENDAR, FIVE)
    assert found(one, now) == found(other, now)
