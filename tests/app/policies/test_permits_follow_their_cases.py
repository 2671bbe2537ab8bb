"""A case about a permit does to it what was decided, and regulators hear of it, exactly once."""

from datetime import date
from uuid import UUID

import psycopg
import pytest

from app.clock import Clock, due_from
from domain.approval import commands as c
from domain.approval.events import CasePurpose as Purpose
from domain.approval.events import Check, Proposal
from domain.approval.material_commands import AcceptWithGaps
from domain.permit import commands as p
from domain.permit import permit as permits
from domain.permit.grounds import AnnulmentGround
from domain.permit.permit import Ending
from domain.permit.permit import PermitPhase as P
from domain.registry.commands import PublishItemVersion
from domain.registry.power_commands import CorrectResponsibility
from domain.registry.standards import FlowProfile, Function, ItemStandard, MaterialRequirement
from domain.shared.ids import permit_id
from domain.supervision.commands import SignTask
from domain.supervision.events import PushReason, SupervisionTaskPushed
from tests.app.county import BUREAU, ITEM, REGION, UNSUPERVISED, World
from tests.domain.acts import at

ANNUL = p.AnnulPermit(
    ground=AnnulmentGround.FRAUD_OR_BRIBERY,
    public_harm_weighed=True,
    reason="虚假材料",
    decision_number="撤1号",
    remedies="复议",
)
LAST = date(2026, 12, 31)


def certified(
    world: World, item: str = ITEM, last: date | None = LAST, number: str = "证1号"
) -> UUID:
    """The permit of a new case, issued by the policy."""
    case = reviewed(world, world.accepted(item))
    grant = c.GrantPermit(decision_number="准1号", valid_from=date(2026, 1, 1), valid_to=last)
    world.does("decider-01", grant, case)
    world.does("maker-01", c.MakeCertificate(certificate_number=number), case)
    world.policies.catch_up()
    return permit_id(case)


def reviewed(world: World, case: UUID) -> UUID:
    world.does("reviewer-01", c.StartReview(), case)
    checks = (Check(condition="场所合格", met=True),)
    review = c.CompleteReview(proposal=Proposal.GRANT, checklist=checks)
    world.does("reviewer-01", review, case)
    return case


def applied(world: World, permit: UUID, purpose: Purpose) -> UUID:
    command = c.SubmitApplication(item_code=ITEM, purpose=purpose, permit_id=permit)
    case = world.does("window-01", command).stream
    world.policies.catch_up()
    return case


def accepted(world: World, case: UUID) -> UUID:
    world.does("window-01", c.ReceiveMaterials(), case)
    world.does("window-01", c.AcceptCase(), case)
    return reviewed(world, case)


def state(world: World, permit: UUID) -> permits.Permit:
    return permits.fold(world.acts(permit))


def pushes(world: World) -> list[tuple[PushReason, bool]]:
    """(reason, whether the task is still open) of every task, oldest first."""
    with psycopg.connect(world.url) as connection:
        rows = connection.execute(
            "SELECT stream FROM ledger.event WHERE type = 'task.pushed' ORDER BY position"
        ).fetchall()
    found = []
    for (stream,) in rows:
        acts = world.acts(stream)
        assert isinstance(acts[0].event, SupervisionTaskPushed)
        found.append((acts[0].event.reason, acts[-1].event.TYPE != "task.mooted"))
    return found


def test_a_certificate_becomes_a_permit_with_its_number_and_the_term_of_its_grant(world: World):
    permit = state(world, certified(world))
    assert (permit.phase, permit.permit_number, permit.valid_to) == (P.VALID, "证1号", LAST)
    assert permit.item_code == ITEM
    assert pushes(world) == [(PushReason.GRANTED, True)]


