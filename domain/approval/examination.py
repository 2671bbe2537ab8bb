"""审查: guards of review, survey order, special procedures and extension (许可§34, §42, §45)."""

from domain.approval import commands as c
from domain.approval import events as e
from domain.approval.case_state import Case, Phase
from domain.approval.demands import standard_of
from domain.approval.facts import CaseFacts, handling_of, times_of
from domain.approval.guards import need_own_stage, need_phase, need_reviewable
from domain.approval.hearing import need_not_chair
from domain.approval.stages import Stage
from domain.approval.turns import need_turn
from domain.registry.standards import SECTION_45, SpecialProcedure
from domain.shared.errors import Invalid, Refused
from domain.shared.ids import survey_id
from domain.timing.clocks import legal_clock
from domain.timing.facts import STATUTORY
from domain.timing.facts import Approver as Authority


def start_review(case: Case, _command: c.StartReview, facts: CaseFacts) -> e.ReviewStarted:
    """开始审查: by another than the receiver, in its turn where the law orders one."""
    need_phase(case, (Phase.ACCEPTED,))
    need_reviewable(case)
    need_own_stage(case, facts, Stage.REVIEW)
    need_turn(case, facts)
    return e.ReviewStarted()


def order_survey(case: Case, command: c.OrderSurvey, facts: CaseFacts) -> e.SurveyOrdered:
    """已派踏勘: the survey gets an id derived from the case and its number."""
    need_phase(case, (Phase.REVIEWING,))
    need_own_stage(case, facts, Stage.REVIEW)
    number = len(case.surveys) + 1
    return e.SurveyOrdered(
        survey_id=survey_id(facts.case_id, number),
        purpose=command.purpose,
        district=command.district,
        place=command.place,
    )


def _is_open(case: Case, procedure: e.SpecialProcedure) -> bool:
    return any(one.procedure is procedure and one.ended is None for one in case.procedures)


def start_procedure(
    case: Case, command: c.StartSpecialProcedure, facts: CaseFacts
) -> e.SpecialProcedureStarted:
    """特别程序开始: only what 许可§45 lists, only with written notice (rule P-08)."""
    need_phase(case, (Phase.REVIEWING, Phase.PAUSED))
    need_own_stage(case, facts, Stage.REVIEW)
    if _is_open(case, command.procedure):
        raise Refused(
            "case-special-procedure-open", "同类特别程序尚未结束", "this procedure is still open"
        )
    standard = standard_of(facts.item)
    listed = standard.special_procedures
    if command.procedure not in (SECTION_45 if listed is None else listed):
        raise Refused(
            "case-special-procedure-not-listed",
            "该事项不适用此类特别程序(行政许可法第四十五条)",
            "the item does not know this special procedure (Licensing Law, art. 45)",
        )
    basis = standard.supplement_pause_basis or standard.legal_basis
    if command.procedure is SpecialProcedure.OTHER_LAW and not basis:
        raise Refused(
            "case-pause-without-basis",
            "事项标准未列明暂停期限的法律依据(如受理后补正)，不得暂停",
            "the item's standard cites no law for a pause beyond art. 45 (such as supplementing"
            " after acceptance), so the clock runs on",
        )
    if not command.notice_served:
        raise Refused(
            "case-special-procedure-not-told",
            "特别程序所需时间应当书面告知申请人(行政许可法第四十五条)",
            "the time needed must be told to the applicant in writing (Licensing Law, art. 45)",
        )
    return e.SpecialProcedureStarted(
        procedure=command.procedure,
        noticed_days=command.noticed_days,
        notice_served=True,
        document_number=command.document_number,
    )


def end_procedure(
    case: Case, command: c.EndSpecialProcedure, facts: CaseFacts
) -> e.SpecialProcedureEnded:
    """特别程序结束: needs one of its kind that is open."""
    need_own_stage(case, facts, Stage.REVIEW)
    if not _is_open(case, command.procedure):
        raise Refused(
            "case-special-procedure-not-open", "该特别程序未启动", "no such procedure is open"
        )
    need_phase(case, (Phase.PAUSED,))
    return e.SpecialProcedureEnded(procedure=command.procedure, result=command.result)


def extend(case: Case, command: c.ExtendDeadline, facts: CaseFacts) -> e.DeadlineExtended:
    """已延期: once, before due, by the right approver, reasons told (许可§42; rule P-09)."""
    need_phase(case, (Phase.ACCEPTED, Phase.REVIEWING, Phase.PAUSED, Phase.TO_DECIDE))
    if case.extensions:
        raise Refused("case-already-extended", "只能延期一次", "the deadline was extended once")
    rule = STATUTORY[handling_of(case.legal_days)]
    if Authority(command.approved_by.value) is not rule.approver:
        raise Refused(
            "case-wrong-approver",
            "延期批准人不符(一般由本机关负责人批准，联合办理由本级政府负责人批准)",
            "wrong approver: the head of the organ, or the government for joint handling",
        )
    if command.approved_by is e.Approver.GOVERNMENT and not command.document_number:
        raise Invalid(
            "case-approval-document-missing",
            "须填写本级政府批准文件的文号",
            "name the document by which the government approved",
            fields=("documentNumber",),
        )
    if command.days > rule.extension:
        raise Refused(
            "case-extension-too-long",
            f"延期不得超过{rule.extension}个工作日",
            f"the extension may not exceed {rule.extension} working days",
        )
    if not command.notice_served:
        raise Refused(
            "case-extension-not-told",
            "延期理由应当告知申请人(行政许可法第四十二条)",
            "the reasons must be told to the applicant (Licensing Law, art. 42)",
        )
    times = times_of(case)
    assert times, "accepted by its phase"
    clock = legal_clock(facts.calendar, times, facts.on)
    if not clock.is_paused and facts.on > clock.due.date:
        raise Refused("case-extension-after-due", "期限已过，不得延期", "the deadline has passed")
    return e.DeadlineExtended(
        days=command.days,
        approved_by=command.approved_by,
        reason=command.reason,
        notice_served=True,
        document_number=command.document_number,
    )


def complete_review(case: Case, command: c.CompleteReview, facts: CaseFacts) -> e.ReviewCompleted:
    """审查完成: a finding per condition; a proposal that agrees with them."""
    need_phase(case, (Phase.REVIEWING,))
    need_own_stage(case, facts, Stage.REVIEW)
    need_not_chair(case, facts)
    if command.proposal is e.Proposal.GRANT and not all(one.met for one in command.checklist):
        raise Refused(
            "case-checklist-contradicts-proposal",
            "有条件不符合，不得建议准予",
            "a condition is not met, so granting cannot be proposed",
        )
    return e.ReviewCompleted(proposal=command.proposal, checklist=command.checklist)
