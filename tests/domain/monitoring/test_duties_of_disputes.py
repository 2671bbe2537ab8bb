"""L-03, L-09: tasks that are pushed away, and disputes that nobody rules; L-01 by territory."""

from datetime import date
from typing import Any

from domain.approval import events as case
from domain.registry.standards import Function
from domain.supervision import dispute_events as dispute
from domain.supervision import events as task
from tests.domain.monitoring.acts import OTHER, REGULATOR, Told, midnight, on, owed, supervised_by

FAR = on(12, 31)
PUSHED = Told(task.SupervisionTaskPushed, on(3, 2), {"recipient": REGULATOR, "itemCode": "X"})


def returned(day: int, org: str) -> Told:
    return Told(task.TaskReturned, on(3, day), org=org)


def routed(day: int, org: str) -> Told:
    return Told(task.TaskRerouted, on(3, day), {"recipient": org})


def found(*acts: Told, rule: str, **how: Any) -> list[tuple[Any, ...]]:
    told = owed(PUSHED, *acts, now=FAR, **how)
    return [
        (one.org, one.severity, one.since, step.note)
        for one in told
        if one.rule == rule
        for step in one.steps
    ]


def test_who_the_record_names_may_not_push_it_away():
    acts = (returned(3, REGULATOR), routed(4, OTHER))
    assert found(*acts, rule="L-03") == [(REGULATOR, "YELLOW", on(3, 3), "RECORD_SAYS_OTHERWISE")]
    assert not found(*acts, rule="L-03", responsible=supervised_by(OTHER))


def test_a_second_return_is_found_whoever_is_right():
    acts = (returned(3, OTHER), routed(4, OTHER), returned(5, OTHER))
    assert found(*acts, rule="L-03") == [(OTHER, "YELLOW", on(3, 5), "BOUNCED_TWICE")]


def test_a_dispute_is_ruled_within_thirteen_working_days():
    opened = Told(
        dispute.ResponsibilityDisputeOpened,
        on(3, 2, 11),
        {"interimOrg": OTHER, "negotiationDays": 3, "rulingDays": 10},
    )
    late = (OTHER, "RED", midnight(3, 20), "NO_RULING")
    ruled = {"org": OTHER, "level": "STAFFING_OFFICE"}
    assert found(opened, rule="L-09") == [late]
    in_time = Told(dispute.ResponsibilityRuled, on(3, 19, 23, 59), ruled)
    assert not found(opened, in_time, rule="L-09")
    assert found(opened, Told(dispute.ResponsibilityRuled, on(3, 20), ruled), rule="L-09") == [late]


def test_whoever_it_was_ruled_to_owes_the_answer_from_then_on():
    ruled = Told(dispute.ResponsibilityRuled, on(3, 10), {"org": OTHER})
    told = found(returned(3, OTHER), routed(3, OTHER), returned(4, OTHER), ruled, rule="L-02")
    told = told[-3:]
    assert [(org, note) for org, _, _, note in told] == [
        (OTHER, note) for note in ("UNSIGNED", "UNCLAIMED", "NO_PLAN")
    ]


def test_where_pushing_is_claiming_only_the_plan_is_owed():
    data = {**PUSHED.data, "claimModel": "DEEMED"}
    told = owed(Told(task.SupervisionTaskPushed, on(3, 2), data), now=FAR)
    assert [step.note for one in told for step in one.steps] == ["NO_PLAN"]


def test_the_right_organisation_is_that_of_where_the_subject_is():
    def by_place(
        _item: str, function: Function, _day: date, where: str | None = None
    ) -> str | None:
        if function is not Function.SUPERVISE:
            return None
        return OTHER if where == "320412103" else REGULATOR

    filed = Told(case.ApplicationSubmitted, on(3, 1), {"territory": "320412103"})
    granted = Told(case.PermitGranted, on(3, 2))

    def push(org: str) -> Told:
        data = {"recipient": org, "reason": "GRANTED"}
        return Told(task.SupervisionTaskPushed, on(3, 2, 11), data)

    def notes(*acts: Told) -> list[str]:
        told = owed(*acts, now=FAR, of_case=True, responsible=by_place)
        return [one.note for one in told if one.rule == "L-01"]

    assert notes(filed, granted, push(OTHER)) == []
    assert notes(filed, granted, push(REGULATOR)) == ["NOT_PUSHED", "WRONG_ORGANISATION"]
    assert notes(granted, push(REGULATOR)) == []


def test_what_was_returned_is_routed_on_in_one_working_day():
    late = (OTHER, "WARN", midnight(3, 5), "NOT_REROUTED")
    told = {"responsible": supervised_by(REGULATOR), "rule": "L-02"}

    def warned(*acts: Told) -> list[tuple[Any, ...]]:
        return [one for one in found(*acts, **told) if one[3] == "NOT_REROUTED"]

    assert warned(returned(3, OTHER)) == [late]
    assert warned(returned(3, OTHER), routed(4, REGULATOR)) == []
    assert warned(returned(3, OTHER), routed(5, REGULATOR)) == [late]
    assert warned(returned(3, OTHER), routed(4, REGULATOR), returned(5, REGULATOR)) == []
