"""Events of how a decision is reached: by rules, by a higher tier, by filing (domain.md §1.2)."""

from typing import ClassVar

from domain.registry.standards import DecisionTier
from domain.shared.event import Code, DomainEvent, Text, Value


class RuleCheck(Value):
    """One rule of the instant-approval rule set, as it was computed."""

    rule: Code
    passed: bool
    detail: Text | None = None


class InstantDecisionComputed(DomainEvent):
    """即报即批: the rule engine's record on which an instant decision rests.

    Source: S3「即批即得」.
    """

    TYPE: ClassVar[str] = "case.instant_decision_computed"
    rule_set: Code
    rule_version: Code
    passed: bool
    checks: tuple[RuleCheck, ...] = ()


class DecisionEscalated(DomainEvent):
    """分级决定: outside the decider's scope, so it goes to a higher tier.

    Source: S2「分级决定」.
    """

    TYPE: ClassVar[str] = "case.decision_escalated"
    tier: DecisionTier
    reason: Text


class FilingRecorded(DomainEvent):
    """备案: a filing is complete once recorded; the applicant gets the card (备案公示卡).

    Source: S1.
    """

    TYPE: ClassVar[str] = "case.filing_recorded"
    filing_number: Code | None = None


EVENTS: tuple[type[DomainEvent], ...] = (
    InstantDecisionComputed,
    DecisionEscalated,
    FilingRecorded,
)
