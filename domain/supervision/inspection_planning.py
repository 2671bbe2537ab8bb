"""Guards of an inspection until it begins: plan, approval, notice, recusal (54号; 处罚§43)."""

from datetime import date

from domain.shared.act import Role
from domain.shared.errors import Invalid, Refused
from domain.supervision import inspection_commands as c
from domain.supervision import inspection_events as e
from domain.supervision.inspection_facts import Events, InspectionFacts, need_org, need_phase
from domain.supervision.inspection_state import UNCAPPED, Inspection
from domain.supervision.inspection_state import InspectionPhase as Phase
from domain.supervision.inspection_terms import InspectionTrigger

OPEN = (Phase.PLANNED, Phase.APPROVED, Phase.NOTICED)
_LED = (InspectionTrigger.COMPLAINT, InspectionTrigger.CLUE)
_CAUSES = {
    InspectionTrigger.TASK: "task_id",
    InspectionTrigger.COMMITMENT: "commitment_id",
    InspectionTrigger.DRAW: "draw_id",
}


def plan(inspection: Inspection, command: c.PlanInspection, facts: InspectionFacts) -> Events:
    """列入检查: of lines of the published list, within the company's yearly cap."""
    need_org(command.org, facts)
    if inspection.acts:
        raise Refused("inspection-number-taken", "检查编号已使用", "the number is in use here")
    planned = facts.planned
    assert planned
    if command.trigger is InspectionTrigger.DRAW and facts.actor.role is not Role.SYSTEM:
        raise Refused(
            "inspection-drawn-by-hand",
            "双随机检查由抽取结果自动列入，不得人工列入",
            "what is inspected after a draw follows from the draw alone",
        )
    _need_cause(command, planned)
    _need_to_come(command.planned_date, facts)
    _need_listed(command, facts)
    if command.trigger not in UNCAPPED:
        need_below_cap(facts)
    return (planned,)


def need_below_cap(facts: InspectionFacts) -> None:
    """Raises:
    Refused: `inspection-cap-reached`: the company has been inspected often enough this year.
    """
    if facts.plan and facts.used >= facts.plan.yearly_cap:
        raise Refused(
            "inspection-cap-reached",
            f"该企业本年度检查已达频次上限({facts.plan.yearly_cap} 次)，投诉、线索核查除外",
            f"the company's yearly cap of {facts.plan.yearly_cap} is reached; complaints and "
            "clues are outside it",
        )


def _need_cause(command: c.PlanInspection, planned: e.InspectionPlanned) -> None:
    cause = _CAUSES.get(command.trigger)
    if cause and getattr(command, cause) is None:
        raise Invalid(
            "inspection-cause-missing",
            f"检查来源为 {command.trigger.value} 时须写明对应编号",
            f"trigger {command.trigger.value} needs the id of what it rests on",
            fields=(cause,),
        )
    if command.trigger in _LED and command.clue is None:
        raise Invalid(
            "inspection-clue-missing",
            "投诉、线索检查须写明内容",
            "say what the complaint or clue is about",
            fields=("clue",),
        )
    if not any((planned.subject, planned.case_id, planned.permit_id, command.clue)):
        raise Invalid(
            "inspection-subject-missing",
            "须指明检查对象: 证照、办件、承诺、任务或相对人",
            "name what is inspected: a permit, case, commitment, task or subject",
            fields=("subject",),
        )


def _need_to_come(day: date, facts: InspectionFacts) -> None:
    if day < facts.on:
        raise Refused("inspection-plan-in-the-past", "计划日期已过", "the planned date has passed")


def _need_listed(command: c.PlanInspection, facts: InspectionFacts) -> None:
    if facts.plan is None:
        raise Refused(
            "inspection-plan-not-published",
            "本机构该年度检查计划未公布，不得实施检查",
            "the organisation has published no plan for that year; nothing may be inspected",
        )
    listed = {one.name for one in facts.plan.checks if one.item_code == command.item_code}
    if unlisted := [one for one in command.checks if one not in listed]:
        raise Refused(
            "inspection-check-not-listed",
            f"不在已公布检查事项清单: {'、'.join(unlisted)}"[:300],
            f"not on the published list for this item: {', '.join(unlisted)}"[:300],
        )


def approve(inspection: Inspection, command: c.ApproveInspection, facts: InspectionFacts) -> Events:
    """检查审批: by the head, before anybody is told."""
    need_org(inspection.org, facts)
    need_phase(inspection, (Phase.PLANNED,))
    return (e.InspectionApproved(**dict(command)),)


def reschedule(
    inspection: Inspection, command: c.RescheduleInspection, facts: InspectionFacts
) -> Events:
    """检查改期: into another year it needs room below that year's cap."""
    need_org(inspection.org, facts)
    need_phase(inspection, OPEN)
    _need_to_come(command.planned_date, facts)
    before = inspection.planned_date
    if inspection.capped and before and before.year != command.planned_date.year:
        need_below_cap(facts)
    return (e.InspectionRescheduled(**dict(command)),)


def notice(inspection: Inspection, command: c.NoticeInspection, facts: InspectionFacts) -> Events:
    """检查通知: after the approval."""
    need_org(inspection.org, facts)
    need_phase(inspection, (Phase.APPROVED,))
    if command.unannounced and command.reason is None:
        raise Invalid(
            "inspection-unannounced-reason",
            "不事先通知的检查须写明理由",
            "an unannounced inspection says why it is",
            fields=("reason",),
        )
    return (e.InspectionNoticed(**dict(command)),)


def recuse(inspection: Inspection, command: c.RecuseOfficer, facts: InspectionFacts) -> Events:
    """执法人员回避: one who is named for it; the substitute must not have to stand back as well."""
    need_org(inspection.org, facts)
    need_phase(inspection, (*OPEN, Phase.STARTED))
    if command.person_id not in inspection.officers:
        raise Refused(
            "inspection-officer-unknown",
            "该人员不在检查人员之列",
            "this officer is not named for it",
        )
    substitute = command.substitute
    if substitute in inspection.recused | facts.barred | {command.person_id}:
        raise Refused(
            "inspection-officer-recused", "替换人员亦应回避", "the substitute must stand back too"
        )
    return (e.OfficerRecused(**dict(command)),)


def cancel(inspection: Inspection, command: c.CancelInspection, facts: InspectionFacts) -> Events:
    """取消检查: before it begins."""
    need_org(inspection.org, facts)
    need_phase(inspection, OPEN)
    return (e.InspectionCancelled(reason=command.reason),)
