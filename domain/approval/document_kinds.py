"""标准文书: which document fits which act, which the law demands, and who issues it.

Source: S2「受理通知书、补齐补正通知书」「通用审批单」「送达回证」; domain.md §1.2.
"""

from domain.approval import events as e
from domain.approval.document_events import DocumentKind as Kind
from domain.approval.hearing_events import HearingHeld, HearingNoticed, InterestedPartyNotified
from domain.approval.material_events import AcceptedWithGaps
from domain.approval.opinion_events import SubstantiveOpinionGiven
from domain.approval.ruling_events import FilingRecorded
from domain.permit import events as permit
from domain.registry.standards import Function
from domain.shared.event import DomainEvent

DEMANDED: dict[type[DomainEvent], Kind] = {
    e.MaterialsReceived: Kind.MATERIALS_RECEIPT,  # S2 收件凭证
    e.AcceptanceRefused: Kind.NON_ACCEPTANCE_DECISION,  # 许可§32
    e.SupplementNoticed: Kind.SUPPLEMENT_NOTICE,  # 许可§32(4)
    e.CaseAccepted: Kind.ACCEPTANCE_NOTICE,  # 许可§32
    AcceptedWithGaps: Kind.ACCEPTANCE_NOTICE,  # 许可§32
    e.SpecialProcedureStarted: Kind.SPECIAL_PROCEDURE_NOTICE,  # 许可§45
    e.DeadlineExtended: Kind.EXTENSION_NOTICE,  # 许可§42
    HearingNoticed: Kind.HEARING_NOTICE,  # 许可§48(1)
    e.PermitGranted: Kind.GRANT_DECISION,  # 许可§38
    e.PermitRefused: Kind.REFUSAL_DECISION,  # 许可§38
    FilingRecorded: Kind.FILING_CARD,  # S1 备案公示卡
    e.ResultDelivered: Kind.PROOF_OF_SERVICE,  # S2 送达回证
    e.SurveyConducted: Kind.SURVEY_SHEET,  # S2 踏勘单
}
"""What the clock does (视为受理) has no document of its own [D]."""

STATUTORY = frozenset(DEMANDED) - {
    e.MaterialsReceived,
    FilingRecorded,
    e.ResultDelivered,
    e.SurveyConducted,
}
"""Where the licensing law itself asks for writing: an act without it is P-11. The others are
standard documents of the bureau; a missing one is shown with its case."""

_ALSO: dict[Kind, tuple[type[DomainEvent], ...]] = {
    Kind.APPLICATION: (e.ApplicationSubmitted,),
    Kind.NON_ACCEPTANCE_DECISION: (e.NotRequiredTold,),
    Kind.ACCEPTANCE_NOTICE: (e.CaseDeemedAccepted,),
    Kind.HEARING_NOTICE: (InterestedPartyNotified,),
    Kind.APPROVAL_SHEET: (e.ReviewCompleted, e.PermitGranted, e.PermitRefused),
    Kind.MEETING_MINUTES: (
        e.SpecialProcedureEnded, SubstantiveOpinionGiven, HearingHeld, e.PermitGranted,
        e.PermitRefused,
    ),
    Kind.CERTIFICATE: (e.CertificateMade, permit.PermitIssued),
    Kind.SURVEY_SHEET: (e.SurveyConcluded,),
    Kind.PERMIT_DECISION: (
        permit.PermitChanged, permit.PermitRenewed, permit.RenewalRefused, permit.PermitAnnulled,
        permit.PermitWithdrawn, permit.PermitRevokedByPenalty, permit.PermitCancelled,
    ),
}  # fmt: skip

_SIGNED = "commitment.signed"
"""By its stored name: commitments rest on cases, so a case knows no more of them."""

FITS: dict[Kind, frozenset[str]] = {
    kind: frozenset(
        {
            *(event.TYPE for event in _ALSO.get(kind, ())),
            *(event.TYPE for event, needed in DEMANDED.items() if needed is kind),
            *((_SIGNED,) if kind is Kind.COMMITMENT_LETTER else ()),
        }
    )
    for kind in Kind
}
"""Which acts each kind may document, by their stored names."""

_ISSUED_BY: dict[Function, tuple[Kind, ...]] = {
    Function.REVIEW: (
        Kind.SPECIAL_PROCEDURE_NOTICE, Kind.APPROVAL_SHEET, Kind.HEARING_NOTICE,
        Kind.MEETING_MINUTES,
    ),
    Function.SURVEY: (Kind.SURVEY_SHEET,),
    Function.DECIDE: (
        Kind.EXTENSION_NOTICE, Kind.GRANT_DECISION, Kind.REFUSAL_DECISION, Kind.PERMIT_DECISION,
    ),
    Function.CERTIFY: (Kind.CERTIFICATE,),
}  # fmt: skip
_OF_KIND = {kind: function for function, kinds in _ISSUED_BY.items() for kind in kinds}

SEALED = frozenset(
    {
        Kind.NON_ACCEPTANCE_DECISION, Kind.SUPPLEMENT_NOTICE, Kind.ACCEPTANCE_NOTICE,
        Kind.SPECIAL_PROCEDURE_NOTICE, Kind.EXTENSION_NOTICE, Kind.HEARING_NOTICE,
        Kind.GRANT_DECISION, Kind.REFUSAL_DECISION, Kind.FILING_CARD, Kind.CERTIFICATE,
        Kind.PERMIT_DECISION,
    }
)  # fmt: skip
"""Not served before they bear a seal (许可§32, §38, §39)."""


def issued_by(kind: Kind) -> Function:
    """Whose function it is to issue a kind; what is not named here is the window's."""
    return _OF_KIND.get(kind, Function.ACCEPT)
