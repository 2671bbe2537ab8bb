"""申报与受理: guards from application to acceptance (许可§29–32)."""

from domain.approval import commands as c
from domain.approval import events as e
from domain.approval.case_state import Case, Phase
from domain.approval.demands import need_listed, standard_of
from domain.approval.facts import CaseFacts
from domain.approval.guards import (
    known_item,
    need_at_the_window,
    need_no_filing,
    need_own_stage,
    need_phase,
    notice_period_over,
)
from domain.approval.stages import Stage
from domain.registry.standards import LicensingMode
from domain.shared.errors import Invalid, Refused
from domain.timing.days import WorkingDays, end_of


def _check_purpose(command: c.SubmitApplication, facts: CaseFacts) -> None:
    """A change, renewal or cancellation is about a permit, which must be known here."""
    if (command.purpose is e.CasePurpose.NEW) != (command.permit_id is None):
        raise Invalid(
            "permit-not-named",
            "变更、延续、注销须指明证照，新办不得指明",
            "a change, renewal or cancellation names its permit; a new application names none",
            fields=("permitId",),
        )
    if command.permit_id and not facts.permit_known:
        raise Invalid("permit-unknown", "证照不存在", "no such permit", fields=("permitId",))


def submit(case: Case, command: c.SubmitApplication, facts: CaseFacts) -> e.ApplicationSubmitted:
    """已申报 opens the case under the item version in force."""
    need_phase(case, (Phase.NONE,))
    item = known_item(facts)
    if standard_of(item).mode is LicensingMode.CANCELLED:
        raise Refused(
            "item-cancelled",
            "该审批已取消，不得要求申请(优化营商环境条例第十九条)",
            "this approval has been cancelled: nobody may be asked to apply for it",
        )
    _check_purpose(command, facts)
    assert facts.case_number, "the application layer gives the number"
    return e.ApplicationSubmitted(
        case_number=facts.case_number,
        item_code=item.item_code,
        item_version=item.item_version,
        profile=item.profile,
        survey_required=item.survey_required,
        applicant=command.applicant,
        purpose=command.purpose,
        permit_id=command.permit_id,
        territory=command.territory,
    )


def receive(case: Case, command: c.ReceiveMaterials, facts: CaseFacts) -> e.MaterialsReceived:
    """已收件 starts the notice clock."""
    need_phase(case, (Phase.SUBMITTED,))
    need_own_stage(case, facts, Stage.ACCEPT)
    return e.MaterialsReceived(receipt_number=command.receipt_number, materials=command.materials)


def tell_not_required(
    case: Case, command: c.TellNotRequired, facts: CaseFacts
) -> e.NotRequiredTold:
    """告知不受理: at once, or within the notice period."""
    need_at_the_window(case, facts)
    return e.NotRequiredTold(reason=command.reason, where_to_go=command.where_to_go)


def refuse_acceptance(
    case: Case, command: c.RefuseAcceptance, facts: CaseFacts
) -> e.AcceptanceRefused:
    """不予受理 within the notice period."""
    need_at_the_window(case, facts)
    return e.AcceptanceRefused(
        reason=command.reason,
        where_to_go=command.where_to_go,
        document_number=command.document_number,
    )


def notice_supplement(
    case: Case, command: c.NoticeSupplement, facts: CaseFacts
) -> e.SupplementNoticed:
    """一次性告知: once in the life of a case (许可§32(4); rule P-07)."""
    if case.noticed_on:
        raise Refused(
            "case-already-noticed",
            "已一次性告知过补正内容，不得再次要求补正",
            "the applicant was told once already what is missing; a second notice is refused",
        )
    need_at_the_window(case, facts)
    need_listed(facts.item, command.missing)
    return e.SupplementNoticed(
        missing=command.missing,
        applicant_days=command.applicant_days,
        document_number=command.document_number,
    )


def _supplement_period_over(case: Case, facts: CaseFacts) -> bool:
    if case.noticed_on is None or case.applicant_days is None:
        return False
    due = facts.calendar.add_workdays(case.noticed_on, WorkingDays(case.applicant_days))
    return not due.provisional and facts.at >= end_of(due.date, facts.calendar.zone)


def resubmit(case: Case, command: c.ResubmitMaterials, facts: CaseFacts) -> e.MaterialsResubmitted:
    """已补正 within the applicant's period."""
    need_phase(case, (Phase.SUPPLEMENTING,))
    if _supplement_period_over(case, facts):
        raise Refused(
            "case-supplement-period-over",
            "补正期限已过，视为撤回申请",
            "the period for supplementing has ended; the application counts as withdrawn",
        )
    return e.MaterialsResubmitted(materials=command.materials)


def accept(case: Case, command: c.AcceptCase, facts: CaseFacts) -> e.CaseAccepted:
    """已受理: fixes the legal and the committed limit of the case."""
    need_at_the_window(case, facts)
    item = known_item(facts)
    need_no_filing(case)
    return e.CaseAccepted(
        legal_days=item.legal_days,
        committed_days=item.committed_days,
        document_number=command.document_number,
    )


def deem_accepted(case: Case, _command: c.DeemAccepted, facts: CaseFacts) -> e.CaseDeemedAccepted:
    """视为受理: by the clock alone, after the fifth working day has ended (rule T-04).

    Where the applicant was told in time what is missing, nothing is deemed any more.
    """
    need_phase(case, (Phase.RECEIVED,))
    if not notice_period_over(case, facts):
        raise Refused("case-not-due", "告知期限未满", "the notice period has not ended")
    item = known_item(facts)
    return e.CaseDeemedAccepted(legal_days=item.legal_days, committed_days=item.committed_days)


def lapse(case: Case, _command: c.LapseApplication, facts: CaseFacts) -> e.ApplicationLapsed:
    """逾期视为撤回: by the clock alone, after the applicant's period."""
    need_phase(case, (Phase.SUPPLEMENTING,))
    if not _supplement_period_over(case, facts):
        raise Refused("case-not-due", "补正期限未满", "the supplement period has not ended")
    return e.ApplicationLapsed()


GUARDS = {
    c.SubmitApplication: submit,
    c.ReceiveMaterials: receive,
    c.TellNotRequired: tell_not_required,
    c.RefuseAcceptance: refuse_acceptance,
    c.NoticeSupplement: notice_supplement,
    c.ResubmitMaterials: resubmit,
    c.AcceptCase: accept,
    c.DeemAccepted: deem_accepted,
    c.LapseApplication: lapse,
}
