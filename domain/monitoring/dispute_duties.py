"""推诿与裁定规则: who pushes a task away, and what is not ruled in time (domain.md §6)."""

from collections.abc import Iterator

from domain.monitoring.duties import Duty, DutyView, Step
from domain.monitoring.findings import Party, Rule, Severity
from domain.monitoring.owing import done, first, following, late_from
from domain.monitoring.watched import PUSHED
from domain.registry.standards import Function
from domain.supervision import dispute_events as dispute
from domain.supervision import events as task
from domain.timing.days import WorkingDays

BOUNCES = 2  # [D] domain.md §6, L-03
REROUTE_DAYS = WorkingDays(1)  # [D] domain.md §2.5, §3.4: the office re-routes in one

_ROUTED = frozenset(
    event.TYPE
    for event in (
        task.TaskRerouted, dispute.ResponsibilityRuled, task.NoOnSiteNeeded,
        task.SupervisionResultRecorded, task.TaskMooted,
    )
)  # fmt: skip
_SETTLED = _ROUTED - {task.TaskRerouted.TYPE}


def bounced(view: DutyView) -> Iterator[Duty]:
    """推诿: a task was returned a second time, or by the organisation that the responsibility
    record names for it."""
    pushed = first(view.acts, (PUSHED,))
    if view.facts.of_case or pushed is None:
        return
    item, where = pushed.data.get("itemCode") or "", pushed.data.get("territory")
    function = Function(pushed.data.get("function", Function.SUPERVISE))
    returns = view.of(task.TaskReturned.TYPE)
    for number, one in enumerate(returns, start=1):
        notes = []
        if number >= BOUNCES:
            notes.append("BOUNCED_TWICE")
        if one.org is not None and view.responsible(item, function, one.day, where) == one.org:
            notes.append("RECORD_SAYS_OTHERWISE")
        routed = done(first(following(view.acts, one), _ROUTED))
        steps = tuple(Step(Severity.YELLOW, one.at, note, routed) for note in notes)
        if steps:
            yield Duty("L-03", steps, (pushed.position, one.position), one.org)


def not_rerouted(view: DutyView) -> Iterator[Duty]:
    """退回未转派: what was returned for the first time is routed on in one working day; until then
    whoever returned it answers. A second return opens a dispute, which L-09 watches."""
    pushed = first(view.acts, (PUSHED,))
    if view.facts.of_case or pushed is None or pushed.data.get("historic", False):
        return
    for one in view.of(task.TaskReturned.TYPE)[: BOUNCES - 1]:
        since = late_from(view.calendar, one.day, REROUTE_DAYS)
        routed = done(first(following(view.acts, one), _ROUTED))
        step = Step(Severity.WARN, since, "NOT_REROUTED", routed)
        yield Duty("L-02", (step,), (pushed.position, one.position), one.org)


def arbitration_stalled(view: DutyView) -> Iterator[Duty]:
    """裁定超期: the days of negotiation and of the staffing office have passed without a ruling."""
    if view.facts.of_case:
        return
    for opened in view.of(dispute.ResponsibilityDisputeOpened.TYPE):
        days = opened.data.get("negotiationDays", 3) + opened.data.get("rulingDays", 10)
        since = late_from(view.calendar, opened.day, WorkingDays(days))
        settled = done(first(following(view.acts, opened), _SETTLED))
        step = Step(Severity.RED, since, "NO_RULING", settled)
        yield Duty("L-09", (step,), (opened.position,), opened.data.get("interimOrg"))


DUTY_RULES: tuple[Rule, ...] = (
    Rule(
        "L-03", "推诿退回", "bounced twice, or against the record", "济南2023§5",
        (Severity.YELLOW,), (Party.LIAISON, Party.EFFICIENCY, Party.ARBITER), bounced,
    ),
    Rule(
        "L-09", "裁定超期", "arbitration stalled", "济南2023§5; 雄安通知", (Severity.RED,),
        (Party.ARBITER, Party.LEADER), arbitration_stalled,
    ),
)  # fmt: skip
ALSO = (not_rerouted,)
"""L-02 of a task that was returned, which has its line among the rules of pushes."""
