"""A permit folds its acts in any order of arrival, and what has ended stays ended."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.permit import events as e
from domain.permit import permit as permits
from domain.permit.grounds import AnnulmentGround, CancellationGround, WithdrawalGround
from domain.permit.permit_steps import ENDINGS, STEPS
from domain.shared.act import EntryMode
from domain.shared.errors import Refused
from tests.domain.acts import CASE_ID, act, at
from tests.domain.permit.permit_story import (
    ANNUL,
    CHANGE,
    END_RENEWAL,
    HOLDER,
    ISSUE,
    LIFT,
    OTHER_CASE,
    PERMIT_ID,
    REFUSE_RENEWAL,
    RENEW,
    RENEWAL,
    REVOKE,
    RUN_OUT,
    SUSPEND,
    WITHDRAW,
    Story,
    apply,
    cancel,
)

MADE = (
    e.PermitIssued(permit_number="证", case_id=CASE_ID, valid_from=date(2026, 1, 1)),
    e.PermitChanged(changes="地址", holder=HOLDER),
    e.RenewalApplied(by_case=RENEWAL, late=False),
    e.RenewalApplied(by_case=OTHER_CASE, late=True),
    e.PermitRenewed(by_case=RENEWAL, valid_to=date(2029, 12, 31)),
    e.RenewalRefused(by_case=RENEWAL),
    e.RenewalEnded(by_case=RENEWAL),
    e.PermitDeemedRenewed(valid_to=date(2028, 12, 31)),
    e.PermitSuspended(penalty_number="罚"),
    e.SuspensionLifted(),
    e.PermitAnnulled(
        ground=AnnulmentGround.BEYOND_POWERS, public_harm_weighed=False, reason="越权"
    ),
    e.PermitWithdrawn(ground=WithdrawalGround.LAW_CHANGED, reason="修法"),
    e.PermitRevokedByPenalty(penalty_number="罚", hearing_right_told=False),
    e.PermitExpired(),
    e.PermitCancelled(ground=CancellationGround.EXPIRED),
)


@given(st.lists(st.tuples(st.sampled_from(MADE), st.integers(0, 50)), max_size=15), st.data())
@settings(deadline=None)
def test_reported_acts_give_the_same_state_in_any_order(history, data):
    acts = [
        act(
            event,
            at("2026-09-28") + timedelta(hours=hours),
            version,
            stream=PERMIT_ID,
            mode=EntryMode.IMPORTED,
        )
        for version, (event, hours) in enumerate(history, start=1)
    ]
    state = permits.Permit()
    for one in data.draw(st.permutations(acts)):
        state = permits.evolve(state, one)
    assert state == permits.fold(acts)


@given(st.lists(st.sampled_from(MADE), max_size=15))
@settings(deadline=None)
def test_what_has_ended_or_been_cancelled_never_comes_back(history):
    state, furthest = permits.Permit(), 0
    rank = {permits.PermitPhase.INVALID: 1, permits.PermitPhase.CANCELLED: 2}
    for version, event in enumerate(history, start=1):
        when = at("2026-09-28") + timedelta(hours=version)
        state = permits.evolve(state, act(event, when, version, stream=PERMIT_ID))
        reached = rank.get(state.phase, 0)
        assert reached >= furthest
        furthest = reached


@given(st.permutations([event for event in MADE if type(event) in ENDINGS]))
def test_the_first_of_several_endings_counts_and_they_are_never_mixed(endings):
    acts = [
        act(event, at("2026-09-28") + timedelta(hours=version), version, stream=PERMIT_ID)
        for version, event in enumerate(endings, start=1)
    ]
    assert permits.fold(acts).ended_by is ENDINGS[type(endings[0])]


WALK = (
    ISSUE, CHANGE, apply(), apply("2026-12-20"), RENEW, REFUSE_RENEWAL, END_RENEWAL, SUSPEND, LIFT,
    ANNUL, WITHDRAW, REVOKE, RUN_OUT, cancel(), cancel(CancellationGround.HOLDER_DISSOLVED),
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(WALK), st.integers(0, 40)), max_size=25))
@settings(deadline=None)
def test_whatever_commands_are_given_the_log_replays_to_the_same_state(walk):
    story, day = Story(), date(2026, 1, 1)
    for command, later in walk:
        day += timedelta(days=later)
        before = story.permit
        try:
            story.when(command, day.isoformat())
        except Refused:
            assert story.permit is before
        assert permits.fold(story.permit.acts) == story.permit


def test_every_event_of_a_permit_changes_it():
    assert set(STEPS) == {type(event) for event in MADE} == set(e.EVENTS)
