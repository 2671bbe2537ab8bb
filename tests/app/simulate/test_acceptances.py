"""The order of acceptance inside a simulation is that of the view."""

from datetime import date
from uuid import UUID

from app.simulate.acceptances import Acceptances
from domain.approval import events as e
from domain.shared.act import EntryMode
from tests.domain.acts import act, at

FIRST, SECOND, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
ACCEPTED = e.CaseAccepted()


def test_who_was_accepted_earlier_comes_first_until_the_decision():
    order = Acceptances()
    for case, day in ((SECOND, "2026-09-29"), (THIRD, "2026-09-30")):
        order.note(act(ACCEPTED, at(day), 1, stream=case))
    deemed = e.CaseDeemedAccepted(legal_days=20, committed_days=10)
    back = date(2026, 9, 28)
    order.note(act(deemed, at("2026-10-09"), 1, stream=FIRST, effective=back))
    assert order.before(THIRD) == [FIRST, SECOND]
    assert order.before(FIRST) == []
    order.note(act(e.PermitGranted(decision_number="1"), at("2026-10-10"), 2, stream=FIRST))
    assert order.before(THIRD) == [SECOND]
    assert order.before(FIRST) is None


def test_what_is_reported_is_in_no_order():
    order = Acceptances()
    order.note(act(ACCEPTED, at("2026-09-28"), 1, stream=FIRST, mode=EntryMode.IMPORTED))
    order.note(act(ACCEPTED, at("2026-09-29"), 1, stream=SECOND))
    assert order.before(SECOND) == []