def test_a_renewal_that_is_granted_runs_to_its_new_day_and_is_pushed_once(world: World):
    permit = certified(world)
    case = applied(world, permit, Purpose.RENEWAL)
    assert state(world, permit).phase is P.RENEWING
    accepted(world, case)
    grant = c.GrantPermit(decision_number="延1号", valid_to=date(2029, 12, 31))
    world.does("decider-01", grant, case)
    world.does("maker-01", c.MakeCertificate(certificate_number="证1号"), case)
    world.policies.catch_up()
    assert (state(world, permit).phase, state(world, permit).valid_to) == (
        P.VALID,
        date(2029, 12, 31),
    )
    assert not world.acts(permit_id(case)), "one permit, however often it is renewed"
    assert pushes(world) == [(PushReason.GRANTED, True), (PushReason.RENEWED, True)]


def test_a_renewal_that_is_refused_or_withdrawn_leaves_the_permit_its_term(world: World):
    permit = certified(world)
    case = accepted(world, applied(world, permit, Purpose.RENEWAL))
    refusal = c.RefusePermit(decision_number="不1号", reason="条件不再具备", remedies="复议")
    world.does("decider-01", refusal, case)
    world.policies.catch_up()
    assert world.types(permit)[-1] == "permit.renewal_refused"
    again = applied(world, permit, Purpose.RENEWAL)
    assert state(world, permit).renewal == again
    world.does("window-01", c.WithdrawApplication(), again)
    world.policies.catch_up()
    assert world.types(permit)[-1] == "permit.renewal_ended"
    assert (state(world, permit).phase, state(world, permit).valid_to) == (P.VALID, LAST)


def test_a_change_and_a_cancellation_that_were_granted_take_effect_on_the_permit(world: World):
    permit = certified(world)
    for purpose, reached in ((Purpose.CHANGE, P.VALID), (Purpose.CANCELLATION, P.CANCELLED)):
        case = accepted(world, applied(world, permit, purpose))
        world.does("decider-01", c.GrantPermit(decision_number=f"准{purpose}"), case)
        world.policies.catch_up()
        assert state(world, permit).phase is reached
    assert world.types(permit) == ["permit.issued", "permit.changed", "permit.cancelled"]
    assert [reason for reason, _ in pushes(world)] == [
        PushReason.GRANTED,
        PushReason.CHANGED,
        PushReason.CANCELLED,
    ]


def test_the_clock_renews_what_was_applied_for_in_time_and_expires_the_rest(world: World):
    silent, forgotten = certified(world), certified(world, number="证2号")
    accepted(world, applied(world, silent, Purpose.RENEWAL))
    world.clock.now = at("2027-01-04 09:00")
    assert tick(world)
    world.policies.catch_up()
    kept, gone = state(world, silent), state(world, forgotten)
    assert (kept.phase, kept.valid_to) == (P.VALID, date(2027, 12, 31))
    assert (gone.ended_by, gone.acts[-1].meta.occurred_at) == (
        Ending.EXPIRED,
        at("2027-01-01 00:00"),
    )
    assert world.types(forgotten) == ["permit.issued", "permit.expired"]


def test_an_annulment_moots_what_nobody_has_looked_at_and_asks_for_something_else(world: World):
    permit = certified(world)
    world.does("decider-01", ANNUL, permit)
    world.policies.catch_up()
    assert pushes(world) == [(PushReason.GRANTED, False), (PushReason.ANNULLED, True)]
    cancel = p.CancelPermit(ground=p.CancellationGround.ANNULLED_WITHDRAWN_OR_REVOKED)
    world.does("decider-01", cancel, permit)
    world.policies.catch_up()
    assert pushes(world)[1:] == [(PushReason.ANNULLED, True), (PushReason.CANCELLED, True)]


def test_nobody_to_tell_of_an_annulment_is_a_gap_in_the_trail_of_the_permit(world: World):
    permit = certified(world, UNSUPERVISED)
    world.does("decider-01", ANNUL, permit)
    world.policies.catch_up()
    assert [one.code for one in world.refusals(permit)] == ["no-responsible-organisation"]


