"""决定、制证、送达: guards from the decision to the end of a case (许可§37–39, §44)."""

from domain.approval import commands as c
from domain.approval import events as e
from domain.approval.aftermath import need_deliverable
from domain.approval.case_state import UNDECIDED, Case, Outcome, Phase
from domain.approval.consulting import need_consulted
from domain.approval.facts import CaseFacts
from domain.approval.guards import need_own_stage, need_phase
from domain.approval.hearing import need_heard
from domain.approval.opinion_events import SubstantiveOpinionGiven
from domain.approval.opinions import need_substantive
from domain.approval.stages import Stage
from domain.approval.tiers import need_tier
from domain.approval.turns import need_turn
from domain.shared.errors import Refused


def return_for_review(
    case: Case, command: c.ReturnForReview, facts: CaseFacts
) -> e.ReturnedForReview:
    """退回复审."""
    need_phase(case, (Phase.TO_DECIDE,))
    need_own_stage(case, facts, Stage.DECIDE)
    return e.ReturnedForReview(reason=command.reason)


def _decidable(
    case: Case, command: c.GrantPermit | c.RefusePermit, facts: CaseFacts
) -> SubstantiveOpinionGiven | None:
    need_phase(case, (Phase.TO_DECIDE,))
    need_own_stage(case, facts, Stage.DECIDE)
    need_tier(case, facts, command.minutes_number, command.minutes)
    if case.survey_required and not case.surveys:
        raise Refused("case-survey-missing", "本事项须踏勘", "the item requires a survey")
    for ordered in case.surveys:
        survey = facts.surveys.get(ordered)
        if survey is None or survey.concluded_on is None:
            raise Refused(
                "case-survey-not-concluded",
                "踏勘尚未出结论，不得作出决定",
                "a survey has been ordered and is not concluded; no decision before it (P-06)",
            )
    if case.gaps and case.gaps.missing:
        raise Refused(
            "case-gaps-open",
            f"容缺材料尚未补齐：{'、'.join(case.gaps.missing)}",
            "the decision waits for the materials that were to follow (容缺)",
        )
    need_heard(case, facts)
    return need_substantive(case, facts)


def grant(case: Case, command: c.GrantPermit, facts: CaseFacts) -> e.PermitGranted:
    """准予许可: after review and survey, by a person of no other stage (rules P-01, P-02, P-06)."""
    opinion = _decidable(case, command, facts)
    need_turn(case, facts)
    need_consulted(case, facts)
    if opinion and not opinion.agreed:
        raise Refused(
            "case-substantive-opinion-negative",
            "原主管部门实质审查意见为不同意，不得准予",
            "the former department found against it, so the permit cannot be granted",
        )
    if case.surveys and facts.surveys[case.surveys[-1]].passed is False:
        raise Refused(
            "case-survey-failed", "最近一次踏勘未通过", "the latest survey was not passed"
        )
    if command.valid_from and command.valid_to and command.valid_to < command.valid_from:
        raise Refused(
            "case-validity-reversed", "有效期止早于起", "the permit ends before it begins"
        )
    return e.PermitGranted(
        decision_number=command.decision_number,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
        conditions=command.conditions,
        minutes_number=command.minutes_number,
        minutes=command.minutes,
    )


def refuse(case: Case, command: c.RefusePermit, facts: CaseFacts) -> e.PermitRefused:
    """不予许可: with reasons and remedies."""
    _decidable(case, command, facts)
    return e.PermitRefused(
        decision_number=command.decision_number,
        reason=command.reason,
        remedies=command.remedies,
        minutes_number=command.minutes_number,
        minutes=command.minutes,
    )


def make_certificate(case: Case, command: c.MakeCertificate, facts: CaseFacts) -> e.CertificateMade:
    """已制证: only after a grant, by another than the decider (rule P-10)."""
    need_phase(case, (Phase.DECIDED,))
    if case.outcome is not Outcome.GRANTED:
        raise Refused("case-not-granted", "未准予许可，不得制证", "no permit was granted")
    need_own_stage(case, facts, Stage.CERTIFY)
    return e.CertificateMade(certificate_number=command.certificate_number)


def deliver(case: Case, command: c.DeliverResult, _facts: CaseFacts) -> e.ResultDelivered:
    """已送达: a certificate after it is made, a refusal after the decision."""
    need_deliverable(case)
    return e.ResultDelivered(method=command.method, receipt_number=command.receipt_number)


def withdraw(
    case: Case, command: c.WithdrawApplication, _facts: CaseFacts
) -> e.ApplicationWithdrawn:
    """申请人撤回: before the decision."""
    need_phase(case, UNDECIDED)
    return e.ApplicationWithdrawn(reason=command.reason)


def terminate(case: Case, command: c.TerminateCase, facts: CaseFacts) -> e.CaseTerminated:
    """终止办理: before the decision, on a stated basis."""
    need_phase(case, UNDECIDED)
    need_own_stage(case, facts, Stage.DECIDE)
    return e.CaseTerminated(basis=command.basis)
