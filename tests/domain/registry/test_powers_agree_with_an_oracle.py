"""Random records of powers: who answers, and who may act for them, as known after each of them.

Few days, few organisations, one pair of them that delegates: so that dates meet and statements are
about one another.
"""

from datetime import timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.registry.events import ResponsibilityAssigned
from domain.registry.institution import Institution
from domain.registry.powers import (
    DelegationAnnounced,
    DelegationGranted,
    DelegationRevoked,
    InFlight,
    ResponsibilityCorrected,
    ResponsibilityTransferred,
)
from domain.registry.standards import Function
from domain.shared.act import Act
from domain.shared.event import DomainEvent
from domain.shared.ids import ROOT, delegation_id, event_id, responsibility_id
from tests.domain.acts import REGION, act, at
from tests.domain.registry import powers_oracle as oracle

ITEM, ORGS = "XK-0001", ("bureau", "market", "health")
POWERS, DELEGATIONS = ("assign", "transfer", "correct"), ("grant", "announce", "revoke")
FUNCTIONS = (Function.DECIDE, Function.SUPERVISE)
DAYS = st.sampled_from(oracle.CALENDAR)
ACCEPTED = st.none() | DAYS


@st.composite
def histories(draw: st.DrawFn, kinds: tuple[str, ...]) -> list[Act]:
    """Acts as they were recorded, lawful or not: the fold refuses nothing."""
    acts: list[Act] = []
    for _ in range(draw(st.integers(1, 9))):
        stream, event = draw(_statements(acts, draw(st.sampled_from(kinds))))
        version = 1 + sum(one.originator_id == stream for one in acts)
        acts.append(act(event, at("2026-01-02"), version, stream=stream))
    return acts


@st.composite
def _statements(draw: st.DrawFn, acts: list[Act], kind: str) -> tuple[UUID, DomainEvent]:
    function, org, other = (draw(st.sampled_from(x)) for x in (FUNCTIONS, ORGS, ORGS))
    first = draw(DAYS)
    until = draw(st.none() | st.integers(1, 8).map(lambda n: first + timedelta(days=n)))
    stream = responsibility_id(ROOT, ITEM, function)
    key = {"item_code": ITEM, "function": function, "valid_from": first}
    if kind == "transfer":
        clause = draw(st.sampled_from(InFlight))
        sides = {"from_org": other, "to_org": org, "in_flight": clause}
        return stream, ResponsibilityTransferred(**key, **sides)
    if kind == "correct" and (wrong := _standing(acts, stream)):
        told = {"corrects": draw(st.sampled_from(wrong)), "reason": "更正"}
        clause = draw(st.none() | st.sampled_from(InFlight))
        answer = draw(st.none() | st.just(org))
        return stream, ResponsibilityCorrected(
            **key, **told, org=answer, valid_to=until, in_flight=clause
        )
    if kind in ("assign", "correct"):
        return stream, ResponsibilityAssigned(**key, org=org, valid_to=until)
    org, other = draw(st.sampled_from((ORGS[:2], ORGS[1:])))
    stream = delegation_id(ROOT, ITEM, org, other)
    if kind == "grant":
        functions = draw(st.sampled_from((FUNCTIONS, FUNCTIONS[:1])))
        return stream, DelegationGranted(
            item_code=ITEM,
            functions=functions,
            delegator=org,
            delegate=other,
            valid_from=first,
            valid_to=until,
            legal_basis="许可§24",
        )
    if kind == "announce":
        return stream, DelegationAnnounced(announcement="GG", announced_on=first)
    return stream, DelegationRevoked(ended_on=first, reason="收回")


def _standing(acts: list[Act], stream: UUID) -> list[UUID]:
    """Event ids of the records that nothing has corrected yet."""
    mine = [one for one in acts if one.originator_id == stream]
    gone = {one.event.corrects for one in mine if isinstance(one.event, ResponsibilityCorrected)}
    refs = [event_id(stream, one.originator_version) for one in mine]
    return [ref for ref in refs if ref not in gone]


@settings(max_examples=60, deadline=None)
@given(histories(POWERS), ACCEPTED)
def test_who_answers_agrees_with_the_oracle_as_known_after_every_record(acts, accepted):
    known = Institution.empty(REGION)
    for count, one in enumerate(acts, start=1):
        known = known.evolve(one)
        for function in FUNCTIONS:
            days = oracle.paint(acts[:count], ITEM, function)
            for on in oracle.CALENDAR:
                found = known.responsible(ITEM, function, on, accepted)
                wanted = oracle.responsible(days, on, accepted)
                assert (found.org if found else None) == wanted, (on, accepted)
    assert known.competence == Institution.empty(REGION).fold(acts).competence


@settings(max_examples=60, deadline=None)
@given(histories(DELEGATIONS))
def test_delegates_agree_with_the_oracle(acts):
    competence = Institution.empty(REGION).fold(acts).competence
    for function in FUNCTIONS:
        for delegator in ORGS:
            for on in oracle.CALENDAR:
                found = {
                    org for org in ORGS if competence.delegated(ITEM, function, delegator, org, on)
                }
                assert found == oracle.delegates(acts, ITEM, function, delegator, on), on


@settings(max_examples=15, deadline=None)
@given(histories(POWERS + DELEGATIONS), DAYS)
def test_what_was_known_at_a_time_is_the_fold_of_what_was_recorded_by_then(acts, on):
    snapshots = [Institution.empty(REGION)]
    for one in acts:
        snapshots.append(snapshots[-1].evolve(one))
    for count, then in enumerate(snapshots):
        again = Institution.empty(REGION).fold(acts[:count])
        for function in FUNCTIONS:
            assert then.responsible(ITEM, function, on) == again.responsible(ITEM, function, on)
