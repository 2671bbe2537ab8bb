"""P-04, P-05, P-13, P-14: filings, return visits and staff of surveys."""

from typing import Any
from uuid import UUID

import pytest

from domain.approval import events as case
from domain.approval import survey_events as survey
from domain.monitoring.findings import Finding, Severity
from domain.registry.standards import ItemStandard
from tests.domain.monitoring.acts import Told, case_findings, midnight, on, owed

FIRST, SECOND = UUID(int=1), UUID(int=2)
ASKED = ItemStandard(survey_filing=True)
TWO = {"staff": ["p-1", "p-2"]}
OPENED = Told(case.ApplicationSubmitted, on(3, 2), {"itemVersion": 1})


def told(event: type[Any], at: Any, stream: UUID = FIRST, **more: Any) -> Told:
    return Told(event, at, more.pop("data", {}), stream=stream, **more)


def notes(rule: str, *acts: Told, at: Any, standard: ItemStandard | None = ASKED) -> list[str]:
    acts = (Told(OPENED.event, OPENED.at, OPENED.data), *acts)
    found = owed(*acts, now=at, of_case=True, standard=standard, rule=rule)
    return [step.note for one in found if not one.cancelled for step in one.steps]


def conducted(**more: Any) -> Told:
    return told(case.SurveyConducted, on(3, 10), **more)


def test_a_survey_is_filed_before_departure_and_within_a_working_day_after():
    before = told(survey.SurveyFiledBefore, on(3, 9))
    after = told(survey.SurveyFiledAfter, on(3, 11, 17))
    assert notes("P-04", before, conducted(), after, at=on(4, 1)) == []
    assert notes("P-04", before, conducted(), at=on(3, 11, 23)) == []
    assert notes("P-04", before, conducted(), at=midnight(3, 12)) == ["NOT_FILED_AFTER"]
    assert notes("P-04", conducted(), after, at=on(3, 10, 11)) == ["NOT_FILED_BEFORE"]
    late = told(survey.SurveyFiledBefore, on(3, 10, 12))
    assert notes("P-04", conducted(), late, after, at=on(4, 1)) == ["NOT_FILED_BEFORE"]


def test_a_filing_reported_late_takes_the_finding_back():
    before = told(survey.SurveyFiledBefore, on(3, 9), recorded=on(3, 20), native=False)
    after = told(survey.SurveyFiledAfter, on(3, 11), recorded=on(3, 20), native=False)
    acts = (Told(OPENED.event, OPENED.at), conducted(), before, after)
    (found,) = owed(*acts, now=on(3, 21), of_case=True, standard=ASKED, rule="P-04")
    assert found.cancelled


def test_each_survey_is_filed_for_itself_but_a_journey_only_once():
    other = told(case.SurveyConducted, on(3, 10), SECOND)
    filed = told(survey.SurveyFiledBefore, on(3, 9))
    assert notes("P-04", filed, conducted(), other, at=on(3, 10, 11)) == ["NOT_FILED_BEFORE"]
    merged = told(survey.SurveyMerged, on(3, 9), SECOND)
    assert notes("P-04", filed, merged, conducted(), other, at=on(3, 10, 11)) == []


def test_every_concluded_survey_has_a_return_visit_within_ten_working_days():
    concluded = told(case.SurveyConcluded, on(3, 10))
    visited = told(survey.ReturnVisitDone, on(3, 24, 17))
    assert notes("P-05", concluded, at=on(3, 24, 23)) == []
    assert notes("P-05", concluded, at=midnight(3, 25)) == ["NOT_VISITED"]
    assert notes("P-05", concluded, visited, at=on(5, 1)) == []
    other = told(survey.ReturnVisitDone, on(3, 12), SECOND)
    assert notes("P-05", concluded, other, at=on(5, 1)) == ["NOT_VISITED"]


@pytest.mark.parametrize("standard", [None, ItemStandard()])
def test_nothing_is_owed_where_the_standard_asks_for_nothing(standard: ItemStandard | None):
    acts = (conducted(), told(case.SurveyConcluded, on(3, 11)))
    for rule in ("P-04", "P-05"):
        assert notes(rule, *acts, at=on(6, 1), standard=standard) == []


def test_nothing_is_owed_by_a_case_that_is_worked_elsewhere():
    found = owed(conducted(native=False), now=on(6, 1), of_case=True, standard=ASKED, rule="P-04")
    assert found == []


def found_of(rule: str, *acts: Told) -> list[tuple[Severity, str, str | None]]:
    found: list[Finding] = case_findings(*acts, rule=rule)
    return [(one.severity, one.note, one.person) for one in found]


def test_fewer_than_two_and_those_without_a_licence_are_found():
    alone = told(case.SurveyConducted, on(3, 10), data={"staff": ["p-1", "p-1"]})
    assert found_of("P-13", alone) == [(Severity.RED, "FEWER_THAN_TWO", None)]
    bare = told(case.SurveyConducted, on(3, 10), data={**TWO, "unlicensed": ["p-2"]})
    assert found_of("P-13", bare) == [(Severity.RED, "UNLICENSED", "p-2")]
    assert found_of("P-13", told(case.SurveyConducted, on(3, 10), data=TWO)) == []
    unnamed = told(case.SurveyConducted, on(3, 10), data={"staff": []}, native=False)
    assert found_of("P-13", unnamed) == []  # a source that names nobody has not said how many


def test_what_the_return_visit_heard_is_a_clue():
    good = told(survey.ReturnVisitDone, on(3, 20), data={"favourable": True})
    assert found_of("P-14", good) == []
    bad = {"favourable": False, "demands": True, "agencyNamed": True}
    clue = told(survey.ReturnVisitDone, on(3, 20), data=bad)
    assert found_of("P-14", clue) == [(Severity.CLUE, "DEMANDS+AGENCY_NAMED", None)]
    cold = told(survey.ReturnVisitDone, on(3, 20), data={"favourable": False})
    assert found_of("P-14", cold) == [(Severity.CLUE, "UNFAVOURABLE", None)]
