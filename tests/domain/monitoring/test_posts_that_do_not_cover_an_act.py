"""P-03: what another system reports was done under a post that does not cover it."""

from datetime import date
from typing import Any

import pytest

from domain.approval import events as e
from domain.monitoring.deadlines import deadlines
from domain.monitoring.facts import CaseFacts, Entry
from domain.monitoring.qualified import unqualified
from domain.monitoring.rules import CaseView, findings
from domain.monitoring.steps import fold
from domain.registry.posts import Post
from domain.registry.standards import DecisionTier, FlowProfile
from domain.shared.act import Role
from tests.domain.monitoring.acts import CHINA, FIVE, on

ITEM = "ITEM-1"


def post(role: Role, **changes: Any) -> Post:
    stated: dict[str, Any] = {
        "org": "org", "items": (), "valid_from": date(2026, 1, 1), "valid_to": None,
    }  # fmt: skip
    return Post("post-1", "p-1", role, **(stated | changes))


def found(
    *tenures: Post,
    event: type[e.DomainEvent] = e.PermitGranted,
    native: bool = False,
    profile: FlowProfile = FlowProfile.TWO_LEVEL,
    tier: DecisionTier | None = None,
) -> list[str]:
    facts = CaseFacts(item=ITEM)
    at = on(5, 6)
    entry = Entry(event.TYPE, 7, at, at, {}, "p-x", "WINDOW", "post-1", "org", native=native)
    fold(facts, entry)
    rows = unqualified(facts, profile, tier, lambda _, __: tenures)
    view = CaseView(facts, deadlines(facts, CHINA, FIVE), CHINA, FIVE, unqualified=rows)
    return [one.note for one in findings(view) if one.rule == "P-03"]


def test_centre_staff_who_decided_are_found():
    assert found(post(Role.WINDOW)) == ["ROLE"]
    assert found(post(Role.WINDOW), event=e.ReviewCompleted) == ["ROLE"]
    assert found(post(Role.WINDOW), event=e.CaseAccepted) == []
    assert found(post(Role.CHIEF_DECIDER)) == []


@pytest.mark.parametrize("profile", [FlowProfile.INSTANT, FlowProfile.FILING])
def test_at_one_window_every_role_is_one(profile: FlowProfile):
    assert found(post(Role.WINDOW), profile=profile) == []


def test_a_post_for_other_items_does_not_cover_this_one():
    assert found(post(Role.CHIEF_DECIDER, items=("ITEM-2",))) == ["ITEM_OUT_OF_SCOPE"]
    assert found(post(Role.CHIEF_DECIDER, items=("ITEM-2", ITEM))) == []


def test_a_post_that_nobody_held_that_day_does_not_cover_anything():
    assert found(post(Role.CHIEF_DECIDER, valid_from=date(2026, 5, 7))) == ["NOT_HELD"]
    assert found(post(Role.CHIEF_DECIDER, valid_to=date(2026, 5, 6))) == ["NOT_HELD"]


def test_a_decision_above_the_post_s_tier_is_found():
    head = DecisionTier.BUREAU_HEAD
    assert found(post(Role.CHIEF_DECIDER), tier=head) == ["TIER"]
    assert found(post(Role.CHIEF_DECIDER, tier=head), tier=head) == []
    assert found(post(Role.WINDOW), tier=head, event=e.CaseAccepted) == []


def test_what_was_worked_here_and_what_names_an_unknown_post_is_not_judged():
    assert found(post(Role.WINDOW), native=True) == []
    assert found() == []
