"""属地: the narrowest record that fits answers, of equals the one recorded last."""

from datetime import date
from uuid import UUID

import pytest

from domain.registry.competence import Competence
from domain.registry.events import ResponsibilityAssigned
from domain.registry.powers import ResponsibilityCorrected
from domain.registry.standards import Function
from domain.registry.territories import need_overseeing
from domain.shared.errors import Invalid
from domain.shared.ids import event_id

STREAM, ITEM, ON = UUID(int=7), "XK-0001", date(2026, 6, 1)
FIRST = date(2026, 1, 1)


def known(*held: tuple[str | None, str]) -> Competence:
    """Records of (territory, organisation) in the order of recording."""
    competence = Competence()
    for version, (territory, org) in enumerate(held, start=1):
        event = ResponsibilityAssigned(
            item_code=ITEM, function=Function.SUPERVISE, org=org, valid_from=FIRST,
            territory=territory,
        )  # fmt: skip
        competence.add(STREAM, version, event)
    return competence


def answers(competence: Competence, territory: str | None) -> str | None:
    found = competence.responsible(ITEM, Function.SUPERVISE, ON, territory=territory)
    return found.org if found else None


@pytest.mark.parametrize(
    ("territory", "org"),
    [
        (None, "county"), ("320412", "county"), ("320412103", "town"), ("320412103205", "village"),
        ("320412104", "county"), ("3204121", "county"),
    ],
)  # fmt: skip
def test_the_narrowest_record_that_fits_answers(territory: str | None, org: str):
    held = known(("320412103205", "village"), ("320412103", "town"), (None, "county"))
    assert answers(held, territory) == org


def test_of_records_equally_narrow_the_one_recorded_last_answers():
    held = known(("320412103", "first"), (None, "county"), ("320412103", "last"))
    assert answers(held, "320412103") == "last"


def test_a_part_may_be_left_to_nobody_although_the_rest_is_not():
    held = known((None, "county"), ("320412103", "town"))
    wrong = ResponsibilityCorrected(
        item_code=ITEM, function=Function.SUPERVISE, corrects=event_id(STREAM, 2), org=None,
        valid_from=FIRST, reason="撤并", territory="320412103",
    )  # fmt: skip
    held.add(STREAM, 3, wrong)
    assert (answers(held, "320412103"), answers(held, "320412104")) == (None, "county")


def test_approval_is_not_divided():
    need_overseeing(Function.ENFORCE, "320412103")
    with pytest.raises(Invalid, match=r"^territory-of-approval:"):
        need_overseeing(Function.DECIDE, "320412103")
