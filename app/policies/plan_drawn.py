"""抽中即列入检查: what a random draw has picked is planned, with the officers it was given (54号).

Source: S3「双随机、一公开」. The guards of an inspection stay: a company whose yearly cap has been
used up since the pools were announced is refused, and that is in the trail.
"""

from uuid import UUID

from app.policies.policy import Cause, Desk, Gap, Intention, Policy, Reaction
from domain.commitment import commitment as commitments
from domain.permit import permit as permits
from domain.shared.ids import inspection_id, plan_id
from domain.supervision import draw_state as draws
from domain.supervision import inspection_plan
from domain.supervision.draw_events import (
    DrawAnnounced,
    InspectionPlanPublished,
    RandomDrawPerformed,
)
from domain.supervision.events import SupervisionMode
from domain.supervision.inspection_commands import PlanInspection
from domain.supervision.inspection_terms import InspectionTrigger

MOST_CHECKS = 300


def react(cause: Cause, desk: Desk) -> Reaction:
    """One inspection for each object, numbered as they were drawn."""
    said = draws.fold(desk.store.load(cause.stream)).announced
    jurisdiction = desk.institution.jurisdiction
    if said is None or jurisdiction is None:
        return ()
    acts = desk.store.load(plan_id(jurisdiction, said.org, said.inspect_by.year))
    plan = inspection_plan.fold(acts).on(cause.effective_on(desk.institution))
    found: list[Intention | Gap] = []
    for number, one in enumerate(cause.data["drawn"], start=1):
        key = UUID(one["key"])
        named = f"{said.draw_number}-{number:03}"
        command = _planned(key, named, cause.stream, said, plan, tuple(one["officers"]), desk)
        if command is None:
            found.append(
                Gap(
                    cause.stream, PlanInspection, "检查计划中没有该事项的检查内容",
                    "the plan in force lists no check of this item", "plan-not-published",
                )
            )  # fmt: skip
            continue
        target = inspection_id(jurisdiction, said.org, named)
        found.append(Intention(command, target, part=one["key"]))
    return found


def _planned(
    key: UUID,
    number: str,
    draw: UUID,
    said: DrawAnnounced,
    plan: InspectionPlanPublished | None,
    officers: tuple[str, ...],
    desk: Desk,
) -> PlanInspection | None:
    acts = desk.store.load(key)
    permit = bool(acts) and acts[0].event.TYPE.startswith("permit.")
    item = permits.fold(acts).item_code if permit else commitments.fold(acts).item_code
    listed = [line.name for line in plan.checks if line.item_code == item] if plan else []
    checks = [name for name in listed if name in said.checks] if said.checks else listed
    if not checks or item is None:
        return None
    return PlanInspection(
        inspection_number=number,
        org=said.org,
        item_code=item,
        trigger=InspectionTrigger.DRAW,
        mode=SupervisionMode.DOUBLE_RANDOM,
        planned_date=said.inspect_by,
        checks=tuple(checks[:MOST_CHECKS]),
        draw_id=draw,
        permit_id=key if permit else None,
        commitment_id=None if permit else key,
        officers=officers,
    )


PLAN_DRAWN = Policy("plan-drawn", frozenset({RandomDrawPerformed.TYPE}), react)
