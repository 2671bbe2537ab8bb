"""Which acts of inspections reach the duty rules, and what is kept of each."""

from domain.supervision import inspection_events as e
from domain.supervision import penalty_events as p

INSPECTION_ACTS: dict[str, tuple[str, ...]] = {
    event.TYPE: fields
    for event, fields in (
        (
            e.InspectionPlanned,
            ("org", "itemCode", "caseId", "caseNumber", "permitId", "plannedDate"),
        ),
        (e.InspectionRescheduled, ("plannedDate",)),
        (e.InspectionStarted, ("itemCode", "officers", "licencesShown")),
        (e.InspectionRecorded, ()),
        (e.InspectionCleared, ()),
        (e.CorrectionOrdered, ("correctBy",)),
        (e.Reinspected, ("itemCode", "officers")),
        (e.InspectionTransferred, ()),
        (e.InspectionCancelled, ()),
        (e.InspectionResultPublished, ()),
        (e.InspectionFeedbackPushed, ("addressee",)),
        (p.PenaltyDecided, ("itemCode",)),
        (p.PenaltyNotImposed, ()),
        (p.PenaltyWithdrawn, ()),
        (p.PenaltyReviewed, ("outcome",)),
        (p.PenaltyPublished, ()),
        (p.PenaltyPublicityEnded, ()),
    )
}
