"""T-05 to T-08: special procedures, stages, delivery and publicity of cases worked here."""

from typing import Any

from domain.approval import aftermath_events as after
from domain.approval import events as case
from domain.approval import handler_events as handler
from domain.approval import survey_events as survey
from domain.monitoring.findings import Finding, Severity
from domain.registry.standards import Function, ItemStandard, StageLimit
from tests.domain.monitoring.acts import Told, midnight, on, owed

EXPERTS = {"procedure": "EXPERT_REVIEW", "noticedDays": 5, "noticeServed": True}
ENDED = {"procedure": "EXPERT_REVIEW"}


def here(*acts: Told) -> list[Told]:
    """A case that was opened here."""
    return [Told(case.ApplicationSubmitted, on(3, 2), {"itemVersion": 1}), *acts]


def stands(*acts: Told, rule: str, at: Any, **more: Any) -> list[tuple[Severity, Any, str]]:
    found: list[Finding] = owed(*here(*acts), now=at, of_case=True, rule=rule, **more)
    return [(one.severity, one.steps[-1].since, one.note) for one in found if not one.cancelled]


def test_a_special_procedure_is_warned_of_then_yellow_then_red() -> None:
    started = Told(case.SpecialProcedureStarted, on(3, 9), EXPERTS)  # told: until 03-16, a Monday
    warn, yellow, red = midnight(3, 12), midnight(3, 17), midnight(3, 18)
    assert stands(started, rule="T-05", at=on(3, 11, 23)) == []
    assert stands(started, rule="T-05", at=warn) == [(Severity.WARN, warn, "EXPERT_REVIEW")]
    assert stands(started, rule="T-05", at=yellow) == [(Severity.YELLOW, yellow, "EXPERT_REVIEW")]
    assert stands(started, rule="T-05", at=red) == [(Severity.RED, red, "EXPERT_REVIEW")]


def test_a_special_procedure_that_ends_in_time_leaves_nothing() -> None:
    started = Told(case.SpecialProcedureStarted, on(3, 9), EXPERTS)
    other = Told(case.SpecialProcedureEnded, on(3, 10), {"procedure": "HEARING"})
    ended = Told(case.SpecialProcedureEnded, on(3, 11), ENDED)
    assert stands(started, other, ended, rule="T-05", at=on(4, 30)) == []
    late = Told(case.SpecialProcedureEnded, on(3, 17), ENDED)
    assert [one[0] for one in stands(started, other, late, rule="T-05", at=on(4, 30))] == ["YELLOW"]


def test_two_special_procedures_of_one_kind_end_one_after_the_other() -> None:
    acts = [
        Told(case.SpecialProcedureStarted, on(3, 9), EXPERTS),
        Told(case.SpecialProcedureEnded, on(3, 10), ENDED),
        Told(case.SpecialProcedureStarted, on(3, 11), EXPERTS),
    ]
    (found,) = stands(*acts, rule="T-05", at=on(4, 30))
    assert found[0] is Severity.RED
    withdrawn = Told(case.ApplicationWithdrawn, on(3, 12))
    assert stands(*acts, withdrawn, rule="T-05", at=on(4, 30)) == []


def test_a_grant_is_to_be_delivered_in_ten_working_days_and_public_in_seven() -> None:
    granted = Told(case.PermitGranted, on(6, 17))  # domain.md §2.3: public 06-29, delivered 07-02
    public, delivered = midnight(6, 30), midnight(7, 3)
    assert stands(granted, rule="T-08", at=on(6, 29, 23)) == []
    assert stands(granted, rule="T-08", at=public) == [(Severity.YELLOW, public, "NOT_PUBLISHED")]
    assert stands(granted, rule="T-07", at=on(7, 2, 23)) == []
    found = stands(granted, rule="T-07", at=delivered)
    assert found == [(Severity.YELLOW, delivered, "NOT_DELIVERED")]
    done = [
        Told(after.PublicNoticePublished, on(6, 30), {"publishedOn": "2026-06-29"}),
        Told(case.ResultDelivered, on(7, 2, 23), native=False),
    ]
    assert stands(granted, *done, rule="T-07", at=on(8, 1)) == []
    assert stands(granted, *done, rule="T-08", at=on(8, 1)) == []


