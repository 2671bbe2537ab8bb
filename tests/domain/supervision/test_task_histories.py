"""A task replays to the same state, and folds reported acts in any order."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.shared.errors import DomainError
from domain.supervision import commands as c
from domain.supervision import task as tasks
from domain.supervision.events import EVENTS
from domain.supervision.task_state import STEPS
from tests.domain.acts import BUREAU, REGULATOR, act, at
from tests.domain.supervision.task_story import OTHER, PLAN, PUSH, RESULT, TASK_ID, Story

COMMANDS = (
    PUSH,
    c.SignTask(),
    c.ClaimTask(),
    c.ReturnTask(reason="非本机构", cited_record="1"),
    c.RerouteTask(recipient=OTHER, reason="按职责"),
    PLAN,
    c.CloseWithoutVisit(reason="信用"),
    RESULT,
    c.PushFeedback(),
    c.AcknowledgeFeedback(),
    c.DeemClaimed(),
)
walks = st.lists(
    st.tuples(st.sampled_from(COMMANDS), st.sampled_from((REGULATOR, OTHER, BUREAU))), max_size=30
)


@given(walks, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_an_accepted_history_replays_to_the_same_state_in_any_order(walk, random):
    story = Story()
    for minute, (command, org) in enumerate(walk):
        try:
            story.when(command, org, f"2026-09-28 10:{minute:02d}")
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
    assert set(STEPS) == set(EVENTS)
