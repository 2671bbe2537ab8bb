"""A task replays to the same state, and folds reported acts in any order."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.shared.act import Role
from domain.shared.errors import DomainError
from domain.supervision import commands as c
from domain.supervision import dispute_commands as d
from domain.supervision import task as tasks
from domain.supervision.dispute_events import EVENTS as DISPUTE_EVENTS
from domain.supervision.dispute_events import ArbitrationLevel
from domain.supervision.events import EVENTS
from domain.supervision.task_state import STEPS
from tests.domain.acts import BUREAU, REGULATOR, act, at
from tests.domain.supervision.task_story import OTHER, PLAN, PUSH, RECORD, RESULT, TASK_ID, Story

DISPUTE = (
    d.RecordInterimMeasure(detail="已巡查"),
    d.NegotiateDispute(org=OTHER, note="一致"),
    d.EscalateDispute(level=ArbitrationLevel.STAFFING_OFFICE, reason="未一致"),
    d.EscalateDispute(level=ArbitrationLevel.GOVERNMENT, reason="未裁定"),
    d.RuleResponsibility(
        org=OTHER, ruling_number="CJ-1", valid_from=at("2026-09-01").date(), legal_basis="三定"
    ),
)
COMMANDS = (
    PUSH,
    c.SignTask(),
    c.ClaimTask(),
    c.ReturnTask(reason="非本机构", cited_record=RECORD),
    c.RerouteTask(recipient=OTHER, reason="按职责"),
    c.RerouteTask(recipient=REGULATOR, reason="按职责"),
    *DISPUTE,
    PLAN,
    c.CloseWithoutVisit(reason="信用"),
    RESULT,
    c.PushFeedback(),
    c.AcknowledgeFeedback(),
    c.DeemClaimed(),
    c.MootTask(reason="证照已注销"),
)
ACTORS = (
    (Role.REGULATOR, REGULATOR), (Role.LIAISON, OTHER), (Role.REVIEWER, BUREAU),
    (Role.ARBITER, BUREAU), (Role.LEADER, None), (Role.SYSTEM, None),
)  # fmt: skip
walks = st.lists(st.tuples(st.sampled_from(COMMANDS), st.sampled_from(ACTORS)), max_size=30)
TO_A_DISPUTE = (
    (PUSH, ACTORS[5]), (COMMANDS[3], ACTORS[0]), (COMMANDS[4], ACTORS[2]), (COMMANDS[3], ACTORS[1]),
)  # fmt: skip


@given(walks, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_an_accepted_history_replays_to_the_same_state_in_any_order(walk, random):
    story = Story()
    for minute, (command, (role, org)) in enumerate(walk):
        try:
            story.when(command, org, f"2026-09-28 10:{minute:02d}", role)
        except DomainError:
            continue
    acts = list(story.task.acts)
    random.shuffle(acts)
    state = tasks.SupervisionTask()
    for one in acts:
        state = tasks.evolve(state, one)
    assert state == story.task == tasks.fold(story.task.acts)


@given(st.data())
@settings(deadline=None)
def test_no_history_is_refused_by_evolve(data):
    made = Story().claimed().when(PLAN).when(RESULT).task.acts
    state = tasks.SupervisionTask()
    for number, one in enumerate(data.draw(st.permutations(made * 2)), start=1):
        when = at("2026-09-28") + timedelta(minutes=number)
        state = tasks.evolve(state, act(one.event, when, number, stream=TASK_ID))
    assert state.version == len(made) * 2


def test_every_event_of_a_task_changes_it():
    assert set(STEPS) == {*EVENTS, *DISPUTE_EVENTS}


@given(walks, st.booleans())
@settings(deadline=None)
def test_at_every_moment_exactly_one_organisation_answers_for_an_open_task(walk, in_dispute):
    story = Story(candidates=())
    for minute, (command, (role, org)) in enumerate((*TO_A_DISPUTE, *walk) if in_dispute else walk):
        before = story.task.phase
        try:
            story.when(command, org, f"2026-09-28 {10 + minute // 60}:{minute % 60:02d}", role)
        except DomainError:
            assert story.task.phase is before
        states = [tasks.fold(story.task.acts[:n]) for n in range(1, len(story.task.acts) + 1)]
        for one in states[-2:]:
            open_ = one.phase is not tasks.TaskPhase.CLOSED
            assert (one.answers in (REGULATOR, OTHER, BUREAU)) is open_
    if in_dispute:
        assert "task.dispute_opened" in [act.event.TYPE for act in story.task.acts]