@pytest.mark.parametrize("purpose", [Purpose.CHANGE, Purpose.RENEWAL])
def test_nobody_applies_about_a_permit_that_has_ended(world: World, purpose: Purpose):
    permit = certified(world)
    world.does("decider-01", ANNUL, permit)
    command = c.SubmitApplication(item_code=ITEM, purpose=purpose, permit_id=permit)
    world.refused("permit-wrong-state", "window-01", command, None)


def test_a_number_that_a_permit_of_the_item_bears_is_not_given_to_another(world: World):
    certified(world)
    certified(world, UNSUPERVISED)  # numbers are those of an item
    case = reviewed(world, world.accepted())
    world.does("decider-01", c.GrantPermit(decision_number="准2号"), case)
    world.refused("number-taken", "maker-01", c.MakeCertificate(certificate_number="证1号"), case)
    world.does("maker-01", c.MakeCertificate(certificate_number="证2号"), case)


def test_a_renewal_is_not_granted_once_its_permit_was_annulled(world: World):
    permit = certified(world)
    case = accepted(world, applied(world, permit, Purpose.RENEWAL))
    world.does("decider-01", ANNUL, permit)
    grant = c.GrantPermit(decision_number="延1号", valid_to=date(2029, 12, 31))
    world.refused("permit-wrong-state", "decider-01", grant, case)


def test_a_permit_of_another_item_cannot_be_renewed_under_this_one(world: World):
    permit = certified(world)
    command = c.SubmitApplication(item_code=UNSUPERVISED, purpose=Purpose.RENEWAL, permit_id=permit)
    world.refused("permit-other-item", "window-01", command, None)


def test_a_renewal_whose_gaps_were_not_closed_ends_and_the_permit_runs_out(world: World):
    permit = certified(world)
    world.clock.now = at("2026-12-20 09:00")
    lease = MaterialRequirement(name="租赁合同", core=False)
    version = PublishItemVersion(
        item_code=ITEM, item_version=2, name="食品经营许可", profile=FlowProfile.FIVE_STAGE,
        legal_days=20, committed_days=10, standard=ItemStandard(materials=(lease,), gap_days=2),
    )  # fmt: skip
    world.does("admin-01", version)
    case = applied(world, permit, Purpose.RENEWAL)
    world.does("window-01", c.ReceiveMaterials(), case)
    world.does("window-01", AcceptWithGaps(gaps=(lease.name,)), case)
    world.clock.now = at("2026-12-29 09:00")
    assert tick(world)
    world.policies.catch_up()
    assert world.types(case)[-1] == "case.gap_expired"
    assert state(world, permit).phase is P.VALID
    world.clock.now = at("2027-01-04 09:00")
    assert tick(world)
    assert state(world, permit).ended_by is Ending.EXPIRED


def tick(world: World) -> int:
    from psycopg_pool import ConnectionPool

    from projections.engine import Projector

    projector = Projector(world.url)
    projector.catch_up()
    projector.close()
    with ConnectionPool(world.url, min_size=1, max_size=1) as pool:
        return Clock(world.handler, due_from(pool)).tick(world.now)


@pytest.mark.parametrize("corrected", [False, True])
def test_a_task_in_the_hands_of_a_regulator_is_mooted_too(world: World, corrected: bool):
    """Also where the record by which it was pushed has been corrected away meanwhile."""
    permit = certified(world)
    with psycopg.connect(world.url) as connection:
        row = connection.execute(
            "SELECT stream FROM ledger.event WHERE type = 'task.pushed'"
        ).fetchone()
    assert row
    world.does("liaison-01", SignTask(), row[0])
    for function in (Function.SUPERVISE, Function.ENFORCE):
        held = world.institutions.of(REGION).responsible(ITEM, function, world.now.date())
        if corrected and held:
            correct = CorrectResponsibility(
                item_code=ITEM, function=function, corrects=held.ref, org=BUREAU,
                valid_from=held.valid_from, reason="裁定",
            )  # fmt: skip
            world.does("admin-01", correct)
    world.does("decider-01", ANNUL, permit)
    world.policies.catch_up()
    assert world.types(row[0])[-1] == "task.mooted"
