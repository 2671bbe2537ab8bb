"""The penalty procedure, its clocks and its safeguards (domain.md §2.1 fact 17)."""

from collections.abc import Callable
from datetime import date

import pytest

from domain.approval.remedy_events import AppealKind, AppealOutcome
from domain.shared.command import Command
from domain.shared.errors import DomainError, Forbidden
from domain.supervision import penalty_commands as p
from domain.supervision.events import Finding
from domain.supervision.inspection_terms import NoPenaltyGround, PenaltyKind
from domain.supervision.penalty_investigation import decide_by
from domain.supervision.penalty_state import PenaltyPhase
from tests.domain.acts import at
from tests.domain.supervision.inspection_story import (
    DECIDE,
    FILE,
    GRAVE,
    PASSED,
    TOLD,
    Story,
)

HEARD = p.HearDefence()
REVOKE = TOLD.model_copy(update={"intended": (PenaltyKind.PERMIT_REVOKED,), "fine_cents": None})
WITH_RIGHT = REVOKE.model_copy(update={"hearing_right": True})
REVOKED = DECIDE.model_copy(update={"kinds": (PenaltyKind.PERMIT_REVOKED,), "fine_cents": None})
REVIEW = p.ReviewLegally(agreed=True, opinion="合法")
HEARING = p.NoticePenaltyHearing(held_on=at("2026-11-02 09:00"), place="会议室", chair="p-legal")
HELD = p.HoldPenaltyHearing(chair="p-legal", conclusion="事实清楚")


def reviewed(story: Story, on: str) -> Story:
    return story.when(REVIEW, on, by="p-legal")


def test_told_heard_decided_delivered_paid() -> None:
    story = Story().decided().when(p.DeliverPenalty(manner="直接送达"))
    assert story.inspection.penalty.owed_cents == 5_000_00
    story.when(p.RecordPayment(amount_cents=5_000_00)).when(p.PublishPenalty(place="信用中国"))
    assert story.inspection.penalty.owed_cents == 0
    assert story.inspection.finding is Finding.NON_COMPLIANT


def test_a_hearing_that_was_asked_for_is_held_before_the_decision() -> None:
    story = Story().noticed(WITH_RIGHT).when(HEARD).when(p.RequestPenaltyHearing(), "2026-10-20")
    with pytest.raises(DomainError, match="penalty-hearing-outstanding"):
        reviewed(story, "2026-10-30")
    story.when(HEARING, "2026-10-21").when(HELD, "2026-11-02", by="p-legal")
    reviewed(story, "2026-11-03").head(REVOKED, "2026-11-04")
    assert story.inspection.penalty.phase is PenaltyPhase.DECIDED


def test_who_may_ask_for_a_hearing_has_five_working_days() -> None:
    story = Story().noticed(WITH_RIGHT).when(HEARD)
    with pytest.raises(DomainError, match="penalty-hearing-period-open"):
        reviewed(story, "2026-10-22")  # told on Thursday 15 October
    reviewed(story, "2026-10-23").head(REVOKED, "2026-10-23")
    with pytest.raises(DomainError, match="penalty-hearing-request-late"):
        Story().noticed(WITH_RIGHT).when(p.RequestPenaltyHearing(), "2026-10-23")


def test_ninety_days_are_calendar_days_and_may_be_extended_while_they_run() -> None:
    story = Story().recorded().when(FILE)
    assert decide_by(story.inspection.penalty) == date(2027, 1, 13)
    story.head(p.ExtendPenaltyPeriod(days=30, reason="复杂"), "2027-01-13")
    assert decide_by(story.inspection.penalty) == date(2027, 2, 12)
    with pytest.raises(DomainError, match="penalty-period-over"):
        story.head(p.ExtendPenaltyPeriod(days=30, reason="复杂"), "2027-02-13")


def test_limitation_is_two_years_and_five_where_safety_was_harmed() -> None:
    old = FILE.model_copy(update={"violated_on": date(2024, 10, 14)})
    with pytest.raises(DomainError, match="penalty-time-barred"):
        Story().recorded().when(old)
    Story().recorded().when(old.model_copy(update={"harm_to_safety": True}))
    Story().recorded().when(FILE.model_copy(update={"violated_on": date(2024, 10, 15)}))


def test_a_late_fine_grows_by_three_per_cent_a_day_up_to_the_principal() -> None:
    story = Story().decided().when(p.DeliverPenalty(manner="直接送达"))
    with pytest.raises(DomainError, match="penalty-not-late"):
        story.when(p.AddLateFine(amount_cents=1), "2026-10-30")
    with pytest.raises(DomainError, match="penalty-late-fine-too-high"):
        story.when(p.AddLateFine(amount_cents=15_001), "2026-10-31")
    story.when(p.AddLateFine(amount_cents=15_000), "2026-10-31")
    with pytest.raises(DomainError, match="penalty-late-fine-too-high"):
        story.when(p.AddLateFine(amount_cents=4_850_01), "2027-10-31")
    story.when(p.AddLateFine(amount_cents=4_850_00), "2027-10-31")
    assert story.inspection.penalty.owed_cents == 10_000_00


