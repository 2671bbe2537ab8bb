"""D-02: what another system reports was done by whom the item's function did not belong to."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest

from domain.approval import events as e
from domain.monitoring.deadlines import deadlines
from domain.monitoring.facts import CaseFacts, Entry
from domain.monitoring.rules import CaseView, findings
from domain.monitoring.steps import fold
from domain.monitoring.unauthorised import NOBODY, OTHER, outside
from domain.registry.competence import Competence
from domain.registry.events import ResponsibilityAssigned
from domain.registry.powers import (
    DelegationAnnounced,
    DelegationGranted,
    InFlight,
    ResponsibilityCorrected,
    ResponsibilityTransferred,
)
from domain.registry.standards import Function
from domain.shared.event import DomainEvent
from domain.shared.ids import ROOT, event_id
from tests.domain.monitoring.acts import CHINA, FIVE, on

ITEM, OLD, NEW = "ITEM-1", "org-old", "org-new"
KEY: dict[str, Any] = {"item_code": ITEM, "function": Function.DECIDE}
ASSIGNED = ResponsibilityAssigned(**KEY, org=OLD, valid_from=date(2026, 1, 1))
STREAM = uuid5(ROOT, "powers")


def moved(clause: InFlight) -> ResponsibilityTransferred:
    """From the first of June on."""
    sides = {"from_org": OLD, "to_org": NEW, "in_flight": clause}
    return ResponsibilityTransferred(**KEY, **sides, valid_from=date(2026, 6, 1))


def powers(*events: DomainEvent, stream: UUID = STREAM) -> Competence:
    made = Competence()
    for version, event in enumerate(events, start=1):
        made.add(stream, version, event)
    return made


def found(held: Competence, decided: datetime, org: str | None, *, native: bool = False):
    """What is found of a case accepted on 4 May and decided by `org`."""
    facts = CaseFacts(item=ITEM)
    told = ((e.CaseAccepted, on(5, 4), OLD, "p-1"), (e.PermitGranted, decided, org, "p-2"))
    for position, (event, at, acting, person) in enumerate(told, start=1):
        entry = Entry(
            event.TYPE, position, at, at, {}, person, "WINDOW", "post", acting, native=native
        )
        fold(facts, entry)
    rows = outside(facts, held)
    view = CaseView(facts, deadlines(facts, CHINA, FIVE), CHINA, FIVE, outside=rows)
    return [(one.note, one.person, one.evidence) for one in findings(view) if one.rule == "D-02"]


@pytest.mark.parametrize(
    ("clause", "decided", "org", "why"),
    [
        (InFlight.FOLLOW, on(5, 29), OLD, None),
        (InFlight.FOLLOW, on(5, 29), NEW, OTHER),
        (InFlight.FOLLOW, on(6, 1), OLD, OTHER),
        (InFlight.FOLLOW, on(6, 1), NEW, None),
        (InFlight.STAY, on(6, 1), OLD, None),
        (InFlight.STAY, on(6, 1), NEW, OTHER),
    ],
)
def test_a_reported_act_is_judged_by_the_responsibility_of_its_own_date(clause, decided, org, why):
    wanted = [(why, "p-2", (2,))] if why else []
    assert found(powers(ASSIGNED, moved(clause)), decided, org) == wanted


def test_an_act_worked_here_rests_on_the_record_of_its_time():
    assert found(powers(ASSIGNED), on(6, 1), NEW, native=True) == []


def test_before_the_first_record_the_institution_does_not_know():
    later = ASSIGNED.model_copy(update={"valid_from": date(2026, 7, 1)})
    assert found(powers(later), on(6, 1), NEW) == []
    assert found(powers(), on(6, 1), NEW) == []


def test_an_act_without_an_organisation_is_not_judged():
    assert found(powers(ASSIGNED), on(6, 1), None) == []


def test_where_a_correction_says_nobody_answered_nobody_might_act():
    wrong = event_id(STREAM, 1)
    gap = ResponsibilityCorrected(
        **KEY, corrects=wrong, valid_from=date(2026, 1, 1), reason="原记录有误"
    )
    assert [note for note, *_ in found(powers(ASSIGNED, gap), on(6, 1), OLD)] == [NOBODY]


def test_a_delegate_may_act_once_the_delegation_is_announced():
    held = powers(ASSIGNED)
    grant = DelegationGranted(
        item_code=ITEM,
        functions=(Function.DECIDE,),
        delegator=OLD,
        delegate=NEW,
        valid_from=date(2026, 1, 1),
        legal_basis="许可§24",
    )
    stream = uuid5(ROOT, "delegation")
    held.add(stream, 1, grant)
    assert [note for note, *_ in found(held, on(6, 1), NEW)] == [OTHER]
    held.add(stream, 2, DelegationAnnounced(announcement="GG", announced_on=date(2026, 6, 1)))
    assert found(held, on(5, 29), NEW) != []
    assert found(held, on(6, 1), NEW) == []
