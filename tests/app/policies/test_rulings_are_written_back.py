"""裁定回写: what is ruled in a dispute is what the record says from then on; and 属地 routing."""

from datetime import date
from uuid import UUID

import psycopg

from domain.approval.commands import AcceptCase, ReceiveMaterials, SubmitApplication
from domain.registry.commands import AssignPost, AssignResponsibility
from domain.registry.linkage import ClaimModel
from domain.registry.linkage_commands import SetLinkagePolicy
from domain.registry.power_commands import CorrectResponsibility
from domain.registry.standards import Function
from domain.shared.act import Role
from domain.supervision import commands as t
from domain.supervision import dispute_commands as d
from domain.supervision import task as tasks
from domain.supervision.dispute_events import ArbitrationLevel
from domain.supervision.task_state import TaskPhase
from tests.app.county import BUREAU, ITEM, REGION, REGULATOR, World

STAFFING = ArbitrationLevel.STAFFING_OFFICE
PLACE = "320412103"


def held(world: World, territory: str | None = None) -> tuple[str, UUID]:
    institution = world.institutions.of(REGION, fresh=True)
    found = institution.responsible(ITEM, Function.SUPERVISE, world.now.date(), territory=territory)
    assert found
    return found.org, found.ref


def last_task(world: World) -> UUID:
    """The task pushed last of those who supervise."""
    with psycopg.connect(world.url) as connection:
        rows = connection.execute(
            "SELECT stream FROM ledger.event WHERE type = 'task.pushed' ORDER BY position DESC"
        ).fetchall()
    streams = [stream for (stream,) in rows]
    return next(
        one for one in streams if tasks.fold(world.acts(one)).function is Function.SUPERVISE
    )


def granted_at(world: World, territory: str) -> UUID:
    filed = SubmitApplication(item_code=ITEM, territory=territory)
    case = world.does("window-01", filed).stream
    world.does("window-01", ReceiveMaterials(), case)
    world.does("window-01", AcceptCase(), case)
    world.grant(case)
    world.policies.catch_up()
    return case


def disputed(world: World) -> UUID:
    """A task of a grant that the regulator and the bureau have both returned."""
    first = world.now.date()
    for post, role, org in (
        ("arbiter-01", Role.ARBITER, None),
        ("liaison-02", Role.LIAISON, BUREAU),
    ):
        person = AssignPost(post=post, person_id=post, role=role, org=org, valid_from=first)
        world.does("admin-01", person)
    world.granted()
    world.policies.catch_up()
    task = last_task(world)
    back = t.ReturnTask(reason="非本机构职责", cited_record=str(held(world)[1]))
    world.does("liaison-01", back, task)
    world.does("efficiency-01", t.RerouteTask(recipient=BUREAU, reason="按职责"), task)
    world.does("liaison-02", back, task)
    return task


def test_a_ruling_becomes_the_record_and_later_outcomes_are_routed_by_it(world: World):
    task = disputed(world)
    assert tasks.fold(world.acts(task)).answers == REGULATOR
    world.does("efficiency-01", d.EscalateDispute(level=STAFFING, reason="协商不成"), task)
    ruling = d.RuleResponsibility(
        org=BUREAU, ruling_number="CJ-1", valid_from=world.now.date(), legal_basis="三定规定"
    )
    world.does("arbiter-01", ruling, task)
    world.policies.catch_up()
    assert held(world)[0] == BUREAU
    assert tasks.fold(world.acts(task)).answers == BUREAU
    world.granted()
    world.policies.catch_up()
    pushed = world.acts(last_task(world))[0].event
    assert (pushed.recipient, pushed.lead) == (BUREAU, BUREAU)


def test_a_ruling_that_reaches_far_back_is_on_record_today(world: World):
    task = disputed(world)
    world.does("efficiency-01", d.EscalateDispute(level=STAFFING, reason="协商不成"), task)
    ruling = d.RuleResponsibility(
        org=BUREAU, ruling_number="CJ-9", valid_from=date(1900, 1, 1), legal_basis="三定规定"
    )
    world.does("arbiter-01", ruling, task)
    world.policies.catch_up()
    assert held(world)[0] == BUREAU


def test_an_outcome_goes_to_who_answers_where_the_subject_is(world: World):
    first = world.now.date()
    assign = AssignResponsibility(
        item_code=ITEM, function=Function.SUPERVISE, org=BUREAU, valid_from=first, territory=PLACE
    )
    world.does("admin-01", assign)
    world.does("admin-01", assign)  # states what holds: nothing new
    rules = SetLinkagePolicy(valid_from=first, claim_model=ClaimModel.DEEMED, claim_days=2)
    world.does("admin-01", rules)
    assert (held(world)[0], held(world, PLACE + "205")[0]) == (REGULATOR, BUREAU)
    granted_at(world, PLACE)
    task = tasks.fold(world.acts(last_task(world)))
    assert task.territory == PLACE
    assert (task.claim_model, task.claim_days, task.phase) == (
        ClaimModel.DEEMED, 2, TaskPhase.CLAIMED,
    )  # fmt: skip
    assert task.lead == BUREAU, "the county's regulator enforces, and is told too"
    nobody = CorrectResponsibility(
        item_code=ITEM, function=Function.SUPERVISE, corrects=held(world, PLACE)[1],
        valid_from=first, reason="撤并",
    )  # fmt: skip
    world.does("admin-01", nobody)
    other = granted_at(world, PLACE)
    assert [one.code for one in world.refusals(other)] == ["no-responsible-organisation"]
