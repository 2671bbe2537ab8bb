"""The commands of the yearly plan, of recusals and of random draws: who may issue them."""

from app.commands.entry import LEADER, OFFICER, Aggregate, Entry
from domain.shared.act import Role
from domain.supervision import draw_commands as d

DRAWS: tuple[Entry, ...] = (
    Entry(
        "inspection-plans", d.PublishInspectionPlan, Aggregate.PLAN, LEADER | {Role.ADMIN},
        addressed=False,
    ),
    Entry("recusals", d.DeclareRecusal, Aggregate.RECUSAL, LEADER | OFFICER, addressed=False),
    Entry("recusals", d.EndRecusal, Aggregate.RECUSAL, LEADER, addressed=False),
)  # fmt: skip