def test_on_the_spot_a_small_fine_needs_no_filing() -> None:
    small = DECIDE.model_copy(update={"simple": True, "fine_cents": 3_000_00})
    story = Story().recorded().when(small)
    assert story.inspection.penalty.phase is PenaltyPhase.DECIDED
    for more in (
        {"fine_cents": 3_000_01},
        {"kinds": (PenaltyKind.PERMIT_REVOKED,), "fine_cents": None},
    ):
        with pytest.raises(DomainError, match="penalty-not-simple"):
            Story().recorded().when(small.model_copy(update=more))


def test_a_decision_that_was_annulled_comes_out_of_publicity() -> None:
    story = Story().decided().when(p.PublishPenalty(place="信用中国"))
    story.when(p.ContestPenalty(remedy=AppealKind.RECONSIDERATION))
    annulled = p.RecordPenaltyReview(
        remedy=AppealKind.RECONSIDERATION, outcome=AppealOutcome.REVOKED
    )
    story.when(annulled, "2026-12-01")
    assert story.inspection.penalty.phase is PenaltyPhase.WITHDRAWN
    story.when(p.EndPenaltyPublicity(reason="复议撤销"), "2026-12-02")
    with pytest.raises(DomainError, match="penalty-not-public"):
        story.when(p.EndPenaltyPublicity(reason="复议撤销"), "2026-12-02")


def delivered() -> Story:
    return Story().decided().when(p.DeliverPenalty(manner="直接送达"))


REFUSALS = [
    (lambda: Story().recorded(PASSED), FILE, "inspection-found-nothing"),
    (Story().started, FILE, "inspection-wrong-state"),
    (Story().recorded, TOLD, "penalty-wrong-state"),
    (lambda: Story().recorded().when(FILE), FILE, "penalty-wrong-state"),
    (lambda: Story().recorded().when(FILE), REVOKE, "penalty-hearing-right-untold"),
    (Story().noticed, DECIDE, "penalty-not-head"),
    (Story().noticed, p.RequestPenaltyHearing(), "penalty-no-hearing-right"),
    (Story().noticed, HEARING, "penalty-hearing-not-requested"),
    (Story().noticed, HELD, "penalty-hearing-too-early"),
    (Story().noticed, p.HearDefence(statement="不服"), "penalty-defence-unanswered"),
    (lambda: Story().noticed().when(HEARD), REVIEW, "penalty-reviewer-investigated"),
    (Story().noticed, REVIEW, "penalty-defence-not-heard"),
    (Story().decided, p.AddLateFine(amount_cents=1), "penalty-not-late"),
    (Story().decided, p.RecordPayment(amount_cents=5_000_01), "penalty-overpaid"),
    (Story().decided, p.RequestEnforcement(recipient="法院"), "penalty-not-enforceable"),
    (Story().decided, p.EndPenaltyPublicity(reason="x"), "penalty-wrong-state"),
    (delivered, p.DeliverPenalty(manner="x"), "penalty-delivered"),
    (
        lambda: Story().noticed(WITH_RIGHT).when(p.RequestPenaltyHearing()),
        HEARING.model_copy(update={"chair": "p-1"}),
        "penalty-chair-investigated",
    ),
    (
        lambda: Story().noticed(WITH_RIGHT).when(p.RequestPenaltyHearing()),
        HEARING.model_copy(update={"held_on": at("2026-10-23 09:00")}),
        "penalty-hearing-notice-short",
    ),
]


@pytest.mark.parametrize(("given", "command", "code"), REFUSALS)
def test_what_the_law_forbids_is_refused(
    given: Callable[[], Story], command: Command, code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        given().when(command)


@pytest.mark.parametrize(
    ("given", "command", "code"),
    [
        (Story().noticed, DECIDE, "penalty-defence-not-heard"),
        (
            lambda: Story().noticed().when(HEARD),
            DECIDE.model_copy(update={"fine_cents": 5_000_01}),
            "penalty-more-than-told",
        ),
        (lambda: Story().noticed().when(HEARD), REVOKED, "penalty-more-than-told"),
        (
            lambda: Story().noticed().when(HEARD),
            DECIDE.model_copy(update={"fine_cents": None}),
            "penalty-kinds-and-amounts",
        ),
        (
            lambda: Story().recorded(GRAVE).when(FILE).when(TOLD).when(HEARD),
            DECIDE,
            "penalty-not-reviewed",
        ),
    ],
)
def test_the_head_decides_within_what_was_told_heard_and_reviewed(
    given: Callable[[], Story], command: Command, code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        given().head(command)


def test_no_penalty_has_its_ground_and_closes_the_procedure() -> None:
    declined = p.DeclinePenalty(ground=NoPenaltyGround.FIRST_AND_CORRECTED, reason="首违")
    story = Story().recorded().when(FILE).head(declined)
    assert story.inspection.penalty.phase is PenaltyPhase.DECLINED
    with pytest.raises(DomainError, match="penalty-wrong-state"):
        story.when(TOLD)


def test_officers_of_another_organisation_do_not_penalise() -> None:
    with pytest.raises(Forbidden):
        Story().recorded().when(FILE, org="11320412MB0000003C")
