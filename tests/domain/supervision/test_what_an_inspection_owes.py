"""Every clock of an inspection and its penalty is on the list of what is owed (domain.md §3.5)."""

from datetime import date

from domain.supervision import inspection_commands as c
from domain.supervision import penalty_commands as p
from domain.supervision.inspection_dues import Owed, dues
from domain.supervision.inspection_state import Inspection
from tests.domain.acts import CALENDAR
from tests.domain.supervision.inspection_story import ORDER, PLAN, Story


def owed(inspection: Inspection) -> list[tuple[Owed, date]]:
    return [(one.what, one.on) for one in dues(inspection, CALENDAR)]


def test_a_planned_inspection_is_owed_on_its_day_and_a_correction_by_its_own():
    assert owed(Story().when(PLAN, "2026-10-09").inspection) == [(Owed.INSPECT, date(2026, 10, 15))]
    story = Story().recorded().when(ORDER)
    assert owed(story.inspection) == [
        (Owed.PUBLISH_RESULT, date(2026, 11, 12)),
        (Owed.REINSPECT, date(2026, 11, 30)),
    ]


def test_a_filed_penalty_is_decided_in_ninety_days_whatever_else_is_owed():
    story = Story().noticed()
    assert owed(story.inspection) == [(Owed.DECIDE_PENALTY, date(2027, 1, 13))]
    story.head(p.ExtendPenaltyPeriod(days=30, reason="案情复杂"))
    assert owed(story.inspection) == [(Owed.DECIDE_PENALTY, date(2027, 2, 12))]


def test_a_decided_penalty_is_delivered_published_and_when_withdrawn_taken_down():
    story = Story().decided()
    week, result = date(2026, 10, 26), date(2026, 11, 12)
    assert owed(story.inspection) == [
        (Owed.DELIVER_PENALTY, week), (Owed.PUBLISH_PENALTY, week), (Owed.PUBLISH_RESULT, result),
    ]  # fmt: skip
    story.when(p.DeliverPenalty(manner="直接送达")).when(p.PublishPenalty(place="信用中国"))
    story.when(c.PublishInspectionResult(place="官网"))
    assert owed(story.inspection) == []
    story.head(p.WithdrawPenalty(reason="事实不清"))
    assert owed(story.inspection) == [(Owed.END_PUBLICITY, date(2026, 10, 20))]
    story.when(p.EndPenaltyPublicity(reason="已撤回"))
    assert owed(story.inspection) == []


def test_a_breach_is_open_until_it_is_corrected_or_decided_not_because_it_was_handed_over():
    assert Story().recorded().when(ORDER).inspection.open_breach
    assert Story().noticed().inspection.open_breach
    assert not Story().decided().inspection.open_breach
    given = c.TransferInspection(recipient="公安", reason="涉嫌犯罪")
    assert Story().recorded().when(given).inspection.open_breach
    seen = c.Reinspect(corrected=True, officers=("p-1", "p-2"), detail="x")
    assert not Story().recorded().when(ORDER).when(seen).inspection.open_breach
