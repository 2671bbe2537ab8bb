"""Guards after the decision: delivery, payment, remedies, publicity (处罚§48, §61, §67, §72)."""

from datetime import timedelta

from domain.shared.errors import Refused
from domain.supervision import penalty_commands as c
from domain.supervision import penalty_events as e
from domain.supervision.inspection_facts import Events, InspectionFacts, need_org
from domain.supervision.inspection_state import Inspection
from domain.supervision.penalty_guards import LATE_PERMILLE_A_DAY, PAY_DAYS, need_penalty
from domain.supervision.penalty_state import Penalty
from domain.supervision.penalty_state import PenaltyPhase as Step


def _decided(inspection: Inspection, facts: InspectionFacts) -> Penalty:
    need_org(inspection.org, facts)
    need_penalty(inspection, (Step.DECIDED,))
    return inspection.penalty


def deliver(inspection: Inspection, command: c.DeliverPenalty, facts: InspectionFacts) -> Events:
    """处罚送达."""
    if _decided(inspection, facts).delivered_on:
        raise Refused("penalty-delivered", "处罚决定已送达", "it has been delivered")
    return (e.PenaltyDelivered(**dict(command)),)


def add_late(inspection: Inspection, command: c.AddLateFine, facts: InspectionFacts) -> Events:
    """加处罚款: three per cent a day after fifteen days, never more than the principal."""
    penalty = _decided(inspection, facts)
    due = penalty.delivered_on and penalty.delivered_on + timedelta(days=PAY_DAYS)
    days = (facts.on - due).days if due else 0
    if days <= 0 or penalty.owed_cents == 0:
        raise Refused(
            "penalty-not-late", "罚款未逾期或已缴清", "the fine is not late, or it is paid"
        )
    most = min(penalty.fine_cents, penalty.fine_cents * LATE_PERMILLE_A_DAY * days // 1000)
    if penalty.late_cents + command.amount_cents > most:
        raise Refused(
            "penalty-late-fine-too-high",
            f"加处罚款合计不得超过 {most} 分(行政处罚法第七十二条)",
            f"late fines may come to {most} cents at most by now (art. 72)",
        )
    return (e.LateFineAdded(amount_cents=command.amount_cents),)


def pay(inspection: Inspection, command: c.RecordPayment, facts: InspectionFacts) -> Events:
    """罚款缴纳: no more than is owed."""
    if command.amount_cents > _decided(inspection, facts).owed_cents:
        raise Refused("penalty-overpaid", "超出应缴金额", "more than is owed")
    return (e.PenaltyPaid(amount_cents=command.amount_cents),)


def enforce(
    inspection: Inspection, command: c.RequestEnforcement, facts: InspectionFacts
) -> Events:
    """申请强制执行: once, of what was delivered and is not paid."""
    penalty = _decided(inspection, facts)
    if penalty.delivered_on is None or penalty.owed_cents == 0 or penalty.enforcement:
        raise Refused(
            "penalty-not-enforceable",
            "未送达、已缴清或已申请强制执行",
            "not delivered, paid, or handed over already",
        )
    return (e.EnforcementRequested(**dict(command)),)


def contest(inspection: Inspection, command: c.ContestPenalty, facts: InspectionFacts) -> Events:
    """处罚申请救济: one remedy at a time."""
    if _decided(inspection, facts).contested:
        raise Refused("penalty-contested", "救济程序进行中", "a remedy is being sought already")
    return (e.PenaltyContested(**dict(command)),)


def reviewed(
    inspection: Inspection, command: c.RecordPenaltyReview, facts: InspectionFacts
) -> Events:
    """救济结果: of the remedy that was sought."""
    if not _decided(inspection, facts).contested:
        raise Refused("penalty-not-contested", "未申请救济", "no remedy is being sought")
    return (e.PenaltyReviewed(**dict(command)),)


def withdraw(inspection: Inspection, command: c.WithdrawPenalty, facts: InspectionFacts) -> Events:
    """撤回处罚."""
    _decided(inspection, facts)
    return (e.PenaltyWithdrawn(**dict(command)),)


def publish(inspection: Inspection, command: c.PublishPenalty, facts: InspectionFacts) -> Events:
    """处罚公示: a decision that stands, once."""
    if _decided(inspection, facts).published_on:
        raise Refused("penalty-published", "处罚已公示", "the penalty is public already")
    return (e.PenaltyPublished(**dict(command)),)


def end_publicity(
    inspection: Inspection, command: c.EndPenaltyPublicity, facts: InspectionFacts
) -> Events:
    """撤下公示: of a penalty that no longer stands."""
    need_org(inspection.org, facts)
    need_penalty(inspection, (Step.WITHDRAWN,))
    if inspection.penalty.published_on is None or inspection.penalty.publicity_ended:
        raise Refused("penalty-not-public", "处罚未在公示", "the penalty is not public")
    return (e.PenaltyPublicityEnded(reason=command.reason),)
