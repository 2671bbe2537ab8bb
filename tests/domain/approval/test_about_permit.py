"""An application about a permit: by its holder, for its item, while it may still be asked for."""

from dataclasses import replace

import pytest

from domain.approval.about_permit import check_application, check_grant
from domain.approval.events import CasePurpose as Purpose
from domain.registry.events import ItemVersionPublished
from domain.shared.errors import Refused
from domain.shared.subject import SubjectRef
from tests.domain.acts import CASE_ID, item
from tests.domain.permit.permit_story import ANNUL, HOLDER, STRANGER, SUSPEND, Story, standard


def asked(
    story: Story,
    purpose: Purpose,
    under: ItemVersionPublished | None = None,
    by: SubjectRef | None = HOLDER,
) -> None:
    permit = replace(story.permit, item_code=item().item_code)  # the envelope says so
    check_application(permit, purpose, under or item(), by)


def refused(code: str):
    return pytest.raises(Refused, match=f"^{code}:")


@pytest.mark.parametrize("purpose", [Purpose.CHANGE, Purpose.RENEWAL, Purpose.CANCELLATION])
def test_the_holder_of_a_valid_permit_may_ask(purpose: Purpose):
    asked(Story().issued(), purpose)


def test_a_suspended_permit_may_be_renewed_and_given_up_but_not_changed():
    story = Story().issued().when(SUSPEND)
    asked(story, Purpose.RENEWAL)
    asked(story, Purpose.CANCELLATION)
    with refused("permit-wrong-state"):
        asked(story, Purpose.CHANGE)


def test_a_permit_that_has_ended_may_only_be_cancelled():
    story = Story().issued().when(ANNUL)
    asked(story, Purpose.CANCELLATION)
    for purpose in (Purpose.CHANGE, Purpose.RENEWAL):
        with refused("permit-wrong-state"):
            asked(story, purpose)


def test_only_a_transferable_permit_is_asked_for_by_another():
    for purpose in (Purpose.RENEWAL, Purpose.CANCELLATION):
        with refused("permit-other-holder"):
            asked(Story().issued(), purpose, by=STRANGER)
    with refused("permit-not-transferable"):
        asked(Story().issued(), Purpose.CHANGE, by=STRANGER)
    asked(Story().issued(), Purpose.CHANGE, standard(transferable=True), STRANGER)


def test_nobody_in_particular_does_not_ask_for_a_permit_that_somebody_holds():
    for purpose in (Purpose.CHANGE, Purpose.RENEWAL, Purpose.CANCELLATION):
        with refused("permit-other-holder"):
            asked(Story().issued(), purpose, by=None)


def test_a_grant_that_could_have_no_effect_on_its_permit_is_refused():
    ended, renewing = Story().issued().when(ANNUL).permit, Story().renewing().permit
    for purpose in (Purpose.CHANGE, Purpose.RENEWAL):
        with refused("permit-wrong-state"):
            check_grant(ended, purpose, CASE_ID)
    with refused("permit-renewal-pending"):
        check_grant(renewing, Purpose.RENEWAL, CASE_ID)
    assert renewing.renewal
    check_grant(renewing, Purpose.RENEWAL, renewing.renewal)
    check_grant(ended, Purpose.CANCELLATION, CASE_ID)


def test_what_is_not_renewable_or_has_no_last_day_is_not_renewed():
    with refused("permit-not-renewable"):
        asked(Story().issued(), Purpose.RENEWAL, standard(renewable=False))
    with refused("permit-not-renewable"):
        asked(Story().issued(valid_to=None), Purpose.RENEWAL)


def test_a_second_renewal_waits_for_the_first():
    story = Story().renewing().when(SUSPEND, "2026-11-03")
    with refused("permit-renewal-pending"):
        asked(story, Purpose.RENEWAL)


def test_a_permit_belongs_to_its_item():
    with refused("permit-other-item"):
        asked(Story().issued(), Purpose.CHANGE, item(item_code="XK-9"))
