"""What goes out of inspections, penalties, plans and draws (domain.md §2.1 fact 25, §3.5).

The inspecting organisation has every step in its feed. The bureau that decided is told of what it
must know for its next decision (浙江§33): the inspection, its findings, its penalties.
"""

from domain.shared.event import DomainEvent
from domain.supervision import draw_events as draw
from domain.supervision import inspection_events as inspection
from domain.supervision import penalty_events as penalty
from projections.delivery_kinds import BUREAU, Family, Kind

_SAYS: dict[type[DomainEvent], tuple[str, ...]] = {
    inspection.InspectionPlanned: ("planned_date",),
    inspection.InspectionRescheduled: ("planned_date",),
    inspection.InspectionNoticed: ("unannounced",),
    inspection.InspectionRecorded: ("signed_by_subject",),
    inspection.CorrectionOrdered: ("correct_by",),
    inspection.Reinspected: ("corrected",),
    inspection.InspectionTransferred: ("org",),
    inspection.InspectionFeedbackPushed: ("addressee",),
    penalty.PenaltyFiled: ("filing_number", "decide_days"),
    penalty.PenaltyPeriodExtended: ("days",),
    penalty.PenaltyNoticed: ("intended", "hearing_right"),
    penalty.PenaltyHearingNoticed: ("held_on",),
    penalty.LegalReviewed: ("agreed",),
    penalty.PenaltyDecided: ("decision_number", "kinds", "suspended_until", "simple"),
    penalty.PenaltyNotImposed: ("ground",),
    penalty.PenaltyContested: ("remedy",),
    penalty.PenaltyReviewed: ("remedy", "outcome"),
}
_COUNTS: dict[type[DomainEvent], tuple[str, ...]] = {
    inspection.InspectionRecorded: ("items",),
    inspection.CorrectionOrdered: ("demands",),
}
_OWN_STEPS: frozenset[type[DomainEvent]] = frozenset(
    {
        inspection.InspectionApproved,
        inspection.OfficerRecused,
        penalty.PenaltyPeriodExtended,
        penalty.DefenceHeard,
        penalty.PenaltyHearingRequested,
        penalty.PenaltyHearingNoticed,
        penalty.PenaltyHearingHeld,
        penalty.LegalReviewed,
        penalty.PenaltyDelivered,
        penalty.LateFineAdded,
        penalty.PenaltyPaid,
        penalty.EnforcementRequested,
    }
)
"""Steps of the procedure that change nothing for a decision of the bureau."""
_ALSO: dict[type[DomainEvent], tuple[str, ...]] = {
    inspection.InspectionTransferred: (".org",),
    inspection.InspectionFeedbackPushed: (".addressee",),
}


def _kind(event: type[DomainEvent]) -> Kind:
    bureau = () if event in _OWN_STEPS else (BUREAU,)
    to = ("org", *_ALSO.get(event, ()), *bureau)
    return Kind(event, to, _SAYS.get(event, ()), _COUNTS.get(event, ()))


INSPECTIONS = Family(
    "inspection",
    "/v1/inspections/{stream}",
    opening=inspection.InspectionPlanned,
    carried=(
        "inspection_number", "org", "item_code", "trigger", "mode", "task_id", "draw_id",
        "commitment_id", "case_id", "case_number", "permit_id", "permit_number", "territory",
    ),
    parties={"org": "org"},
    kinds=tuple(_kind(event) for event in inspection.EVENTS),
)  # fmt: skip

DRAWS = Family(
    "draw",
    "/v1/draws/{stream}",
    opening=draw.DrawAnnounced,
    carried=("draw_number", "org", "item_codes"),
    parties={"org": "org"},
    kinds=(
        Kind(
            draw.DrawAnnounced,
            ("org",),
            (
                "crew", "objects", "objects_digest", "inspectors", "inspectors_digest",
                "pool_position", "seed_commitment", "draw_on", "inspect_by",
            ),
        ),
        Kind(draw.RandomDrawPerformed, ("org",), ("seed",), ("drawn", "recused", "undrawn")),
        Kind(draw.DrawResultPublished, ("org",)),
        Kind(draw.DrawCancelled, ("org",)),
    ),
)  # fmt: skip

PLANS = Family(
    "plan",
    "/v1/inspection-plans",
    kinds=(
        Kind(
            draw.InspectionPlanPublished,
            (".org",),
            ("org", "year", "plan_version", "yearly_cap"),
            ("checks",),
        ),
    ),
)
