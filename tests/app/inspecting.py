"""A regulator of the test county that inspects: its head, its officers, its published list."""

from datetime import date
from uuid import UUID, uuid4

from domain.registry.commands import AssignPost
from domain.shared.act import Role
from domain.shared.subject import SubjectKind, SubjectRef
from domain.supervision import inspection_commands as c
from domain.supervision.draw_commands import PublishInspectionPlan
from domain.supervision.draw_events import PublishedCheck
from domain.supervision.events import SupervisionMode
from domain.supervision.inspection_terms import CheckedItem, CheckOutcome, InspectionTrigger
from tests.app.county import ITEM, REGULATOR, World

CHECK = "经营场所"
COMPANY = SubjectRef(subject_id=uuid4(), kind=SubjectKind.ORGANISATION)


def staffed(world: World, cap: int = 1) -> World:
    """A regulator with a head, two licensed officers and a published plan."""
    for post, role, licence in (
        ("officer-01", Role.REGULATOR, "ZF-1"),
        ("officer-02", Role.ENFORCER, "ZF-2"),
        ("head-01", Role.LEADER, None),
    ):
        assign = AssignPost(
            post=post, person_id=f"p-{post}", role=role, org=REGULATOR, licence=licence,
            valid_from=date(2026, 1, 1),
        )  # fmt: skip
        world.does("admin-01", assign)
    plan = PublishInspectionPlan(
        org=REGULATOR, year=2026, plan_version=1, yearly_cap=cap,
        checks=(PublishedCheck(name=CHECK, item_code=ITEM),),
    )  # fmt: skip
    world.does("head-01", plan)
    return world


def plan(number: str, **more: object) -> c.PlanInspection:
    return c.PlanInspection(
        **{
            "inspection_number": number, "org": REGULATOR, "item_code": ITEM, "checks": (CHECK,),
            "trigger": InspectionTrigger.PLAN, "mode": SupervisionMode.OFF_SITE,
            "planned_date": date(2026, 10, 20), **more,
        }
    )  # fmt: skip


def cleared(world: World, inspection: UUID) -> None:
    both = ("p-officer-01", "p-officer-02")
    items = (CheckedItem(name=CHECK, outcome=CheckOutcome.PASSED),)
    world.does("head-01", c.ApproveInspection(form_number="S"), inspection)
    world.does("officer-01", c.NoticeInspection(), inspection)
    world.does("officer-01", c.StartInspection(officers=both, licences_shown=True), inspection)
    record = c.RecordInspection(items=items, signed_by_subject=True)
    world.does("officer-01", record, inspection)
    world.does("officer-01", c.ClearInspection(), inspection)
    world.policies.catch_up()
