"""P-01, P-06, P-10: a decision and a certificate, and what must have occurred before them."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.approval import events as case
from domain.monitoring.deadlines import ItemTerms
from domain.monitoring.findings import LATE_REPORT
from domain.registry.standards import FlowProfile
from tests.domain.monitoring.acts import FIVE, Told, case_findings, on

TWO = ItemTerms(profile=FlowProfile.TWO_LEVEL)
SURVEYED = ItemTerms(profile=FlowProfile.FIVE_STAGE, survey_required=True)
SURVEY = UUID(int=7)


def reviewed(day: int = 3, **more: Any) -> Told:
    return Told(case.ReviewCompleted, on(3, day), **more)


def surveyed(day: int = 3, **more: Any) -> Told:
    data = {"staff": ["x", "y"], "caseId": "c"}
    return Told(case.SurveyConducted, on(3, day), data, stream=SURVEY, **more)


def concluded(day: int = 4, hour: int = 10, **more: Any) -> Told:
    data = {"caseId": "c", "passed": True}
    return Told(case.SurveyConcluded, on(3, day, hour), data, stream=SURVEY, **more)


def ordered(day: int = 2, survey: UUID = SURVEY) -> Told:
    return Told(case.SurveyOrdered, on(3, day), {"surveyId": str(survey)})


def granted(day: int = 5, data: dict[str, Any] | None = None, **more: Any) -> Told:
    return Told(case.PermitGranted, on(3, day), data or {}, **more)


def refused(day: int = 5) -> Told:
    return Told(case.PermitRefused, on(3, day))


def certified(day: int = 6, **more: Any) -> Told:
    return Told(case.CertificateMade, on(3, day), **more)


def notes(*acts: Told, rule: str, terms: ItemTerms = FIVE) -> list[str]:
    """What stands."""
    found = case_findings(*acts, rule=rule, terms=terms)
    return [one.note for one in found if not one.cancelled]


@pytest.mark.parametrize("decision", [granted, refused])
def test_a_decision_without_review_skips_a_stage(decision: Any):
    found = case_findings(decision(), rule="P-01")
    assert [(one.severity, one.since, one.evidence, one.note) for one in found] == [
        ("RED", on(3, 5), (1,), "REVIEW")
    ]
    assert notes(reviewed(), decision(), rule="P-01") == []


def test_a_review_after_the_decision_does_not_heal_it():
    assert notes(granted(5), reviewed(6), rule="P-01") == ["REVIEW"]


def test_in_two_levels_the_decision_is_the_review():
    assert notes(granted(), rule="P-01", terms=TWO) == []
    assert notes(granted(), rule="P-01", terms=ItemTerms()) == []


def test_the_profile_that_the_case_states_goes_before_the_item_s():
    opened = Told(
        case.ApplicationSubmitted, on(3, 1), {"profile": "TWO_LEVEL", "surveyRequired": True}
    )
    assert notes(opened, granted(), rule="P-01") == ["SURVEY"]


def test_a_required_survey_that_never_took_place_is_a_skipped_stage():
    assert notes(reviewed(), granted(), rule="P-01", terms=SURVEYED) == ["SURVEY"]
    assert notes(granted(), rule="P-01", terms=SURVEYED) == ["REVIEW+SURVEY"]
    assert notes(reviewed(), surveyed(), granted(), rule="P-01", terms=SURVEYED) == []


def test_a_decision_while_an_opinion_is_awaited_skips_a_stage():
    begun = Told(case.SpecialProcedureStarted, on(3, 3), {"procedure": "EXPERT_REVIEW"})
    ended = Told(case.SpecialProcedureEnded, on(3, 4), {"procedure": "EXPERT_REVIEW"})
    other = Told(case.SpecialProcedureEnded, on(3, 4), {"procedure": "HEARING"})
    assert notes(reviewed(), begun, granted(), rule="P-01") == ["OPINION"]
    assert notes(reviewed(), begun, other, granted(), rule="P-01") == ["OPINION"]
    assert notes(reviewed(), begun, ended, granted(), rule="P-01") == []


def test_a_grant_before_the_survey_s_result_is_found_by_instants_of_occurrence():
    early, late = concluded(5, hour=9), concluded(5, hour=11)
    assert notes(surveyed(), early, granted(5), rule="P-06", terms=SURVEYED) == []
    assert notes(surveyed(), late, granted(5), rule="P-06", terms=SURVEYED) == [
        "SURVEY_NOT_CONCLUDED"
    ]
    same = concluded(5, hour=10)
    assert notes(surveyed(), same, granted(5), rule="P-06", terms=SURVEYED) == []


def test_an_ordered_survey_must_be_awaited_even_where_none_is_required():
    assert notes(ordered(), granted(), rule="P-06") == ["SURVEY_NOT_CONCLUDED"]
    assert notes(ordered(), surveyed(), concluded(), granted(), rule="P-06") == []
    second = ordered(3, UUID(int=8))
    assert notes(ordered(), concluded(), second, granted(), rule="P-06") == ["SURVEY_NOT_CONCLUDED"]
    assert notes(ordered(6), granted(5), rule="P-06") == []


def test_a_refusal_before_the_survey_s_result_is_not_p_06():
    assert notes(ordered(), refused(), rule="P-06") == []


def test_a_certificate_needs_a_grant_that_preceded_it():
    assert notes(certified(), rule="P-10") == ["NO_DECISION"]
    assert notes(certified(5), granted(6), rule="P-10") == ["NO_DECISION"]
    assert notes(refused(), certified(), rule="P-10") == ["REFUSED"]
    assert notes(granted(), certified(), rule="P-10") == []


def test_a_certificate_must_say_what_was_granted():
    over = granted(data={"validTo": "2026-03-05"})
    assert notes(over, certified(6), rule="P-10") == ["EXPIRED"]
    assert notes(granted(), certified(item="ITEM-2"), rule="P-10") == ["OTHER_ITEM"]
    assert notes(granted(), certified(item=None), rule="P-10") == []


def test_every_certificate_of_a_case_is_looked_at():
    assert notes(certified(4), granted(5), certified(6), rule="P-10") == ["NO_DECISION"]


@pytest.mark.parametrize(
    ("rule", "acts", "note"),
    [
        ("P-01", lambda: (granted(native=False), reviewed(native=False)), "REVIEW"),
        ("P-06", lambda: (ordered(), granted(), concluded()), "SURVEY_NOT_CONCLUDED"),
        ("P-10", lambda: (certified(), granted()), "NO_DECISION"),
    ],
)
def test_a_late_report_cancels_the_finding_and_leaves_it_on_record(rule: str, acts: Any, note: str):
    *before, last = acts()
    assert [one.cancelled for one in case_findings(*before, rule=rule)] == [""]
    (found,) = case_findings(*acts(), rule=rule)
    position = len(before) + 1
    assert (found.cancelled, found.cancelled_by, found.note) == (LATE_REPORT, position, note)
    assert found.evidence == (position - 1, position)
    assert last.position == 0  # a fresh act each time


_ACTS = (
    reviewed, surveyed, concluded, ordered, granted, refused, certified,
    lambda: reviewed(6), lambda: concluded(6), lambda: certified(4), lambda: granted(7),
)  # fmt: skip


@given(
    st.lists(st.sampled_from(_ACTS), max_size=8),
    st.randoms(use_true_random=False),
    st.sampled_from((FIVE, TWO, SURVEYED)),
)
def test_acts_reported_in_any_order_leave_the_same_standing_findings(
    kinds: list[Any], rnd: Any, terms: ItemTerms
):
    one, other = [kind() for kind in kinds], [kind() for kind in kinds]
    rnd.shuffle(other)
    outcome = []
    for acts in (one, other):
        for act in acts:
            act.native = False
        found = case_findings(*acts, terms=terms)
        outcome.append(
            sorted(
                (f.rule, f.note, f.since)
                for f in found
                if not f.cancelled and f.rule[0] == "P" and f.rule != "P-02"
            )
        )
    assert outcome[0] == outcome[1]
