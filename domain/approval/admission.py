"""申报与受理: guards from application to acceptance (许可§29–32)."""

from domain.approval import commands as c
from domain.approval import events as e
from domain.approval.case_state import Case, Phase
from domain.approval.facts import CaseFacts
from domain.approval.guards import (
    need_notice_period,
    need_own_stage,
    need_phase,
    notice_period_over,
)
from domain.approval.stages import Stage
from domain.registry.events import ItemVersionPublished
from domain.shared.errors import Invalid, Refused
from domain.timing.days import WorkingDays, end_of


def _item(facts: CaseFacts) -> ItemVersionPublished:
    if facts.item is None:
        raise Invalid("item-unknown", "事项不存在", "no such item", fields=("itemCode",))
    return facts.item


def submit(case: Case, _command: c.SubmitApplication, facts: CaseFacts) -> e.ApplicationSubmitted:
    """已申报 opens the case under the item version in force."""
    need_phase(case, (Phase.NONE,))
    item = _item(facts)
    assert facts.case_number, "the application layer gives the number"
    return e.ApplicationSubmitted(
        case_number=facts.case_number,
        item_code=item.item_code,
        item_version=item.item_version,
        profile=item.profile,
        survey_required=item.survey_required,
        applicant=_command.applicant,
    )


def receive(case: Case, command: c.ReceiveMaterials, facts: CaseFacts) -> e.MaterialsReceived:
    """已收件 starts the notice clock."""
    need_phase(case, (Phase.SUBMITTED,))
    need_own_stage(case, facts, Stage.ACCEPT)
    return e.MaterialsReceived(receipt_number=command.receipt_number, materials=command.materials)


def _at_the_window(case: Case, facts: CaseFacts) -> None:
    need_phase(case, (Phase.RECEIVED,))
    need_notice_period(case, facts)
    need_own_stage(case, facts, Stage.ACCEPT)


def tell_not_required(
    case: Case, command: c.TellNotRequired, facts: CaseFacts
) -> e.NotRequiredTold:
    """告知不受理: at once, or within the notice period."""
    _at_the_window(case, facts)
    return e.NotRequiredTold(reason=command.reason, where_to_go=command.where_to_go)


def refuse_acceptance(
    case: Case, command: c.RefuseAcceptance, facts: CaseFacts
) -> e.AcceptanceRefused:
    """不予受理 within the notice period."""
    _at_the_window(case, facts)
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
    _at_the_window(case, facts)
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
    _at_the_window(case, facts)
    item = _item(facts)
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
    item = _item(facts)
    return e.CaseDeemedAccepted(legal_days=item.legal_days, committed_days=item.committed_days)


def lapse(case: Case, _command: c.LapseApplication, facts: CaseFacts) -> e.ApplicationLapsed:
    """逾期视为撤回: by the clock alone, after the applicant's period."""
    need_phase(case, (Phase.SUPPLEMENTING,))
    if not _supplement_period_over(case, facts):
        raise Refused("case-not-due", "补正期限未满", "the supplement period has not ended")
    return e.ApplicationLapsed()
