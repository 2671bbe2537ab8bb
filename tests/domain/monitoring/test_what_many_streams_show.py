"""L-06, L-07, L-08: what only the acts of several streams together show (domain.md §6)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.monitoring.circle_rules import owed_in
from domain.monitoring.circles import Owed, view_of
from domain.monitoring.findings import Severity
from domain.supervision.feedback import Noted
from tests.domain.acts import BUREAU, CALENDAR, REGULATOR, at

CASE, TASK = UUID(int=1), UUID(int=2)


def noted(
    stream: UUID, kind: str, when: str, position: int, known: str | None = None, **data: Any
) -> Noted:
    return Noted(stream, kind, at(when), at(known or when), position, data, BUREAU)


def judged(kind: str, *acts: Noted, about: str = REGULATOR) -> list[Owed]:
    """In both orders of arrival."""
    found = list(owed_in(kind, view_of(about, acts, CALENDAR)))
    assert found == list(owed_in(kind, view_of(about, reversed(acts), CALENDAR)))
    return found


FOUND = noted(TASK, "task.result_recorded", "2026-03-02", 1, finding="NON_COMPLIANT")
GRANTED = noted(CASE, "case.permit_granted", "2026-03-09", 9, itemCode="XK-1")
READ = {"tasks": [str(TASK)]}


def read(when: str, **data: Any) -> Noted:
    return noted(CASE, "case.feedback_consulted", when, 5, **(data or READ))


@pytest.mark.parametrize(
    ("acts", "note"),
    [
        ((FOUND,), "NON_COMPLIANT"),
        ((FOUND, read("2026-03-05")), None),
        ((FOUND, read("2026-03-05", inspections=[str(TASK)])), "NON_COMPLIANT"),
        ((FOUND, read("2026-03-10")), "NON_COMPLIANT"),  # only afterwards
        ((FOUND, read("2026-03-01")), "NON_COMPLIANT"),  # before there was anything to read
        ((noted(TASK, FOUND.type, "2026-03-02", 1, "2026-03-10", **FOUND.data),), None),
        (
            (noted(TASK, FOUND.type, "2026-03-02", 1, "2026-03-06", **FOUND.data),
             read("2026-03-05")),
            "NON_COMPLIANT",
        ),  # learned of after the reading
        ((FOUND, noted(TASK, FOUND.type, "2026-03-04", 2, finding="COMPLIANT")), None),
        ((noted(TASK, "commitment.breach_found", "2026-03-02", 1),), "BREACH_FOUND"),
    ],
)  # fmt: skip
def test_a_decision_that_ignores_what_was_known(acts: tuple[Noted, ...], note: str | None):
    found = judged("subject", GRANTED, *acts)
    assert [one.duty.steps[0].note for one in found] == ([note] if note else [])
    for one in found:
        assert (one.duty.evidence, one.case, one.item) == ((1, 9), CASE, "XK-1")
        assert one.duty.steps[0].severity is Severity.RED


def _lapsed(day: str, number: int) -> Noted:
    return noted(UUID(int=number), "case.reviewer_opinion_lapsed", day, number, org=REGULATOR)


def test_the_third_lapse_within_a_year_weighs_more():
    days = ("2025-02-03", "2026-03-02", "2026-04-01", "2026-05-06")
    found = judged("opinion", *(_lapsed(day, n) for n, day in enumerate(days, start=1)))
    assert [one.duty.steps[0].severity for one in found] == [*[Severity.HINT] * 3, Severity.YELLOW]
    assert {one.orgs for one in found} == {(REGULATOR,)}


@pytest.mark.parametrize(
    ("came", "opens"),
    [
        ((), True),
        ((("survey.observer_attended", "2026-03-03"),), False),
        ((("survey.observer_remarked", "2026-03-06"),), False),
        ((("survey.observer_remarked", "2026-03-20"),), True),
    ],
)
def test_an_observer_who_neither_comes_nor_remarks(came: tuple[tuple[str, str], ...], opens: bool):
    invited = {"caseId": str(CASE), "addressee": REGULATOR}
    acts = [
        noted(TASK, "survey.observer_invited", "2026-03-02", 1, **invited),
        noted(TASK, "survey.conducted", "2026-03-03", 2, caseId=str(CASE)),
        *(noted(TASK, kind, day, 3, org=REGULATOR) for kind, day in came),
    ]
    (found,) = judged("opinion", *acts)
    assert (found.duty.opens is not None) is opens
    if opens:
        assert found.duty.opens == at("2026-03-11 00:00")  # five working days have ended
    assert judged("opinion", acts[0]) == []


REGISTERED = noted(TASK, "organisation.registered", "2026-01-05", 1)


def post(name: str, position: int, **data: Any) -> Noted:
    stated = {"personId": f"p-{name}", "role": "LIAISON", "org": REGULATOR, "post": name}
    whole = {**stated, "validFrom": "2026-02-02", **data}
    return noted(UUID(int=9), "post.assigned", "2026-02-02", position, **whole)


def absent(first: str, last: str) -> Noted:
    data = {"post": "main", "first": first, "last": last, "reason": "年休假"}
    return noted(UUID(int=9), "post.absence_declared", "2026-02-20", 7, **data)


def _spans(found: list[Owed]) -> list[tuple[datetime, datetime | None]]:
    return [(one.duty.steps[0].since, one.until) for one in found]


def test_a_vacancy_lasts_until_somebody_is_assigned():
    ((since, until),) = _spans(judged("liaison", REGISTERED))
    assert (since, until) == (at("2026-01-07 00:00"), None)
    ((since, until),) = _spans(judged("liaison", REGISTERED, post("main", 2)))
    assert until == at("2026-02-02 00:00")
    ended = noted(UUID(int=9), "post.ended", "2026-03-09", 3, post="main", endedOn="2026-03-09",
        reason="调离")  # fmt: skip
    late = noted(TASK, REGISTERED.type, "2026-06-01", 9)
    ((since, until),) = _spans(judged("liaison", late, post("main", 2), ended))
    assert (since, until) == (at("2026-03-11 00:00"), None)
    assert judged("liaison", post("main", 2)) == []  # of nobody who is registered


@pytest.mark.parametrize(
    ("more", "spans"),
    [
        ((absent("2026-03-02", "2026-03-03"),), 0),
        ((absent("2026-03-02", "2026-03-04"),), 1),
        ((absent("2026-03-02", "2026-03-06"), post("second", 3, substituteFor="main")), 0),
    ],
)
def test_an_absence_without_a_substitute_is_a_vacancy(more: tuple[Noted, ...], spans: int):
    acts = (REGISTERED, post("main", 2, validFrom="2026-01-05"), *more)
    found = judged("liaison", *acts)
    assert len(found) == spans
    for one in found:
        assert one.until == at("2026-03-04 00:00") + timedelta(days=1)
        assert one.duty.steps[0].note == "ABSENT"
