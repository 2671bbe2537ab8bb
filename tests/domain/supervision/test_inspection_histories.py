"""Whatever is told, and in whatever order: the fold takes it and ends in the same state."""

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.shared.errors import DomainError
from domain.supervision import inspection as inspections
from domain.supervision import inspection_commands as c
from domain.supervision import penalty_commands as p
from domain.supervision.inspection_events import EVENTS
from domain.supervision.inspection_terms import NoPenaltyGround
from tests.domain.acts import act, at
from tests.domain.supervision.inspection_story import (
    DECIDE,
    FAILED,
    FILE,
    NOTICE,
    ORDER,
    PASSED,
    PLAN,
    START,
    STREAM,
    TOLD,
    Story,
)
from tests.support.samples import sample

COMMANDS = [
    PLAN, c.ApproveInspection(form_number="S-1"), NOTICE, START, ORDER, FILE, TOLD, DECIDE,
    c.RecordInspection(items=PASSED, signed_by_subject=True),
    c.RecordInspection(items=FAILED, signed_by_subject=True),
    c.ClearInspection(), c.CancelInspection(reason="x"),
    c.Reinspect(corrected=True, officers=("p-1", "p-2"), detail="x"),
    c.Reinspect(corrected=False, officers=("p-1", "p-2"), detail="x"),
    c.TransferInspection(recipient="公安", reason="x"), c.PushInspectionFeedback(),
    c.PublishInspectionResult(place="x"), c.RecuseOfficer(person_id="p-2", reason="x"),
    p.HearDefence(), p.ReviewLegally(agreed=True, opinion="x"), p.DeliverPenalty(manner="x"),
    p.DeclinePenalty(ground=NoPenaltyGround.NO_FAULT, reason="x"),
    p.RecordPayment(amount_cents=100), p.WithdrawPenalty(reason="x"),
    p.PublishPenalty(place="x"), p.EndPenaltyPublicity(reason="x"),
]  # fmt: skip
BY = [{}, {"by": "p-head", "role": "LEADER"}]


@given(st.lists(st.tuples(st.sampled_from(COMMANDS), st.sampled_from(BY)), max_size=25))
@settings(max_examples=120)
def test_a_walk_keeps_what_must_hold(walk: list[tuple[c.Command, dict[str, Any]]]) -> None:
    story = Story()
    for command, who in walk:
        try:
            story.when(command, "2026-10-14" if command is PLAN else "2026-10-15", **who)
        except DomainError:
            continue
        now = story.inspection
        assert now.penalty.decision is None or now.failed
        assert not now.published_on or now.finding
        assert now.penalty.paid_cents <= now.penalty.fine_cents + now.penalty.late_cents
        assert not (now.phase is inspections.InspectionPhase.CLEARED and now.failed)
    assert inspections.fold(story.inspection.acts) == story.inspection


@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(1, 28)), max_size=12), st.randoms())
@settings(max_examples=80)
def test_every_order_of_arrival_ends_in_the_same_state(
    told: list[tuple[Any, int]], shuffled: random.Random
) -> None:
    acts = [
        act(sample(event, full=True), at(f"2026-10-{day:02}"), version, stream=STREAM)
        for version, (event, day) in enumerate(told, start=1)
    ]
    whole = inspections.fold(acts)
    shuffled.shuffle(acts)
    state = inspections.Inspection()
    for one in acts:
        state = inspections.evolve(state, one)
    assert state == whole
