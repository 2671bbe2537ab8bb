"""Which acts reach the duty rules, and what is kept of each: every byte is paid for every case.

A rule that needs one act or field more adds it here, and raises the version of
`projections.monitoring_duties`.
"""

from domain.approval import aftermath_events as after
from domain.approval import document_events as document
from domain.approval import events as case
from domain.approval import handler_events as handler
from domain.approval import hearing_events as hearing
from domain.approval import joint_survey_events as joint
from domain.approval import material_events as material
from domain.approval import opinion_events as opinion
from domain.approval import ruling_events as ruling
from domain.approval import survey_events as survey
from domain.permit import events as permit

_NUMBERED = ("documentNumber",)
_FILED = ("caseNumber", "itemCode", "itemVersion", "purpose", "territory")
_ASKED = ("addressee", "dueDays")

CASE_ACTS: dict[str, tuple[str, ...]] = {
    event.TYPE: fields
    for event, fields in (
        (case.ApplicationSubmitted, _FILED),
        (handler.PreReviewRequested, ()),
        (handler.PreReviewAnswered, ("ready",)),
        (case.MaterialsReceived, ("receiptNumber",)),
        (case.NotRequiredTold, ()),
        (case.AcceptanceRefused, _NUMBERED),
        (case.SupplementNoticed, ("missing", "applicantDays", *_NUMBERED)),
        (case.MaterialsResubmitted, ()),
        (case.ApplicationLapsed, ()),
        (case.CaseAccepted, ("legalDays", "committedDays", *_NUMBERED)),
        (material.AcceptedWithGaps, ("gaps", "gapDays", "legalDays", "committedDays", *_NUMBERED)),
        (case.CaseDeemedAccepted, ("legalDays", "committedDays")),
        (material.GapMaterialSupplied, ("name",)),
        (material.GapExpired, ()),
        (case.ReviewStarted, ()),
        (opinion.SubstantiveOpinionRequested, _ASKED),
        (opinion.SubstantiveOpinionGiven, ("org",)),
        (opinion.ReviewerOpinionRequested, _ASKED),
        (opinion.ReviewerOpinionGiven, ("org",)),
        (opinion.ReviewerOpinionLapsed, ("org",)),
        (case.SurveyOrdered, ("surveyId",)),
        (case.SpecialProcedureStarted, ("procedure", "noticedDays", "noticeServed", *_NUMBERED)),
        (case.SpecialProcedureEnded, ("procedure",)),
        (case.DeadlineExtended, ("days", "approvedBy", "noticeServed", *_NUMBERED)),
        (hearing.InterestedPartyNotified, _NUMBERED),
        (hearing.HearingRequested, ()),
        (hearing.HearingNoticed, ("heldOn",)),
        (hearing.HearingHeld, ()),
        (case.ReviewCompleted, ("proposal",)),
        (case.ReturnedForReview, ()),
        (case.PermitGranted, ("itemCode", "caseNumber", "decisionNumber", "validFrom", "validTo")),
        (case.PermitRefused, ("decisionNumber",)),
        (ruling.FilingRecorded, ("filingNumber",)),
        (case.CertificateMade, ("certificateNumber",)),
        (after.ResultDispatched, ()),
        (case.ResultDelivered, ("receiptNumber",)),
        (after.PublicNoticePublished, ("publishedOn",)),
        (after.CaseSampled, ()),
        (after.CaseReviewFound, ("sound",)),
        (case.ApplicationWithdrawn, ()),
        (case.CaseTerminated, ()),
        (case.CaseEndedAtSource, ()),
        (survey.SurveyorsAssigned, ("survey",)),
        (joint.SurveyNotified, ("survey", "plannedOn")),
        (survey.SurveyEntrusted, ("survey",)),
        (survey.SurveyMerged, ("survey", "into")),
        (survey.SurveyFiledBefore, ("survey",)),
        (case.SurveyConducted, ("survey", "mode")),
        (survey.SurveyFiledAfter, ("survey",)),
        (case.SurveyConcluded, ("survey", "passed")),
        (survey.ReturnVisitDone, ("survey", "favourable", "demands", "gifts")),
        (document.DocumentIssued, ("caseId", "kind", "number", "documentsEvent")),
        (document.DocumentSealed, ("kind", "number", "seal", "org")),
        (document.DocumentServed, ("kind", "number", "servedOn")),
    )
}
"""By type, the fields of the payload that are kept of a case's act; `survey` is the id of the
survey whose act it is."""

REPORTED_TOO = frozenset(
    event.TYPE
    for event in (
        case.SpecialProcedureEnded, material.GapMaterialSupplied, case.PermitGranted,
        case.PermitRefused, case.ResultDelivered, after.PublicNoticePublished,
        case.ApplicationWithdrawn, case.CaseTerminated, case.CaseEndedAtSource,
        survey.SurveyFiledBefore, survey.SurveyFiledAfter, survey.ReturnVisitDone,
        document.DocumentIssued, document.DocumentSealed, document.DocumentServed,
    )
)  # fmt: skip
"""What another system may report of a case that is worked here, and what ends a duty. Any other
reported act is left out: that a source never reports the next one is no finding [D]."""

PERMIT_ACTS: dict[str, tuple[str, ...]] = {event.TYPE: () for event in permit.EVENTS} | {
    permit.PermitIssued.TYPE: ("caseId", "caseNumber", "itemCode", "validFrom", "validTo"),
    permit.RenewalApplied.TYPE: ("byCase", "late"),
    permit.PermitRenewed.TYPE: ("validTo",),
    permit.PermitDeemedRenewed.TYPE: ("validTo",),
    permit.PermitSuspended.TYPE: ("until",),
}
"""The same of a permit, which is a stream of its own."""
