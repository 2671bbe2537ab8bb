"""A commitment folds its acts in any order of arrival."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.commitment import commitment as commitments
from domain.commitment import events as e
from domain.commitment.commitment_state import STEPS
from domain.shared.act import EntryMode
from tests.domain.acts import CASE_ID, act, at

TEXT = "a" * 64
TWO = ("p-1", "p-2")
MADE = (
    e.CommitmentOffered(case_id=CASE_ID, case_number="1", item_code="X", text_digest=TEXT),
    e.CommitmentSigned(case_id=CASE_ID, case_number="1", item_code="X", text_digest=TEXT),
    e.CommitmentWithdrawn(),
    e.CommitmentTookEffect(
        case_id=CASE_ID, case_number="1", item_code="X", verify_days=60, verifier="r"
    ),
    e.CommitmentVerified(inspectors=TWO),
    e.CommitmentBreachFound(inspectors=TWO, detail="未安装"),
    e.CorrectionVerified(inspectors=TWO),
    e.CommitmentBreached(inspectors=TWO, detail="仍未安装"),
)


@given(st.lists(st.tuples(st.sampled_from(MADE), st.integers(0, 50)), max_size=15), st.data())
@settings(deadline=None)
def test_reported_acts_give_the_same_state_in_any_order(history, data):
    acts = [
        act(event, at("2026-09-28") + timedelta(hours=hours), version, mode=EntryMode.IMPORTED)
        for version, (event, hours) in enumerate(history, start=1)
    ]
    state = commitments.Commitment()
    for one in data.draw(st.permutations(acts)):
        state = commitments.evolve(state, one)
    assert state == commitments.fold(acts)


def test_every_event_of_a_commitment_changes_it():
    assert set(STEPS) == {type(event) for event in MADE} == set(e.EVENTS)
