"""决定、制证、送达: guards from the decision to the end of a case (许可§37–39, §44)."""

from domain.approval import commands as c
from domain.approval import events as e
from domain.approval.case_state import UNDECIDED, Case, Outcome, Phase
from domain.approval.facts import CaseFacts
from domain.approval.guards import need_own_stage, need_phase
from domain.approval.stages import Stage
from domain.shared.errors import Refused


def return_for_review(
    case: Case, command: c.ReturnForReview, facts: CaseFacts
) -> e.ReturnedForReview:
    """退回复审."""
    need_phase(case, (Phase.TO_DECIDE,))
    need_own_stage(case, facts, Stage.DECIDE)
    return e.ReturnedForReview(reason=command.reason)


def _decidable(case: Case, facts: CaseFacts) -> None:
    need_phase(case, (Phase.TO_DECIDE,))
    need_own_stage(case, facts, Stage.DECIDE)
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


def grant(case: Case, command: c.GrantPermit, facts: CaseFacts) -> e.PermitGranted:
    """准予许可: after review and survey, by a person of no other stage (rules P-01, P-02, P-06)."""
    _decidable(case, facts)
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
    )


def refuse(case: Case, command: c.RefusePermit, facts: CaseFacts) -> e.PermitRefused:
    """不予许可: with reasons and remedies."""
    _decidable(case, facts)
    return e.PermitRefused(
        decision_number=command.decision_number, reason=command.reason, remedies=command.remedies
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
    granted = case.outcome is Outcome.GRANTED
    need_phase(case, (Phase.CERTIFIED,) if granted else (Phase.DECIDED,))
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
