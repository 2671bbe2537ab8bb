"""The commands of the yearly plan, of recusals and of random draws: who may issue them."""

from app.commands.entry import LEADER, LIAISON, OFFICER, Aggregate, Entry
from domain.supervision import draw_commands as d

DRAWS: tuple[Entry, ...] = (
    Entry("inspection-plans", d.PublishInspectionPlan, Aggregate.PLAN, LEADER, addressed=False),
    Entry("recusals", d.DeclareRecusal, Aggregate.RECUSAL, LEADER | OFFICER, addressed=False),
    Entry("recusals", d.EndRecusal, Aggregate.RECUSAL, LEADER, addressed=False),
    Entry("draws", d.AnnounceDraw, Aggregate.DRAW, LEADER | OFFICER, addressed=False),
    Entry("draws", d.PerformDraw, Aggregate.DRAW, LEADER | OFFICER),
    Entry("draws", d.PublishDrawResult, Aggregate.DRAW, LEADER | OFFICER | LIAISON),
    Entry("draws", d.CancelDraw, Aggregate.DRAW, LEADER | OFFICER),
)  # fmt: skip
