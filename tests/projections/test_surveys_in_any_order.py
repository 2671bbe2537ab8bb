"""What is remembered of a survey does not depend on the order in which its acts arrive."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.reader import Recorded
from projections.survey_detail import detail, visit_of
from projections.survey_facts import Facts, empty, fold, phase

CASE, SURVEY = UUID(int=1), UUID(int=2)
START = datetime(2026, 10, 12, 2, tzinfo=UTC)
TOLD: tuple[tuple[str, dict[str, Any]], ...] = (
    ("case.survey_ordered", {"surveyId": str(SURVEY), "district": "329901001"}),
    ("survey.surveyors_assigned", {"staff": ["a", "b"], "mode": "ONSITE", "filingRequired": True}),
    ("survey.surveyors_assigned", {"staff": ["a", "c"], "mode": "VIDEO", "filingRequired": True}),
    ("survey.filed_before", {"filingNumber": "1"}),
    ("survey.notified", {"lead": "L", "invited": ["X", "Y"], "plannedOn": "2026-10-16"}),
    ("survey.notified", {"lead": "L", "invited": ["Y", "X"], "plannedOn": "2026-10-19"}),
    ("survey.excused", {"org": "X", "reason": "-"}),
    ("survey.attended", {"org": "X", "person": "p"}),
    ("survey.observer_invited", {"addressee": "O"}),
    ("survey.observer_attended", {"org": "O", "person": "o"}),
    ("survey.observer_remarked", {"org": "O", "remark": "first"}),
    ("survey.observer_remarked", {"org": "O", "remark": "second"}),
    ("survey.conducted", {"staff": ["a", "c"], "mode": "VIDEO"}),
    ("survey.defaulted", {"org": "Y"}),
    ("survey.opinion_given", {"org": "X", "agreed": False, "opinion": "no"}),
    ("survey.filed_after", {}),
    ("survey.concluded", {"passed": True}),
    ("survey.return_visit_done", {"favourable": False, "gifts": True}),
)


def acts() -> list[Recorded]:
    """The life of one survey, an hour between two acts."""
    meta = {"actor": {"personId": "p", "role": "SURVEYOR"}, "region": "329901"}
    return [
        Recorded(
            number, str(CASE if kind.startswith("case.") else SURVEY), number, kind, START,
            {**meta, "occurredAt": (START + timedelta(hours=number)).isoformat()},
            {**data, "caseId": str(CASE)},
        )
        for number, (kind, data) in enumerate(TOLD, start=1)
    ]  # fmt: skip


def folded(events: list[Recorded]) -> Facts:
    facts = empty(events[0])
    for event in events:
        fold(facts, event)
    return facts


def shown(facts: Facts) -> dict[str, Any]:
    """All that follows from the facts but the place of the newest act."""
    stored = orjson.dumps(facts).decode()
    parts = {name: facts[name] for name in ("first", "last", "come", "opinions", "observers")}
    return {**parts, **detail(stored), "visit": visit_of(stored), "phase": phase(facts)}


@settings(max_examples=50, deadline=None)
@given(st.permutations(acts()))
def test_every_order_of_arrival_gives_the_same_row(order: list[Recorded]) -> None:
    expected, found = shown(folded(acts())), shown(folded(order))
    assert found == expected
    assert found["phase"] == "VISITED"
    assert found["staff_ids"] == ["a", "c"]
    assert [one["org"] for one in found["invited"]] == ["Y", "X"]
    assert found["observers"][0]["remarks"] == ["first", "second"]