def test_a_notice_counts_from_the_day_on_which_it_was_public() -> None:
    granted = Told(case.PermitGranted, on(6, 17))
    planned = Told(after.PublicNoticePublished, on(6, 18), {"publishedOn": "2026-06-30"})
    assert [one[0] for one in stands(granted, planned, rule="T-08", at=on(8, 1))] == ["YELLOW"]


def test_a_reported_case_owes_neither_delivery_nor_publicity() -> None:
    granted = Told(case.PermitGranted, on(6, 17), native=False)
    found = owed(granted, now=on(8, 1), of_case=True)
    assert {one.rule for one in found} == {"L-01"}


REVIEW = ItemStandard(
    stage_limits=(
        StageLimit(stage=Function.REVIEW, days=3),
        StageLimit(stage=Function.SURVEY, days=2),
        StageLimit(stage=Function.SUPERVISE, days=1),
    )
)


def test_a_stage_over_its_limit_is_a_hint_and_at_twice_the_limit_yellow() -> None:
    accepted = Told(case.CaseAccepted, on(3, 9), {"legalDays": 20})
    hint, yellow = midnight(3, 13), midnight(3, 18)
    assert stands(accepted, rule="T-06", at=on(3, 12, 23), standard=REVIEW) == []
    found = stands(accepted, rule="T-06", at=hint, standard=REVIEW)
    assert found == [(Severity.HINT, hint, "REVIEW")]
    found = stands(accepted, rule="T-06", at=yellow, standard=REVIEW)
    assert found == [(Severity.YELLOW, yellow, "REVIEW")]
    reviewed = Told(case.ReviewCompleted, on(3, 12))
    assert stands(accepted, reviewed, rule="T-06", at=on(4, 30), standard=REVIEW) == []
    assert stands(accepted, rule="T-06", at=on(4, 30)) == []  # the item sets no limits


def test_a_special_procedure_stops_the_stage() -> None:
    accepted = Told(case.CaseAccepted, on(3, 9), {"legalDays": 20})
    started = Told(case.SpecialProcedureStarted, on(3, 10), {**EXPERTS, "noticedDays": 400})
    assert stands(accepted, started, rule="T-06", at=on(6, 30), standard=REVIEW) == []
    ended = Told(case.SpecialProcedureEnded, on(3, 17), ENDED)  # 5 working days taken out
    found = stands(accepted, started, ended, rule="T-06", at=midnight(3, 20), standard=REVIEW)
    assert found == [(Severity.HINT, midnight(3, 20), "REVIEW")]


def test_each_survey_of_a_case_has_its_own_limit() -> None:
    one, two = "5f1e0000-0000-4000-8000-000000000001", "5f1e0000-0000-4000-8000-000000000002"
    acts = [
        Told(case.SurveyOrdered, on(3, 9), {"surveyId": one}),
        Told(case.SurveyOrdered, on(3, 9), {"surveyId": two}),
        Told(survey.SurveyFiledBefore, on(3, 10), stream=one),
        Told(case.SurveyConcluded, on(3, 10), stream=one),
    ]
    (found,) = owed(*here(*acts), now=on(3, 12), of_case=True, rule="T-06", standard=REVIEW)
    assert (found.severity, found.note, found.evidence) == (Severity.HINT, "SURVEY", (3,))


def test_complete_materials_are_accepted_in_one_working_day_and_never_after_five() -> None:
    handed_in = Told(case.MaterialsResubmitted, on(3, 9))
    hint, yellow = midnight(3, 11), midnight(3, 17)
    assert stands(handed_in, rule="T-06", at=on(3, 10, 23)) == []
    assert stands(handed_in, rule="T-06", at=hint) == [(Severity.HINT, hint, "resubmission")]
    assert stands(handed_in, rule="T-06", at=yellow) == [(Severity.YELLOW, yellow, "resubmission")]
    accepted = Told(case.CaseAccepted, on(3, 10, 16), {"legalDays": 20})
    assert stands(handed_in, accepted, rule="T-06", at=on(4, 30)) == []


def test_an_online_pre_review_is_hinted_at_after_two_working_days() -> None:
    asked = Told(handler.PreReviewRequested, on(3, 5))
    hint = midnight(3, 10)
    found = stands(asked, rule="T-06", at=on(4, 30))
    assert found == [(Severity.HINT, hint, "online_pre_acceptance")]
    answered = Told(handler.PreReviewAnswered, on(3, 9), {"ready": False})
    assert stands(asked, answered, rule="T-06", at=on(4, 30)) == []
