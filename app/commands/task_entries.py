"""The commands of a supervision task and of its dispute (domain.md §2.5, §3.4)."""

from app.commands.entry import BUREAU, LEADER, LIAISON, OFFICE, OFFICER, SYSTEM, Aggregate, Entry
from domain.shared.act import Role
from domain.shared.command import Command
from domain.supervision import commands as t
from domain.supervision import dispute_commands as d

ARBITER = frozenset({Role.ARBITER})
"""编办."""


def _task(
    command: type[Command],
    roles: frozenset[Role],
    *,
    addressed: bool = True,
    internal: bool = False,
) -> Entry:
    return Entry("tasks", command, Aggregate.TASK, roles, None, addressed, internal)


TASKS: tuple[Entry, ...] = (
    _task(t.PushTask, SYSTEM, addressed=False, internal=True),
    _task(t.SignTask, LIAISON | OFFICER),
    _task(t.ClaimTask, OFFICER),
    _task(t.ReturnTask, LIAISON),
    _task(t.RerouteTask, OFFICE),
    _task(t.PlanSupervision, OFFICER),
    _task(t.CloseWithoutVisit, OFFICER),
    _task(t.RecordResult, OFFICER),
    _task(t.RecordInspectionResult, SYSTEM, internal=True),
    _task(t.PushFeedback, LIAISON | OFFICER | SYSTEM),
    _task(t.AcknowledgeFeedback, BUREAU),
    _task(d.RecordInterimMeasure, LIAISON | OFFICER),
    _task(d.NegotiateDispute, LIAISON | OFFICE),
    _task(d.EscalateDispute, LIAISON | OFFICE | ARBITER | SYSTEM),
    _task(d.RuleResponsibility, ARBITER | LEADER),
    _task(t.DeemClaimed, SYSTEM, internal=True),
    _task(t.MootTask, SYSTEM, internal=True),
)
"""`push-feedback` by SYSTEM: a policy, after the result of an inspection. `escalate-dispute` by
SYSTEM: the clock, when the period of a level has ended."""
