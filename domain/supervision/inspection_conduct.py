"""Guards of the inspection itself, and of what its record leads to (54号; 处罚§28, §42, §55)."""

from domain.shared.errors import Invalid, Refused
from domain.shared.subject import SubjectKind
from domain.supervision import inspection_commands as c
from domain.supervision import inspection_events as e
from domain.supervision.events import SupervisionMode
from domain.supervision.inspection_facts import (
    Events,
    InspectionFacts,
    crew,
    need_org,
    need_phase,
)
from domain.supervision.inspection_state import RESULTS, Inspection
from domain.supervision.inspection_state import InspectionPhase as Phase
from domain.supervision.inspection_terms import CheckOutcome, Officer
from domain.supervision.penalty_state import PenaltyPhase

ON_SITE = (SupervisionMode.SPECIAL, SupervisionMode.DOUBLE_RANDOM)
_SETTLED = (PenaltyPhase.DECIDED, PenaltyPhase.DECLINED, PenaltyPhase.WITHDRAWN)


def start(inspection: Inspection, command: c.StartInspection, facts: InspectionFacts) -> Events:
    """开始检查: on site licences are shown and, at a company, its code is scanned (扫码入企)."""
    need_org(inspection.org, facts)
    need_phase(inspection, (Phase.NOTICED,))
    officers = crew(inspection, command.officers, facts)
    _need_drawn(inspection, officers)
    if inspection.mode in ON_SITE and not command.licences_shown:
        raise Refused(
            "inspection-licences-not-shown",
            "执法人员应当主动出示执法证件(行政处罚法第五十五条)",
            "officers must show their licences first (art. 55)",
        )
    company = inspection.subject and inspection.subject.kind is SubjectKind.ORGANISATION
    if inspection.mode in ON_SITE and company and command.scan_code is None:
        raise Invalid(
            "inspection-code-not-scanned",
            "涉企现场检查须扫码入企",
            "on a company's site its code is scanned first",
            fields=("scanCode",),
        )
    return (
        e.InspectionStarted(
            officers=officers,
            licences_shown=command.licences_shown,
            scan_code=command.scan_code,
        ),
    )


def _need_drawn(inspection: Inspection, officers: tuple[Officer, ...]) -> None:
    """双随机: whoever was drawn comes, or who was named for one that stands back."""
    if inspection.draw_id is None:
        return
    if others := {one.person_id for one in officers} - inspection.officers:
        raise Refused(
            "inspection-officer-not-drawn",
            f"非抽中人员: {'、'.join(sorted(others))}；更换须先登记回避(recuse-officer)",
            "not drawn for it; a substitute is named by recuse-officer first:"
            f" {', '.join(sorted(others))}",
        )


def record(inspection: Inspection, command: c.RecordInspection, facts: InspectionFacts) -> Events:
    """检查记录: of the planned lines, by one who was there."""
    need_org(inspection.org, facts)
    need_phase(inspection, (Phase.STARTED,))
    if facts.actor.person_id not in inspection.officers:
        raise Refused(
            "inspection-not-present", "记录人未参加检查", "who was not there does not record it"
        )
    if unplanned := [one.name for one in command.items if one.name not in inspection.checks]:
        raise Refused(
            "inspection-check-not-planned",
            f"未列入本次检查: {'、'.join(unplanned)}"[:300],
            f"not among the lines of this inspection: {', '.join(unplanned)}"[:300],
        )
    if any(one.outcome is CheckOutcome.FAILED and one.gravity is None for one in command.items):
        raise Invalid(
            "inspection-gravity-missing",
            "不合格项须注明程度",
            "say how grave each failed line is",
            fields=("items",),
        )
    if not command.signed_by_subject and command.refusal_note is None:
        raise Invalid(
            "inspection-refusal-unwitnessed",
            "当事人拒签须注明情况和见证人",
            "where the subject does not sign, say who witnessed it",
            fields=("refusalNote",),
        )
    return (e.InspectionRecorded(**dict(command)),)


