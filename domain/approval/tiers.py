"""分级决定: who may decide a case, and when it must go higher (S2「分级决定」; S0「两集中」)."""

from domain.approval.aftermath_commands import EscalateDecision
from domain.approval.case_state import Case, Phase
from domain.approval.facts import CaseFacts
from domain.approval.guards import need_own_stage, need_phase
from domain.approval.recorded import said
from domain.approval.ruling_events import DecisionEscalated
from domain.approval.stages import Stage
from domain.registry.standards import DecisionTier
from domain.shared.errors import Forbidden, Invalid, Refused
from domain.shared.event import Code, Digest

_RANK = {tier: rank for rank, tier in enumerate(DecisionTier)}
_LEAST = DecisionTier.CHIEF_REPRESENTATIVE


def covers(held: DecisionTier | None, required: DecisionTier | None) -> bool:
    """Whether a post of tier `held` may take a decision that asks for `required`.

    A post without a stated tier is a chief representative's [D]. What a meeting decides is signed
    by the head of the organ, so it asks for no higher post than that [D].
    """
    if required is None:
        return True
    asked = min(_RANK[required], _RANK[DecisionTier.BUREAU_HEAD])
    return _RANK[held or _LEAST] >= asked


def required_tier(case: Case, facts: CaseFacts) -> DecisionTier | None:
    """The highest tier that the item's standard or an escalation asks for; None: any decider's."""
    standard = facts.item.standard if facts.item else None
    asked = [one.event.tier for one in said(case, DecisionEscalated)]
    if standard and standard.decision_tier:
        asked.append(standard.decision_tier)
    return max(asked, key=_RANK.__getitem__, default=None)


def need_tier(
    case: Case, facts: CaseFacts, minutes_number: Code | None, minutes: Digest | None
) -> None:
    """Raises:
    Forbidden: `case-above-tier`; the post may escalate the decision.
    Invalid: `case-minutes-missing`; a collective decision without its meeting's minutes.
    """
    required = required_tier(case, facts)
    if not covers(facts.tier, required):
        assert required
        raise Forbidden(
            "case-above-tier",
            f"超出本岗位决定权限，须由“{required.value}”决定，请提请上级决定(escalate-decision)",
            f"beyond this post's authority: it takes {required.value}; escalate the decision",
        )
    if required is DecisionTier.COLLECTIVE and not (minutes_number and minutes):
        raise Invalid(
            "case-minutes-missing",
            "集体讨论决定须附会议纪要文号和摘要",
            "a collective decision names the number and the digest of the meeting's minutes",
            fields=("minutesNumber", "minutes"),
        )


def escalate(case: Case, command: EscalateDecision, facts: CaseFacts) -> DecisionEscalated:
    """已提请上级决定: to a tier above the decider's own and not below what is required."""
    need_phase(case, (Phase.TO_DECIDE,))
    need_own_stage(case, facts, Stage.DECIDE)
    required = required_tier(case, facts)
    rank = _RANK[command.tier]
    if any(one.event.tier is command.tier for one in said(case, DecisionEscalated)):
        raise Refused(
            "case-already-escalated", "已提请该层级决定", "the decision was escalated to this tier"
        )
    if rank <= _RANK[facts.tier or _LEAST] or (required and rank < _RANK[required]):
        raise Refused(
            "case-escalation-not-higher",
            "提请的层级应当高于本岗位，且不低于事项规定的层级",
            "the tier must be above this post's own and not below what the item asks for",
        )
    return DecisionEscalated(tier=command.tier, reason=command.reason)


GUARDS = {EscalateDecision: escalate}
