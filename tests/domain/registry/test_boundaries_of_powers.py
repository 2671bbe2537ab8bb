"""The very days on which a power begins and ends, and what a transfer leaves behind."""

from datetime import date
from typing import Any
from uuid import uuid5

import pytest

from domain.registry.competence import Competence
from domain.registry.events import ResponsibilityAssigned
from domain.registry.powers import (
    DelegationAnnounced,
    DelegationGranted,
    DelegationRevoked,
    InFlight,
    ResponsibilityTransferred,
)
from domain.registry.standards import Function
from domain.shared.event import DomainEvent
from domain.shared.ids import ROOT

ITEM, DECIDE = "XK-0001", Function.DECIDE
KEY: dict[str, Any] = {"item_code": ITEM, "function": DECIDE}
MAY, JUNE, JULY = date(2026, 5, 31), date(2026, 6, 1), date(2026, 7, 1)
GRANT = DelegationGranted(
    item_code=ITEM,
    functions=(DECIDE,),
    delegator="old",
    delegate="town",
    valid_from=date(2026, 1, 1),
    legal_basis="许可§24",
)


def folded(*events: DomainEvent) -> Competence:
    made = Competence()
    for version, event in enumerate(events, start=1):
        made.add(uuid5(ROOT, event.TYPE.partition(".")[0]), version, event)
    return made


def moved(first: date, source: str, target: str, clause: InFlight) -> ResponsibilityTransferred:
    sides = {"from_org": source, "to_org": target, "in_flight": clause}
    return ResponsibilityTransferred(**KEY, **sides, valid_from=first)


def assigned(first: date) -> ResponsibilityAssigned:
    return ResponsibilityAssigned(**KEY, org="old", valid_from=first)


@pytest.mark.parametrize(("accepted", "org"), [(MAY, "old"), (JUNE, "new"), (None, "new")])
def test_a_case_accepted_on_the_day_of_the_transfer_is_the_new_organisations(accepted, org):
    held = folded(assigned(date(2026, 1, 1)), moved(JUNE, "old", "new", InFlight.STAY))
    found = held.responsible(ITEM, DECIDE, JULY, accepted)
    assert found
    assert found.org == org


def test_where_nobody_answered_before_a_transfer_there_is_nobody_to_stay_with():
    held = folded(assigned(JUNE), moved(JUNE, "old", "new", InFlight.STAY))
    found = held.responsible(ITEM, DECIDE, JULY, MAY)
    assert found
    assert found.org == "new"


@pytest.mark.parametrize(("clause", "org"), [(InFlight.FOLLOW, "newest"), (InFlight.STAY, "old")])
def test_the_clause_of_the_latest_transfer_governs_what_an_earlier_one_left_behind(clause, org):
    first = moved(JUNE, "old", "new", InFlight.STAY)
    held = folded(assigned(date(2026, 1, 1)), first, moved(JULY, "new", "newest", clause))
    found = held.responsible(ITEM, DECIDE, JULY, MAY)
    assert found
    assert found.org == org


def test_a_delegation_runs_from_its_announcement_to_the_day_before_its_end():
    ended = DelegationRevoked(ended_on=JULY, reason="收回")
    held = folded(GRANT, DelegationAnnounced(announcement="GG", announced_on=JUNE), ended)
    days = (MAY, JUNE, date(2026, 6, 30), JULY)
    told = [held.delegated(ITEM, DECIDE, "old", "town", day) for day in days]
    assert told == [False, True, True, False]
    assert not held.delegated(ITEM, DECIDE, "new", "town", JUNE)
    assert not held.delegated(ITEM, Function.REVIEW, "old", "town", JUNE)


def test_a_delegation_that_is_given_again_is_announced_again():
    told = DelegationAnnounced(announcement="GG", announced_on=JUNE)
    ended = DelegationRevoked(ended_on=JULY, reason="收回")
    again = GRANT.model_copy(update={"valid_from": date(2026, 8, 1)})
    held = folded(GRANT, told, ended, again)
    august = date(2026, 8, 1)
    assert held.delegated(ITEM, DECIDE, "old", "town", JUNE)
    assert not held.delegated(ITEM, DECIDE, "old", "town", august)
    later = DelegationAnnounced(announcement="GG-2", announced_on=august)
    held.add(uuid5(ROOT, "delegation"), 5, later)
    assert held.delegated(ITEM, DECIDE, "old", "town", august)
