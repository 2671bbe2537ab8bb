"""检查: decide and evolve of one inspection with its penalty procedure (domain.md §3.5)."""

from collections.abc import Callable
from typing import Any

from domain.shared.command import Command
from domain.supervision import inspection_commands as c
from domain.supervision import inspection_conduct as conduct
from domain.supervision import inspection_planning as planning
from domain.supervision import penalty_commands as p
from domain.supervision import penalty_decision as decision
from domain.supervision import penalty_execution as execution
from domain.supervision import penalty_investigation as investigation
from domain.supervision.inspection_facts import Events, InspectionFacts
from domain.supervision.inspection_state import Inspection, InspectionPhase
from domain.supervision.inspection_steps import evolve, fold

_GUARDS: dict[type[Command], Callable[[Inspection, Any, InspectionFacts], Events]] = {
    c.PlanInspection: planning.plan,
    c.ApproveInspection: planning.approve,
    c.RescheduleInspection: planning.reschedule,
    c.NoticeInspection: planning.notice,
    c.RecuseOfficer: planning.recuse,
    c.CancelInspection: planning.cancel,
    c.StartInspection: conduct.start,
    c.RecordInspection: conduct.record,
    c.ClearInspection: conduct.clear,
    c.OrderCorrection: conduct.order,
    c.Reinspect: conduct.reinspect,
    c.TransferInspection: conduct.transfer,
    c.PublishInspectionResult: conduct.publish,
    c.PushInspectionFeedback: conduct.push_feedback,
    c.AcknowledgeInspectionFeedback: conduct.acknowledge,
    p.FilePenalty: investigation.file,
    p.ExtendPenaltyPeriod: investigation.extend,
    p.NoticePenalty: investigation.notice,
    p.HearDefence: investigation.hear,
    p.RequestPenaltyHearing: investigation.request_hearing,
    p.NoticePenaltyHearing: investigation.notice_hearing,
    p.HoldPenaltyHearing: investigation.hold_hearing,
    p.ReviewLegally: decision.review,
    p.DecidePenalty: decision.decide,
    p.DeclinePenalty: decision.decline,
    p.DeliverPenalty: execution.deliver,
    p.AddLateFine: execution.add_late,
    p.RecordPayment: execution.pay,
    p.RequestEnforcement: execution.enforce,
    p.ContestPenalty: execution.contest,
    p.RecordPenaltyReview: execution.reviewed,
    p.WithdrawPenalty: execution.withdraw,
    p.PublishPenalty: execution.publish,
    p.EndPenaltyPublicity: execution.end_publicity,
}


def decide(inspection: Inspection, command: Command, facts: InspectionFacts) -> Events:
    """The events that `command` causes.

    Raises:
        Refused: the state forbids it, or a safeguard of the law is missing.
        Forbidden: the inspection belongs to another organisation.
        Invalid: it does not say what it must.
    """
    return _GUARDS[type(command)](inspection, command, facts)


__all__ = ["Inspection", "InspectionFacts", "InspectionPhase", "decide", "evolve", "fold"]
