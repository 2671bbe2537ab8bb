"""A day that nothing can be counted from is refused before it is recorded: else readers halt."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.consultation.commands import RescheduleResolution
from domain.consultation.events import Resolution
from domain.monitoring.liaison_vacancies import vacancies
from domain.registry.linkage import AbsenceDeclared
from domain.registry.linkage_commands import SetLinkagePolicy
from domain.registry.post_commands import DeclareAbsence, EndAbsence
from domain.registry.posts import Post, away
from domain.shared.act import Role
from domain.shared.event import Value
from domain.supervision.dispute_commands import RuleResponsibility
from domain.supervision.draw_commands import DeclareRecusal
from domain.supervision.inspection_commands import OrderCorrection, RescheduleInspection

BEYOND = (date.min, date(1899, 12, 31), date(2201, 1, 1), date.max)
STATED: tuple[tuple[type[Value], str, dict[str, Any]], ...] = (
    (Resolution, "due", {"number": 1, "text": "x", "owner": "o"}),
    (RescheduleResolution, "due", {"number": 1, "reason": "x"}),
    (DeclareAbsence, "first", {"post": "p", "last": "2026-10-01", "reason": "x"}),
    (DeclareAbsence, "last", {"post": "p", "first": "2026-10-01", "reason": "x"}),
    (EndAbsence, "ended_on", {"post": "p"}),
    (SetLinkagePolicy, "valid_from", {}),
    (RuleResponsibility, "valid_from", {"org": "o", "ruling_number": "1", "legal_basis": "x"}),
    (DeclareRecusal, "valid_to", {"person_id": "p", "subject_id": "0" * 32, "reason": "x"}),
    (RescheduleInspection, "planned_date", {"reason": "x"}),
    (OrderCorrection, "correct_by", {"demands": ["x"]}),
)


@pytest.mark.parametrize("day", BEYOND, ids=str)
@pytest.mark.parametrize(("stated", "field", "rest"), STATED)
def test_a_day_beyond_every_calendar_is_refused(stated, field, rest, day):
    stated.model_validate({**rest, field: "2026-10-01"})
    with pytest.raises(ValidationError):
        stated.model_validate({**rest, field: day})


def test_a_tenure_to_the_end_of_time_leaves_nothing_vacant_and_counts_no_day_after_it():
    post = Post("l", "p", Role.LIAISON, "org", (), date(2026, 1, 1), date.max)
    gone: dict[str, tuple[tuple[date, date], ...]] = {}
    assert list(vacancies({"l": (post,)}, gone, "org", date(2026, 1, 1))) == []
    absent = AbsenceDeclared(post="l", first=date(2026, 3, 2), last=date(2026, 3, 3), reason="出差")
    away(gone, absent)
    found = list(vacancies({"l": (post,)}, gone, "org", date(2026, 1, 1)))
    assert found == [(date(2026, 3, 2), date(2026, 3, 4))]
