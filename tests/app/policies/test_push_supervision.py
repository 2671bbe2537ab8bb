"""An outcome of approval becomes a task of the regulator, exactly once (rule L-01)."""

import uuid
from datetime import UTC, datetime, timedelta

import psycopg

from app.policies.policy import Policy, Start
from app.policies.registry import POLICIES
from app.policies.runner import PolicyRunner
from domain.approval.commands import ReceiveMaterials
from domain.approval.events import HandedToSupervision
from domain.approval.instant_commands import RecordFiling
from domain.commitment.commands import OfferCommitment, SignCommitment
from domain.registry.commands import PublishItemVersion
from domain.registry.standards import FlowProfile, ItemStandard, LicensingMode
from domain.shared.act import NEXT_VERSION, Act, Actor, EntryMode, Meta, Role
from domain.shared.ids import commitment_id, event_id, reported_case_id, task_id
from domain.supervision.events import PushReason, SupervisionTaskPushed
from tests.app.county import ITEM, REGION, REGULATOR, UNSUPERVISED, World
from tests.domain.acts import at

TEXT = "a" * 64


def pushed_for(world: World, case: uuid.UUID, cause: uuid.UUID) -> SupervisionTaskPushed:
    (act,) = world.acts(task_id(case, REGULATOR, str(cause)))
    assert isinstance(act.event, SupervisionTaskPushed)
    return act.event


def task_count(world: World) -> int:
    with psycopg.connect(world.url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM ledger.event WHERE type = 'task.pushed'"
        ).fetchone()
    assert row
    return row[0]


def test_a_grant_pushes_one_task_to_the_organisation_that_supervises_and_enforces(world: World):
    case = world.granted()
    world.policies.catch_up()
    task = pushed_for(world, case, event_id(case, 6))
    assert (task.recipient, task.reason, task.historic) == (REGULATOR, PushReason.GRANTED, False)
    assert task.case_number.startswith("320412XK0001")
    assert task_count(world) == 1


def test_a_pushed_task_names_the_event_that_caused_it(world: World):
    case = world.granted()
    world.policies.catch_up()
    (act,) = world.acts(task_id(case, REGULATOR, str(event_id(case, 6))))
    assert act.meta.causation_id == str(event_id(case, 6))
    assert act.meta.actor.role is Role.SYSTEM


def test_going_over_the_log_again_changes_nothing(world: World):
    world.granted()
    world.policies.catch_up()
    with psycopg.connect(world.url, autocommit=True) as connection:
        before = connection.execute("SELECT position FROM ledger.head").fetchone()
        connection.execute("UPDATE ops.follower SET position = 0")
        world.policies.catch_up()
        assert connection.execute("SELECT position FROM ledger.head").fetchone() == before


def test_nobody_to_supervise_is_a_gap_in_the_trail_and_not_silence(world: World):
    case = world.granted(UNSUPERVISED)
    world.policies.catch_up()
    assert [(one.command, one.code) for one in world.refusals(case)] == [
        ("push-task", "no-responsible-organisation")
    ]
    assert task_count(world) == 0


def test_a_signed_commitment_takes_effect_on_the_grant_and_is_pushed_too(world: World):
    case = world.accepted()
    world.does("window-01", OfferCommitment(case_id=case, text_digest=TEXT))
    commitment = commitment_id(case)
    world.does("window-01", SignCommitment(text_digest=TEXT), commitment)
    world.grant(case)
    world.policies.catch_up()
    assert world.types(commitment)[-1] == "commitment.took_effect"
    task = pushed_for(world, case, event_id(commitment, 3))
    assert (task.reason, task.commitment_id) == (PushReason.COMMITMENT, commitment)


def test_without_a_signed_commitment_nothing_takes_effect(world: World):
    case = world.accepted()
    world.does("window-01", OfferCommitment(case_id=case, text_digest=TEXT))
    world.grant(case)
    world.policies.catch_up()
    assert world.types(commitment_id(case)) == ["commitment.offered"]


def reported(world: World, number: str, *, occurred: datetime) -> SupervisionTaskPushed:
    """The task that a reported hand-over causes."""
    jurisdiction = world.institutions.of(REGION).jurisdiction
    assert jurisdiction
    case = reported_case_id(jurisdiction, "bpic15", number)
    meta = Meta(
        occurred_at=occurred,
        actor=Actor(person_id="p7", role=Role.SOURCE),
        region=REGION,
        item_code=ITEM,
        entry_mode=EntryMode.IMPORTED,
    )
    world.store.append([Act(case, NEXT_VERSION, meta, HandedToSupervision())], region=REGION)
    world.policies.catch_up()
    return pushed_for(world, case, event_id(case, 1))


def test_a_hand_over_reported_long_after_becomes_a_historic_task(world: World):
    task = reported(world, "77", occurred=at("2026-03-02"))
    assert (task.historic, task.reason) == (True, PushReason.HANDED_OVER)


def test_a_hand_over_reported_at_once_is_a_duty_of_today(world: World):
    task = reported(world, "78", occurred=datetime.now(UTC) - timedelta(hours=1))
    assert not task.historic


def test_an_event_that_breaks_a_policy_stops_that_policy_alone_before_it(world: World):
    def burst(_cause: object, _desk: object):
        raise ZeroDivisionError("poison")

    broken = Policy("broken", frozenset({"case.accepted"}), burst)
    runner = PolicyRunner(
        world.url, world.store, world.institutions, world.handler, policies=(broken, *POLICIES)
    )
    case = world.granted()
    runner.catch_up()
    runner.close()
    with psycopg.connect(world.url) as connection:
        row = connection.execute(
            "SELECT f.position, f.stopped_at, f.stopped_because, e.type FROM ops.follower f"
            " JOIN ledger.event e ON e.position = f.stopped_at WHERE name = 'policy:broken'"
        ).fetchone()
    assert row
    assert row[0] == row[1] - 1
    assert (row[2], row[3]) == ("ZeroDivisionError: poison", "case.accepted")
    assert pushed_for(world, case, event_id(case, 6))


def test_a_new_policy_that_starts_now_answers_nothing_that_happened_before(world: World):
    world.granted()
    seen = []

    def note(cause: object, _desk: object):
        seen.append(cause)
        return ()

    late = Policy("late", frozenset({"case.permit_granted"}), note, Start.NOW)
    runner = PolicyRunner(
        world.url, world.store, world.institutions, world.handler, policies=(late,)
    )
    runner.catch_up()
    world.granted()
    runner.catch_up()
    runner.close()
    assert len(seen) == 1


def test_a_filing_pushes_a_task_too(world: World):
    filed = PublishItemVersion(
        item_code=ITEM, item_version=2, name="食品经营备案", profile=FlowProfile.FILING,
        legal_days=20, committed_days=10, standard=ItemStandard(mode=LicensingMode.FILING),
    )  # fmt: skip
    world.does("admin-01", filed)
    case = world.submitted()
    world.does("window-01", ReceiveMaterials(), case)
    world.does("window-01", RecordFiling(filing_number="BA-1"), case)
    world.policies.catch_up()
    assert pushed_for(world, case, event_id(case, 3)).reason is PushReason.FILED
