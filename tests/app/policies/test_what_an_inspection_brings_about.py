"""An inspection on a real log: its yearly cap, and whom its outcome is told to (浙江§33)."""

from datetime import date, timedelta
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.onboarding import init
from domain.shared.act import NEXT_VERSION, Act, EntryMode, Meta
from domain.shared.errors import DomainError
from domain.shared.event import DomainEvent
from domain.shared.ids import inspection_id
from domain.supervision import inspection as inspections
from domain.supervision import inspection_commands as c
from domain.supervision import task as tasks
from domain.supervision.events import Finding, SupervisionMode
from domain.supervision.inspection_events import (
    InspectionCancelled,
    InspectionCleared,
    InspectionPlanned,
    InspectionStarted,
)
from domain.supervision.inspection_terms import (
    InspectionTrigger,
    Officer,
)
from projections.engine import Projector
from projections.inspection_caps import beyond, caps
from projections.permit_queries import Field
from projections.scope import Scope
from tests.app.county import BUREAU, ITEM, REGION, REGULATOR, World, county
from tests.app.inspecting import COMPANY, cleared, plan, staffed


def test_two_at_once_do_not_pass_the_cap_and_a_cancelled_one_makes_room(world: World):
    staffed(world)
    told: list[str] = []

    def attempt(number: str) -> None:
        try:
            command = plan(number, subject=COMPANY)
            world.handler.handle_sync(command, caller=world.caller("officer-01"))
        except DomainError as error:
            told.append(error.code)
        else:
            told.append("planned")

    workers = [Thread(target=attempt, args=(f"J-{n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(told) == [*["inspection-cap-reached"] * 3, "planned"]
    clue = plan("J-T", subject=COMPANY, trigger=InspectionTrigger.COMPLAINT, clue="举报")
    world.does("officer-01", clue)
    jurisdiction = world.institutions.of(REGION).jurisdiction
    assert jurisdiction
    for number in range(4):
        stream = inspection_id(jurisdiction, REGULATOR, f"J-{number}")
        if world.acts(stream):
            world.does("officer-01", c.CancelInspection(reason="停业"), stream)
    world.does("officer-01", plan("J-5", subject=COMPANY))
    with pytest.raises(DomainError, match="inspection-cap-reached"):
        world.does("officer-01", plan("J-6", subject=COMPANY))


def test_what_a_source_reports_uses_the_cap_up_and_what_it_calls_off_frees_it(world: World):
    staffed(world, cap=2)
    told = InspectionPlanned(
        inspection_number="R-1", org=REGULATOR, item_code=ITEM, planned_date=date(2026, 5, 6),
        trigger=InspectionTrigger.PLAN, mode=SupervisionMode.SPECIAL, subject=COMPANY,
    )  # fmt: skip
    stream = reports(world, told)
    reports(world, told.model_copy(update={"trigger": InspectionTrigger.CLUE}))
    reports(world, told.model_copy(update={"planned_date": date(2025, 5, 6)}))
    reports(world, told.model_copy(update={"org": BUREAU}))
    world.does("officer-01", plan("J-1", subject=COMPANY))
    with pytest.raises(DomainError, match="inspection-cap-reached"):
        world.does("officer-01", plan("J-2", subject=COMPANY))
    project(world)
    with pytest.raises(DomainError, match="inspection-cap-reached"):
        world.does("officer-01", plan("J-2", subject=COMPANY))
    third = reports(world, told)
    project(world)
    with world.store.database.reading() as connection:
        field = Field(Scope(REGION))
        (row,), _ = caps(connection, field, year=2026, org=REGULATOR)
        assert (row["used"], row["reported"]) == (3, 2)
        named = beyond(connection, field, 2026, [(REGULATOR, COMPANY.subject_id, 2)])
    found = named[REGULATOR, COMPANY.subject_id]
    assert [(one["inspection_number"], one["native"]) for one in found] == [("J-1", True)]
    for one in (stream, third):
        reports(world, InspectionCancelled(reason="x"), stream=one)
    world.does("officer-01", plan("J-2", subject=COMPANY))


def project(world: World) -> None:
    projector = Projector(world.url)
    projector.catch_up()
    projector.close()


def reports(world: World, event: DomainEvent, stream: UUID | None = None) -> UUID:
    """What a source says of an inspection, a new one unless told."""
    stream = stream or uuid4()
    meta = Meta(
        occurred_at=world.now, region=REGION, item_code=ITEM, entry_mode=EntryMode.IMPORTED,
        actor=world.caller("regulator-01").actor(),
    )  # fmt: skip
    world.store.append([Act(stream, NEXT_VERSION, meta, event)], region=REGION)
    return stream


def test_the_result_of_an_inspection_answers_the_task_of_its_case(world: World):
    staffed(world)
    case = world.granted()
    world.policies.catch_up()
    opened = world.does("officer-01", plan("J-1", case_id=case))
    state = inspections.fold(world.acts(opened.stream))
    assert (state.case_id, state.phase) == (case, inspections.InspectionPhase.PLANNED)
    cleared(world, opened.stream)
    with world.store.database.reading() as connection:
        (stream,) = connection.execute(
            "SELECT stream FROM ledger.event WHERE type = 'task.result_recorded'"
        ).fetchone() or (None,)
    assert stream
    task = tasks.fold(world.acts(stream))
    assert (task.phase, task.finding) == (tasks.TaskPhase.FED_BACK, Finding.COMPLIANT)
    push = c.PushInspectionFeedback()
    world.refused("inspection-answers-task", "officer-01", push, opened.stream)
    assert "inspection.feedback_pushed" not in world.types(opened.stream)


def test_without_a_task_the_deciding_organisation_is_told_and_takes_note(world: World):
    staffed(world)
    opened = world.does("officer-01", plan("J-1", subject=COMPANY))
    cleared(world, opened.stream)
    assert inspections.fold(world.acts(opened.stream)).addressee == BUREAU
    world.does("reviewer-01", c.AcknowledgeInspectionFeedback(), opened.stream)
    world.policies.catch_up()
    assert world.types(opened.stream)[-2:] == [
        "inspection.feedback_pushed", "inspection.feedback_acknowledged",
    ]  # fmt: skip


def test_what_another_system_found_is_fed_back_all_the_same(world: World):
    stream = uuid4()
    meta = Meta(
        occurred_at=world.now - timedelta(days=9),
        actor=world.caller("regulator-01").actor(),
        region=REGION,
        item_code=ITEM,
        entry_mode=EntryMode.IMPORTED,
    )
    world.store.append([Act(stream, 1, meta, InspectionCleared())], region=REGION)
    world.policies.catch_up()
    assert world.types(stream) == ["inspection.cleared", "inspection.feedback_pushed"]
    world.refused("worked-elsewhere", "regulator-01", c.CancelInspection(reason="x"), stream)


def reported(world: World, number: str, region: str, task: UUID, **started: Any) -> UUID:
    """An inspection about `task` that a source of a region reports as clear."""
    stream, planned = uuid4(), date(2026, 10, 20)
    events = (
        InspectionPlanned(
            inspection_number=number, org=REGULATOR, item_code=ITEM, planned_date=planned,
            trigger=InspectionTrigger.TASK, mode=SupervisionMode.SPECIAL, task_id=task,
        ),
        InspectionStarted(**started),
        InspectionCleared(),
    )  # fmt: skip
    for version, event in enumerate(events, start=1):
        meta = Meta(
            occurred_at=world.now + timedelta(seconds=version), region=region, item_code=ITEM,
            actor=world.caller("regulator-01").actor(), entry_mode=EntryMode.IMPORTED,
        )  # fmt: skip
        world.store.append([Act(stream, version, meta, event)], region=region)
    return stream


def test_no_report_stops_the_policy_nor_reaches_a_task_of_another_county(world: World):
    elsewhere = "320999"
    init(county().model_copy(update={"region": elsewhere}), world.store, now=world.now)
    world.granted()
    world.policies.catch_up()
    with world.store.database.reading() as connection:
        (stream,) = connection.execute(
            "SELECT stream FROM ledger.event WHERE type = 'task.pushed'"
        ).fetchone() or (None,)
    assert stream
    foreign = reported(world, "J-1", elsewhere, stream)
    world.policies.catch_up()
    assert tasks.fold(world.acts(stream)).phase is tasks.TaskPhase.PUSHED
    assert world.types(foreign)[-1] == "inspection.feedback_pushed"
    many = tuple(Officer(person_id=f"p-{n}") for n in range(99))
    reported(world, "检" * 120, REGION, stream, officers=many)
    world.policies.catch_up()
    assert tasks.fold(world.acts(stream)).phase is tasks.TaskPhase.FED_BACK
    with world.store.database.reading() as connection:
        stopped = "SELECT name, stopped_because FROM ops.follower WHERE stopped_at IS NOT NULL"
        assert connection.execute(stopped).fetchall() == []


def test_what_was_found_before_the_permit_does_not_answer_for_it(world: World):
    staffed(world)
    case = world.granted()
    world.policies.catch_up()
    stream = uuid4()
    for version, event in enumerate((plan_reported(case), InspectionCleared()), start=1):
        meta = Meta(
            occurred_at=world.now - timedelta(days=200 - version), region=REGION, item_code=ITEM,
            actor=world.caller("regulator-01").actor(), entry_mode=EntryMode.IMPORTED,
        )  # fmt: skip
        world.store.append([Act(stream, version, meta, event)], region=REGION)
    world.policies.catch_up()
    assert world.types(stream)[-1] == "inspection.feedback_pushed"
    with world.store.database.reading() as connection:
        found = "SELECT count(*) FROM ledger.event WHERE type = 'task.result_recorded'"
        assert connection.execute(found).fetchone() == (0,)


def plan_reported(case: UUID) -> InspectionPlanned:
    return InspectionPlanned(
        inspection_number="J-old", org=REGULATOR, item_code=ITEM, planned_date=date(2024, 9, 1),
        trigger=InspectionTrigger.PLAN, mode=SupervisionMode.SPECIAL, case_id=case,
    )  # fmt: skip
