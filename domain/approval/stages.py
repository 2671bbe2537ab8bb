"""五分设 and 两级模式: who may not act twice in one case (domain.md §1.2, rule P-02).

Judged by person, not by post or account: a second account is the same pair of hands.
"""

from collections.abc import Iterable
from enum import StrEnum

from domain.approval import events, hearing_events, opinion_events
from domain.approval.material_events import AcceptedWithGaps
from domain.approval.pre_approval_events import PreApprovalConverted, PreApprovalOpined
from domain.approval.ruling_events import DecisionEscalated, FilingRecorded
from domain.registry.standards import FlowProfile
from domain.shared.errors import Refused
from domain.shared.event import DomainEvent


class Stage(StrEnum):
    """环节: 受理, 审查, 踏勘, 批准, 制证."""

    ACCEPT = "ACCEPT"
    REVIEW = "REVIEW"
    SURVEY = "SURVEY"
    DECIDE = "DECIDE"
    CERTIFY = "CERTIFY"


_STAGE_EVENTS: tuple[tuple[Stage, tuple[type[DomainEvent], ...]], ...] = (
    (
        Stage.ACCEPT,
        (
            events.MaterialsReceived,
            events.NotRequiredTold,
            events.AcceptanceRefused,
            events.SupplementNoticed,
            events.CaseAccepted,
            AcceptedWithGaps,
            FilingRecorded,
        ),
    ),
    (
        Stage.REVIEW,
        (
            events.ReviewStarted,
            events.SurveyOrdered,
            events.SpecialProcedureStarted,
            events.SpecialProcedureEnded,
            events.ReviewCompleted,
            hearing_events.InterestedPartyNotified,
            hearing_events.HearingNoticed,
            opinion_events.SubstantiveOpinionRequested,
            opinion_events.ReviewerOpinionRequested,
            PreApprovalOpined,
            PreApprovalConverted,
        ),
    ),
    (Stage.SURVEY, (events.SurveyConducted, events.SurveyConcluded)),
    (
        Stage.DECIDE,
        (
            events.ReturnedForReview,
            events.PermitGranted,
            events.PermitRefused,
            events.CaseTerminated,
            DecisionEscalated,
        ),
    ),
    (Stage.CERTIFY, (events.CertificateMade,)),
)
STAGE_OF: dict[type[DomainEvent], Stage] = {
    event: stage for stage, events_of_stage in _STAGE_EVENTS for event in events_of_stage
}

_ALL_PAIRS = frozenset(frozenset((a, b)) for a in Stage for b in Stage if a is not b)
_TWO_LEVEL_PAIRS = frozenset(
    {
        frozenset((Stage.ACCEPT, Stage.DECIDE)),
        frozenset((Stage.ACCEPT, Stage.REVIEW)),
        frozenset((Stage.DECIDE, Stage.CERTIFY)),
    }
)
APART: dict[FlowProfile, frozenset[frozenset[Stage]]] = {
    FlowProfile.FIVE_STAGE: _ALL_PAIRS,
    FlowProfile.TWO_LEVEL: _TWO_LEVEL_PAIRS,
    FlowProfile.INSTANT: frozenset(),
    FlowProfile.FILING: frozenset(),
}
"""Pairs of stages that need different persons. TWO_LEVEL: the decider may also review. INSTANT and
FILING: one person at one window; the rule record and the later sample (办件抽查) stand in [D]."""

Hand = tuple[Stage, str]
"""A person seen in a stage."""


def check_separation(
    profile: FlowProfile | None,
    hands: Iterable[Hand],
    stage: Stage,
    person: str,
    agent: str | None = None,
) -> None:
    """Raises:
    Refused: `person` has acted in a stage that must be kept apart from `stage`, or is the `agent`
        (代办员) who acts for the applicant.
    """
    if person == agent:
        raise Refused(
            "case-agent-is-a-hand",
            "办理本件的人员不得代办本件",
            "who acts for the applicant may not work on the case for the office",
        )
    apart = APART[profile or FlowProfile.FIVE_STAGE]
    for other, hand in hands:
        if hand == person and frozenset((other, stage)) in apart:
            raise Refused(
                "case-separation-of-duties",
                f"同一人已在本件“{other.value}”环节办理，不得再办“{stage.value}”环节",
                f"this person has already acted in stage {other.value} of the case"
                f" and may not act in stage {stage.value}",
            )
