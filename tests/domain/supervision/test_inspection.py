"""An inspection from its plan to its publication, and what it is refused for (domain.md §3.5)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from domain.shared.act import Role
from domain.shared.errors import DomainError, Forbidden
from domain.supervision import inspection_commands as c
from domain.supervision.events import Finding, SupervisionMode
from domain.supervision.inspection import InspectionPhase
from domain.supervision.inspection_terms import InspectionTrigger
from domain.supervision.penalty_investigation import decide_by
from domain.supervision.penalty_state import Penalty
from tests.domain.acts import BUREAU
from tests.domain.supervision.inspection_story import (
    CHECK,
    GRAVE,
    NOTICE,
    ORDER,
    PASSED,
    PLAN,
    START,
    Story,
)

RECORD = c.RecordInspection(items=PASSED, signed_by_subject=True)
AGAIN = c.Reinspect(corrected=True, officers=("p-1", "p-2"), detail="已清理")
APPROVE = c.ApproveInspection(form_number="S-1")
PUBLISH = c.PublishInspectionResult(place="门户网站")


def plan(**changes: object) -> c.PlanInspection:
    return PLAN.model_copy(update=changes)


def planned() -> Story:
    return Story().when(PLAN, "2026-10-09")


def approved() -> Story:
    return planned().head(APPROVE)


def noticed() -> Story:
    return approved().when(NOTICE)


def started(**changes: object) -> Callable[[], Story]:
    return lambda: noticed().when(START.model_copy(update=changes))


def test_nothing_found_is_cleared_published_fed_back_and_acknowledged() -> None:
    story = Story().recorded(PASSED).when(c.ClearInspection())
    assert story.inspection.finding is Finding.COMPLIANT
    story.when(PUBLISH).when(c.PushInspectionFeedback())
    assert (story.inspection.addressee, story.inspection.fed_back) == (BUREAU, True)
    story.when(c.AcknowledgeInspectionFeedback(), role=Role.WINDOW, org=BUREAU)
    assert story.inspection.acknowledged


def test_what_is_found_is_corrected_and_seen_again() -> None:
    story = Story().recorded().when(ORDER).when(AGAIN.model_copy(update={"corrected": False}))
    assert story.inspection.phase is InspectionPhase.UNCORRECTED
    story.when(ORDER).when(AGAIN)
    assert story.inspection.phase is InspectionPhase.CORRECTED
    assert story.inspection.finding is Finding.NON_COMPLIANT


def test_every_further_outcome_is_fed_back_anew() -> None:
    story = Story().recorded().when(ORDER).when(c.PushInspectionFeedback())
    story.when(AGAIN)
    assert not story.inspection.fed_back
    assert story.when(c.PushInspectionFeedback()).inspection.fed_back


def test_the_cap_is_of_companies_and_of_routine_inspections() -> None:
    full = Story(used=2)
    with pytest.raises(DomainError, match="inspection-cap-reached"):
        full.when(PLAN, "2026-10-09")
    clue = plan(trigger=InspectionTrigger.COMPLAINT, clue="群众举报")
    assert full.when(clue, "2026-10-09").inspection.phase is InspectionPhase.PLANNED
    assert not full.inspection.capped


def test_a_recused_officer_does_not_come_and_the_substitute_does() -> None:
    story = noticed().when(
        c.RecuseOfficer(person_id="p-2", reason="亲属", substitute="p-4"), role=Role.ENFORCER
    )
    assert story.inspection.officers == {"p-1", "p-4"}
    with pytest.raises(DomainError, match="inspection-officer-recused"):
        story.when(START)
    story.when(START.model_copy(update={"officers": ("p-1", "p-4")}))
    assert story.inspection.phase is InspectionPhase.STARTED


REFUSALS = [
    (Story, plan(checks=("别的",)), "inspection-check-not-listed"),
    (Story, plan(item_code="XK-0002"), "inspection-check-not-listed"),
    (lambda: Story(plan=None), PLAN, "inspection-plan-not-published"),
    (Story, plan(subject=None), "inspection-subject-missing"),
    (Story, plan(planned_date=date(2026, 10, 1)), "inspection-plan-in-the-past"),
    (Story, plan(trigger=InspectionTrigger.CLUE), "inspection-clue-missing"),
    (Story, plan(trigger=InspectionTrigger.TASK), "inspection-cause-missing"),
    (planned, PLAN, "inspection-number-taken"),
    (planned, NOTICE, "inspection-wrong-state"),
    (planned, START, "inspection-wrong-state"),
    (approved, START, "inspection-wrong-state"),
    (approved, c.NoticeInspection(unannounced=True), "inspection-unannounced-reason"),
    (noticed, START.model_copy(update={"officers": ("p-1",)}), "inspection-fewer-than-two"),
    (noticed, START.model_copy(update={"officers": ("p-1", "p-1")}), "inspection-fewer-than-two"),
    (noticed, START.model_copy(update={"officers": ("p-1", "p-3")}), "inspection-officer-unli"),
    (noticed, START.model_copy(update={"officers": ("p-1", "p-9")}), "inspection-officer-unli"),
    (noticed, START.model_copy(update={"licences_shown": False}), "inspection-licences-not-shown"),
    (noticed, START.model_copy(update={"scan_code": None}), "inspection-code-not-scanned"),
    (lambda: replace(noticed(), barred=frozenset({"p-2"})), START, "inspection-officer-recused"),
    (noticed, c.RecuseOfficer(person_id="p-8", reason="x"), "inspection-officer-unknown"),
    (started(), c.CancelInspection(reason="x"), "inspection-wrong-state"),
    (started(officers=("p-2", "p-4")), RECORD, "inspection-not-present"),
    (started(), RECORD.model_copy(update={"signed_by_subject": False}), "inspection-refusal-unw"),
    (started(), RECORD.model_copy(update={"items": ()}), None),
    (started(), c.ClearInspection(), "inspection-wrong-state"),
    (lambda: Story().recorded(GRAVE), c.ClearInspection(), "inspection-found-something"),
    (lambda: Story().recorded(PASSED), ORDER, "inspection-found-nothing"),
    (lambda: Story().recorded(GRAVE), PUBLISH, "inspection-no-result"),
    (lambda: Story().recorded(GRAVE), c.PushInspectionFeedback(), "inspection-no-result"),
    (
        lambda: Story().recorded(),
        ORDER.model_copy(update={"correct_by": date(2026, 10, 1)}),
        "inspection-period-over",
    ),
    (lambda: Story().recorded(), AGAIN, "inspection-wrong-state"),
]


@pytest.mark.parametrize(("given", "command", "code"), REFUSALS)
def test_what_the_law_forbids_is_refused(
    given: Callable[[], Story], command: c.Command, code: str | None
) -> None:
    story = given()
    if code is None:
        story.when(command)
        return
    with pytest.raises(DomainError, match=code):
        story.when(command, "2026-10-09" if not story.inspection.acts else "2026-10-15")


def test_another_organisation_neither_inspects_nor_acknowledges() -> None:
    with pytest.raises(Forbidden):
        planned().when(c.CancelInspection(reason="x"), org=BUREAU)
    story = Story().recorded().when(ORDER).when(c.PushInspectionFeedback())
    with pytest.raises(Forbidden):
        story.when(c.AcknowledgeInspectionFeedback())


def test_no_code_is_scanned_where_nobody_goes() -> None:
    story = Story().when(plan(mode=SupervisionMode.OFF_SITE), "2026-10-09").head(APPROVE)
    story.when(NOTICE).when(c.StartInspection(officers=("p-1", "p-2"), licences_shown=False))
    assert story.inspection.phase is InspectionPhase.STARTED
    assert story.inspection.checks == (CHECK,)


def test_a_draw_is_not_planned_by_hand_and_its_officers_are_those_drawn() -> None:
    drawn = plan(trigger=InspectionTrigger.DRAW, draw_id=uuid4())
    with pytest.raises(DomainError, match="inspection-drawn-by-hand"):
        Story().when(drawn, "2026-10-09")
    story = Story().when(drawn, "2026-10-09", role=Role.SYSTEM).head(APPROVE).when(NOTICE)
    other = START.model_copy(update={"officers": ("p-1", "p-4")})
    with pytest.raises(DomainError, match="inspection-officer-not-drawn"):
        story.when(other)
    story.when(c.RecuseOfficer(person_id="p-2", reason="亲属", substitute="p-4")).when(other)
    assert story.inspection.phase is InspectionPhase.STARTED


def test_no_number_of_extensions_leads_beyond_every_calendar() -> None:
    longest = Penalty(filed_on=date(2026, 10, 9), decide_days=10**7)
    assert decide_by(longest) == date(2126, 9, 15)