def clear(inspection: Inspection, command: c.ClearInspection, facts: InspectionFacts) -> Events:
    """未发现问题: nothing failed."""
    need_org(inspection.org, facts)
    need_phase(inspection, (Phase.RECORDED,))
    if inspection.failed:
        raise Refused(
            "inspection-found-something",
            "检查记录有不合格项，应责令改正、立案或移送",
            "the record has failed lines: order a correction, file a penalty or transfer it",
        )
    return (e.InspectionCleared(note=command.note),)


def order(inspection: Inspection, command: c.OrderCorrection, facts: InspectionFacts) -> Events:
    """责令改正: of what the record found, again where it was not put right."""
    need_org(inspection.org, facts)
    need_phase(inspection, (Phase.RECORDED, Phase.UNCORRECTED))
    need_found(inspection)
    if command.correct_by < facts.on:
        raise Refused("inspection-period-over", "改正期限已过", "the period has ended already")
    return (e.CorrectionOrdered(**dict(command)),)


def reinspect(inspection: Inspection, command: c.Reinspect, facts: InspectionFacts) -> Events:
    """复查: by two officers."""
    need_org(inspection.org, facts)
    need_phase(inspection, (Phase.CORRECTING,))
    officers = crew(inspection, command.officers, facts)
    return (e.Reinspected(**command.model_dump(exclude={"officers"}), officers=officers),)


def transfer(
    inspection: Inspection, command: c.TransferInspection, facts: InspectionFacts
) -> Events:
    """检查移送: what was found goes to the organ that is competent."""
    need_org(inspection.org, facts)
    need_phase(inspection, (Phase.RECORDED, Phase.CORRECTING, Phase.UNCORRECTED, Phase.CORRECTED))
    need_found(inspection)
    return (e.InspectionTransferred(**dict(command)),)


def publish(
    inspection: Inspection, command: c.PublishInspectionResult, facts: InspectionFacts
) -> Events:
    """检查结果公示: once there is a result."""
    need_org(inspection.org, facts)
    _need_result(inspection)
    if inspection.published_on:
        raise Refused("inspection-published", "检查结果已公示", "the result is public already")
    return (e.InspectionResultPublished(**dict(command)),)


def push_feedback(
    inspection: Inspection, command: c.PushInspectionFeedback, facts: InspectionFacts
) -> Events:
    """检查结果反馈: the newest outcome, once; for every further outcome again."""
    need_org(inspection.org, facts)
    _need_result(inspection)
    _need_untold(inspection, facts)
    addressee = command.addressee or facts.decider
    if addressee is None:
        raise Refused(
            "inspection-no-addressee",
            "未找到审批机构，请指明",
            "no deciding organisation; name one",
        )
    return (e.InspectionFeedbackPushed(addressee=addressee, finding=inspection.finding),)


def _need_untold(inspection: Inspection, facts: InspectionFacts) -> None:
    if inspection.fed_back:
        raise Refused("inspection-fed-back", "检查结果已反馈", "this outcome has been fed back")
    if facts.answers_task:
        raise Refused(
            "inspection-answers-task",
            "检查结果随其监管任务反馈，不另行反馈",
            "the outcome goes back as the result of the task that it answers, not once more",
        )


def acknowledge(
    inspection: Inspection, command: c.AcknowledgeInspectionFeedback, facts: InspectionFacts
) -> Events:
    """采用检查结果: by whom it was sent to."""
    need_org(inspection.addressee, facts)
    if inspection.addressee is None or inspection.acknowledged:
        raise Refused(
            "inspection-nothing-to-acknowledge",
            "没有待采用的检查反馈",
            "there is no feedback that waits to be acknowledged",
        )
    return (e.InspectionFeedbackAcknowledged(note=command.note),)


def need_found(inspection: Inspection) -> None:
    """Raises:
    Refused: the record found nothing wrong.
    """
    if not inspection.failed:
        raise Refused(
            "inspection-found-nothing", "检查记录没有不合格项", "the record has no failed line"
        )


def _need_result(inspection: Inspection) -> None:
    if inspection.phase not in RESULTS and inspection.penalty.phase not in _SETTLED:
        raise Refused("inspection-no-result", "检查尚无结果", "the inspection has no result yet")
