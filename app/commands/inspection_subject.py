"""What a planned inspection is about: followed from task, commitment, case or permit to a subject.

Nobody retypes what is on record: numbers and the subject come from the permit, else the case.
"""

from collections.abc import Generator
from typing import Any
from uuid import UUID

from app.commands.effects import Effect, Load
from app.commands.request import Request
from domain.approval import case as cases
from domain.commitment import commitment as commitments
from domain.permit import permit as permits
from domain.shared.errors import Invalid, NotFound
from domain.shared.folding import History
from domain.shared.ids import permit_id
from domain.supervision import task as tasks
from domain.supervision.inspection_commands import PlanInspection
from domain.supervision.inspection_events import InspectionPlanned

Reading = Generator[Effect, Any, Any]


def planned(request: Request, command: PlanInspection) -> Reading:
    """The event of a plan, with all that is known of its subject.

    Raises:
        NotFound: something that it names is not of this region.
        Invalid: what it names is of another item.
    """
    region = request.caller.region
    case_id = yield from _case_of(command, region)
    permit_stream = command.permit_id or (permit_id(case_id) if case_id else None)
    permit = permits.Permit()
    if permit_stream:
        permit = permits.fold((yield Load(permit_stream)))
        if command.permit_id:
            need_ours(permit, region, "permit", "证照")
    case_id = case_id or permit.case_id
    case = cases.Case()
    if case_id:
        case = cases.fold((yield Load(case_id)))
        if case_id == command.case_id:
            need_ours(case, region, "case", "办件")
    _need_item(command.item_code, permit.item_code, case.item_code)
    known = permit.holder or case.applicant
    if known and command.subject and command.subject.subject_id != known.subject_id:
        raise Invalid(  # else one names somebody else, whose cap and recusals are other ones
            "inspection-other-subject",
            "检查对象与证照、办件的相对人不一致",
            "the permit or case is another subject's",
            fields=("subject",),
        )
    stated = command.model_dump(exclude={"subject", "case_id", "permit_id"})
    return InspectionPlanned(
        **stated,
        subject=known or command.subject,
        case_id=case_id,
        case_number=case.case_number or permit.case_number,
        permit_id=permit_stream if permit.acts else None,
        permit_number=permit.permit_number,
    )


def _case_of(command: PlanInspection, region: str) -> Generator[Effect, Any, UUID | None]:
    case_id = command.case_id
    if command.task_id:
        task = tasks.fold((yield Load(command.task_id)))
        need_ours(task, region, "task", "任务")
        case_id = case_id or task.case_id
    if command.commitment_id:
        promise = commitments.fold((yield Load(command.commitment_id)))
        need_ours(promise, region, "commitment", "承诺")
        case_id = case_id or promise.case_id
    return case_id


def need_ours(state: History, region: str, what: str, zh: str) -> None:
    """Raises:
    NotFound: nothing there, or another region's; reported ones are ours too.
    """
    kind = state.acts[0].event.TYPE.partition(".")[0] if state.acts else None
    if kind != what or state.region != region:
        raise NotFound(f"{what}-not-found", f"{zh}不存在", f"no such {what}")


def _need_item(item: str, *known: str | None) -> None:
    if any(one not in (None, item) for one in known):
        raise Invalid(
            "inspection-other-item",
            "检查事项与证照、办件的事项不一致",
            "the permit or case is of another item",
            fields=("itemCode",),
        )
