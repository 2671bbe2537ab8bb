"""Hand-written: which command of an inspection each state allows; all others are refused."""

from collections.abc import Callable

import pytest

from domain.approval.remedy_events import AppealKind, AppealOutcome
from domain.shared.act import Role
from domain.shared.command import Command
from domain.shared.errors import DomainError
from domain.supervision import inspection_commands as c
from domain.supervision import penalty_commands as p
from domain.supervision.inspection_terms import NoPenaltyGround
from tests.domain.acts import BUREAU, at
from tests.domain.supervision.inspection_story import (
    DECIDE,
    FAILED,
    FILE,
    NOTICE,
    ORDER,
    PASSED,
    PLAN,
    START,
    TOLD,
    Story,
)

ON = "2026-10-15"
SIMPLE = DECIDE.model_copy(update={"simple": True, "fine_cents": 100_00})
OTHERS: tuple[Command, ...] = (
    c.ApproveInspection(form_number="S-1"),
    c.RescheduleInspection(planned_date=PLAN.planned_date, reason="x"),
    c.RecuseOfficer(person_id="p-2", reason="x"),
    c.RecordInspection(items=FAILED, signed_by_subject=True), c.ClearInspection(),
    c.Reinspect(corrected=True, officers=("p-1", "p-2"), detail="x"),
    c.TransferInspection(recipient="公安", reason="x"), c.CancelInspection(reason="x"),
    c.PublishInspectionResult(place="x"), c.PushInspectionFeedback(),
    c.AcknowledgeInspectionFeedback(), p.ExtendPenaltyPeriod(days=1, reason="x"),
    p.HearDefence(), p.RequestPenaltyHearing(),
    p.NoticePenaltyHearing(held_on=at("2026-12-01"), place="x", chair="p-9"),
    p.HoldPenaltyHearing(chair="p-9", conclusion="x"), p.ReviewLegally(agreed=True, opinion="x"),
    p.DeclinePenalty(ground=NoPenaltyGround.NO_FAULT, reason="x"), p.DeliverPenalty(manner="x"),
    p.AddLateFine(amount_cents=1), p.RecordPayment(amount_cents=1),
    p.RequestEnforcement(recipient="x"), p.ContestPenalty(remedy=AppealKind.LAWSUIT),
    p.RecordPenaltyReview(remedy=AppealKind.LAWSUIT, outcome=AppealOutcome.UPHELD),
    p.WithdrawPenalty(reason="x"), p.PublishPenalty(place="x"), p.EndPenaltyPublicity(reason="x"),
)  # fmt: skip
COMMANDS = {one.NAME: one for one in (PLAN, NOTICE, START, ORDER, FILE, TOLD, DECIDE, *OTHERS)}
HEAD = frozenset({"approve-inspection", "extend-penalty-period", "decide-penalty"})
FEEDBACK = "publish-inspection-result push-inspection-feedback"
FOUND = "order-correction transfer-inspection file-penalty decide-penalty:simple"
STANDS = "deliver-penalty record-payment contest-penalty withdraw-penalty publish-penalty"


def _clean() -> Story:
    return Story().recorded(PASSED)


def _ordered() -> Story:
    return Story().recorded().when(ORDER)


def _looked(*, corrected: bool) -> Callable[[], Story]:
    look = c.Reinspect(corrected=corrected, officers=("p-1", "p-2"), detail="x")
    return lambda: _ordered().when(look)


def _filed() -> Story:
    return Story().recorded().when(FILE)


def _withdrawn() -> Story:
    return Story().decided().when(p.PublishPenalty(place="x")).when(p.WithdrawPenalty(reason="x"))


def _planned() -> Story:
    return Story().when(PLAN, "2026-10-09")


OPEN = "reschedule-inspection recuse-officer cancel-inspection"
ALLOWED: dict[str, tuple[Callable[[], Story], str]] = {
    "NONE": (Story, "plan-inspection"),
    "PLANNED": (_planned, f"approve-inspection {OPEN}"),
    "APPROVED": (lambda: _planned().head(OTHERS[0]), f"notice-inspection {OPEN}"),
    "NOTICED": (lambda: _planned().head(OTHERS[0]).when(NOTICE), f"start-inspection {OPEN}"),
    "STARTED": (lambda: Story().started(), "record-inspection recuse-officer"),
    "CANCELLED": (lambda: _planned().when(c.CancelInspection(reason="x")), ""),
    "RECORDED, clean": (_clean, "clear-inspection"),
    "RECORDED, found": (lambda: Story().recorded(), FOUND),
    "CLEARED": (lambda: _clean().when(c.ClearInspection()), FEEDBACK),
    "CORRECTING": (
        _ordered, f"reinspect transfer-inspection file-penalty decide-penalty:simple {FEEDBACK}",
    ),
    "UNCORRECTED": (_looked(corrected=False), f"{FOUND} {FEEDBACK}"),
    "CORRECTED": (
        _looked(corrected=True),
        f"transfer-inspection file-penalty decide-penalty:simple {FEEDBACK}",
    ),
    "FILED": (
        _filed,
        "order-correction transfer-inspection notice-penalty decline-penalty extend-penalty-period",
    ),
    "NOTICED penalty": (
        lambda: Story().noticed(),
        "order-correction transfer-inspection notice-penalty decline-penalty extend-penalty-period "
        "hear-defence",
    ),
    "HEARD": (
        lambda: Story().noticed().when(p.HearDefence()),
        "order-correction transfer-inspection notice-penalty decline-penalty extend-penalty-period "
        "hear-defence decide-penalty",
    ),
    "DECIDED": (
        lambda: Story().decided(), f"order-correction transfer-inspection {STANDS} {FEEDBACK}",
    ),
    "WITHDRAWN": (
        _withdrawn, f"order-correction transfer-inspection end-penalty-publicity {FEEDBACK}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("state", ALLOWED)
def test_a_state_allows_what_the_table_says_and_refuses_the_rest(state: str) -> None:
    given, allowed = ALLOWED[state]
    found = set()
    for name, command in (COMMANDS | {"decide-penalty:simple": SIMPLE}).items():
        story = given()
        plain = name == "decide-penalty:simple" or name not in HEAD
        try:
            if name == "acknowledge-inspection-feedback":
                story.when(command, ON, role=Role.WINDOW, org=BUREAU)
            elif plain:
                story.when(command, ON)
            else:
                story.head(command, ON)
        except DomainError:
            continue
        found.add(name)
    assert found == set(allowed.split())
