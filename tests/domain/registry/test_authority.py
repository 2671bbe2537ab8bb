"""Who may act: post, role, scope and responsibility on the day (rules P-03, D-02)."""

from datetime import date

import pytest

from domain.registry.authority import Authority, authorise
from domain.registry.events import PostAssigned, ResponsibilityAssigned
from domain.registry.institution import Institution
from domain.registry.standards import Function
from domain.shared.act import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import event_id
from tests.domain.acts import CASE_ID, REGION, act, at

ON = date(2026, 9, 28)
WINDOW = frozenset({Role.WINDOW})
CLERK = Actor(person_id="p1", role=Role.WINDOW, post="window-01", org="bureau")
POST = PostAssigned(
    post="window-01",
    person_id="p1",
    role=Role.WINDOW,
    org="bureau",
    items=("XK-0001",),
    valid_from=date(2026, 1, 1),
)


def institution(org: str = "bureau") -> Institution:
    record = ResponsibilityAssigned(
        item_code="XK-0001", function=Function.ACCEPT, org=org, valid_from=date(2026, 1, 1)
    )
    return Institution.empty(REGION).fold(
        [act(POST, at("2026-01-02"), 1), act(record, at("2026-01-02"), 2)]
    )


def judge(made: Institution, actor: Actor = CLERK, on: date = ON, item: str = "XK-0001"):
    return authorise(made, actor, WINDOW, on, function=Function.ACCEPT, item_code=item)


def forbidden(code: str):
    return pytest.raises(Forbidden, match=f"^{code}:")


def test_the_act_rests_on_the_record_that_authorises_it():
    assert judge(institution()) == Authority(event_id(CASE_ID, 2))


def test_another_role_is_forbidden():
    with forbidden("post-wrong-role"):
        judge(institution(), CLERK.model_copy(update={"role": Role.REVIEWER}))


@pytest.mark.parametrize(
    "change", [{"person_id": "p2"}, {"post": "window-02"}, {"post": None}, {"org": "other"}]
)
def test_a_post_that_the_person_does_not_hold_is_forbidden(change: dict):
    with forbidden("post-not-held"):
        judge(institution(), CLERK.model_copy(update=change))


def test_before_the_tenure_the_post_is_not_held():
    with forbidden("post-not-held"):
        judge(institution(), on=date(2025, 12, 31))


def test_an_item_outside_the_posts_scope_is_forbidden():
    with forbidden("post-item-out-of-scope"):
        judge(institution(), item="XK-0002")


def test_a_function_of_another_organisation_is_forbidden():
    with forbidden("responsibility-other-organisation"):
        judge(institution("other"))


def test_a_function_of_nobody_is_forbidden():
    with forbidden("responsibility-none"):
        authorise(institution(), CLERK, WINDOW, ON, function=Function.DECIDE, item_code="XK-0001")


def test_the_system_needs_no_post_and_rests_on_no_record():
    system = Actor(person_id="system:clock", role=Role.SYSTEM)
    assert authorise(institution(), system, {Role.SYSTEM}, ON) is None
