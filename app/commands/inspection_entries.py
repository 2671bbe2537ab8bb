"""The commands of an inspection and its penalty procedure: who may issue them (domain.md §3.5)."""

from app.commands.entry import BUREAU, LEADER, LIAISON, OFFICER, SYSTEM, Aggregate, Entry
from domain.shared.act import Role
from domain.shared.command import Command
from domain.supervision import inspection_commands as c
from domain.supervision import penalty_commands as p

LEGAL = frozenset({Role.REG_REVIEWER}) | LEADER | OFFICER
"""法制审核人员 [D]: no role of their own in domain.md §4.8; the guard asks that they are others."""


def _inspection(
    command: type[Command], roles: frozenset[Role] = OFFICER, *, addressed: bool = True
) -> Entry:
    return Entry("inspections", command, Aggregate.INSPECTION, roles, None, addressed)


INSPECTIONS: tuple[Entry, ...] = (
    _inspection(c.PlanInspection, OFFICER | SYSTEM, addressed=False),
    _inspection(c.ApproveInspection, LEADER),
    _inspection(c.RescheduleInspection),
    _inspection(c.NoticeInspection),
    _inspection(c.RecuseOfficer, OFFICER | LEADER),
    _inspection(c.StartInspection),
    _inspection(c.RecordInspection),
    _inspection(c.ClearInspection),
    _inspection(c.OrderCorrection),
    _inspection(c.Reinspect),
    _inspection(c.TransferInspection),
    _inspection(c.CancelInspection, OFFICER | LEADER),
    _inspection(c.PublishInspectionResult, OFFICER | LIAISON),
    _inspection(c.PushInspectionFeedback, OFFICER | LIAISON | SYSTEM),
    _inspection(c.AcknowledgeInspectionFeedback, BUREAU),
    _inspection(p.FilePenalty),
    _inspection(p.ExtendPenaltyPeriod, LEADER),
    _inspection(p.NoticePenalty),
    _inspection(p.HearDefence),
    _inspection(p.RequestPenaltyHearing),
    _inspection(p.NoticePenaltyHearing),
    _inspection(p.HoldPenaltyHearing, LEGAL),
    _inspection(p.ReviewLegally, LEGAL),
    _inspection(p.DecidePenalty, OFFICER | LEADER),
    _inspection(p.DeclinePenalty, LEADER),
    _inspection(p.DeliverPenalty),
    _inspection(p.AddLateFine),
    _inspection(p.RecordPayment),
    _inspection(p.RequestEnforcement),
    _inspection(p.ContestPenalty),
    _inspection(p.RecordPenaltyReview),
    _inspection(p.WithdrawPenalty, LEADER),
    _inspection(p.PublishPenalty, OFFICER | LIAISON),
    _inspection(p.EndPenaltyPublicity, OFFICER | LIAISON),
)
"""`plan-inspection`, `push-inspection-feedback` by SYSTEM: policies, after a draw or an outcome."""
