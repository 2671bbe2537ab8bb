"""What an inspection came to goes back once: as the result of its task, or by itself (§3.4, §3.5).

Pure: the policy looks at streams that are held here, at the moments at which a runner might.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from app.policies.inspection_feedback import react
from app.policies.policy import Cause, Desk, Intention
from domain.registry.events import ResponsibilityAssigned
from domain.registry.institution import Institution
from domain.registry.standards import Function
from domain.shared.act import Act, EntryMode
from domain.shared.event import DomainEvent
from domain.supervision import inspection as inspections
from domain.supervision import inspection_events as e
from domain.supervision import penalty_events as p
from domain.supervision.events import (
    FeedbackPushed,
    Finding,
    PushReason,
    SupervisionMode,
    SupervisionResultRecorded,
    SupervisionTaskPushed,
)
from domain.supervision.inspection_terms import InspectionTrigger, PenaltyKind
from tests.domain.acts import BUREAU, CASE_ID, REGION, REGULATOR, act, at

ITEM, INSPECTION, TASK = "XK-0001", uuid4(), uuid4()
DECIDES = ResponsibilityAssigned(
    item_code=ITEM, function=Function.DECIDE, org=BUREAU,
    valid_from=date(2020, 1, 1),
)  # fmt: skip
PUSHED = SupervisionTaskPushed(
    task_number="RW-1", case_id=CASE_ID, case_number="B-1", item_code=ITEM, recipient=REGULATOR,
    function=Function.SUPERVISE, reason=PushReason.GRANTED,
)  # fmt: skip
PLANNED = e.InspectionPlanned(
    inspection_number="JC-1", org=REGULATOR, item_code=ITEM, trigger=InspectionTrigger.TASK,
    mode=SupervisionMode.SPECIAL, planned_date=date(2026, 10, 15), task_id=TASK,
)  # fmt: skip
ORDERED = e.CorrectionOrdered(demands=("清理通道",))
DECIDED = p.PenaltyDecided(
    decision_number="CF-1", kinds=(PenaltyKind.FINE,), facts="占用通道", legal_basis="x"
)  # fmt: skip


@dataclass
class Held:
    """Streams in memory, and what the policy intends on looking at one of their acts."""

    streams: dict[UUID, list[Act]] = field(default_factory=dict)

    def load(self, stream: UUID) -> list[Act]:
        return list(self.streams.get(stream, []))

    def told(
        self, stream: UUID, *events: DomainEvent, on: str, mode: EntryMode = EntryMode.NATIVE
    ) -> "Held":
        held = self.streams.setdefault(stream, [])
        for event in events:
            held.append(act(event, at(on), len(held) + 1, stream=stream, mode=mode))
        return self

    def intended(self, version: int) -> list[str]:
        institution = Institution.empty(REGION).fold([act(DECIDES, at("2020-01-01"), 1)])
        meta = {
            "actor": {"personId": "p-1"},
            "region": REGION,
            "occurredAt": "2026-10-15T02:00:00Z",
        }
        cause = Cause(version, INSPECTION, version, "", datetime.now(UTC), meta, {})
        said = []
        for one in react(cause, Desk(self, institution)):
            assert isinstance(one, Intention)
            assert one.target == (INSPECTION if one.part == "inspection" else TASK)
            said.append(one.command.NAME)
        return said

    def result(self, known: int | None) -> "Held":
        made = SupervisionResultRecorded(
            finding=Finding.NON_COMPLIANT, inspectors=("p-1",), detail="x",
            inspection_id=INSPECTION, inspection_version=known,
        )  # fmt: skip
        return self.told(TASK, made, on="2026-10-16")


def about_a_task() -> Held:
    held = Held().told(TASK, PUSHED, on="2026-10-08")
    return held.told(INSPECTION, PLANNED, ORDERED, on="2026-10-15")


def test_an_outcome_that_answers_a_task_is_its_result_and_its_feedback():
    assert about_a_task().intended(2) == ["record-inspection-result", "push-feedback"]


def test_of_two_outcomes_known_before_the_policy_looked_the_second_says_nothing_more():
    held = about_a_task().told(INSPECTION, DECIDED, on="2026-10-15")
    assert held.intended(2) == ["record-inspection-result", "push-feedback"]
    held.result(known=3).told(TASK, FeedbackPushed(addressee=BUREAU), on="2026-10-16")
    assert held.intended(2) == held.intended(3) == []


def test_a_penalty_after_the_task_was_answered_is_news_and_goes_back_by_itself_once():
    held = about_a_task().result(known=2)
    held.told(TASK, FeedbackPushed(addressee=BUREAU), on="2026-10-16")
    assert held.intended(2) == []
    held.told(INSPECTION, DECIDED, on="2026-10-20")
    assert held.intended(3) == ["push-inspection-feedback"]
    held.told(INSPECTION, e.InspectionFeedbackPushed(addressee=BUREAU), on="2026-10-20")
    assert held.intended(2) == held.intended(3) == []


def test_stopped_between_result_and_feedback_the_policy_goes_on_with_the_feedback():
    held = about_a_task().result(known=2)
    assert held.intended(2) == ["push-feedback"]
    held.told(TASK, FeedbackPushed(addressee=BUREAU), on="2026-10-16")
    assert held.intended(2) == []


def test_a_result_of_old_that_does_not_say_what_was_known_is_judged_by_its_time():
    held = about_a_task().result(known=None)
    assert held.intended(2) == ["push-feedback"]
    held.told(TASK, FeedbackPushed(addressee=BUREAU), on="2026-10-16")
    assert held.told(INSPECTION, DECIDED, on="2026-10-20").intended(3) == [
        "push-inspection-feedback"
    ]


def test_an_outcome_of_older_days_that_is_reported_afterwards_is_told_all_the_same():
    held = Held().told(INSPECTION, PLANNED, on="2026-10-10", mode=EntryMode.IMPORTED)
    held.told(INSPECTION, e.InspectionCleared(), on="2026-10-15", mode=EntryMode.IMPORTED)
    held.told(INSPECTION, e.InspectionFeedbackPushed(addressee=BUREAU), on="2026-10-19")
    assert inspections.fold(held.load(INSPECTION)).fed_back
    held.told(INSPECTION, DECIDED, on="2026-10-16", mode=EntryMode.IMPORTED)
    assert held.intended(4) == ["push-inspection-feedback"]
    held.told(INSPECTION, e.InspectionFeedbackPushed(addressee=BUREAU), on="2026-10-20")
    assert held.intended(2) == held.intended(4) == []
