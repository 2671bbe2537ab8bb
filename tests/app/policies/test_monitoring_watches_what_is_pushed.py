"""Rule L-01 and the policy that pushes must speak of the same outcomes and the same gap."""

from dataclasses import fields

from app.policies.policy import Gap
from app.policies.push_supervision import PUSH_SUPERVISION
from domain.monitoring.watched import GAP, OUTCOMES, PUSH
from domain.supervision.commands import PushTask


def test_every_outcome_that_is_pushed_is_watched_and_no_other():
    assert PUSH_SUPERVISION.handles == set(OUTCOMES)


def test_a_gap_in_the_trail_is_recognised_by_its_code_and_command():
    assert {field.name: field.default for field in fields(Gap)}["code"] == GAP
    assert PushTask.NAME == PUSH
