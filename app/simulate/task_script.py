"""What regulators do with a task: sign, claim, plan, inspect, feed back; or return, or nothing."""

from collections.abc import Generator
from datetime import datetime
from uuid import UUID

from app.commands.caller import Caller
from app.simulate.county import SimulatedCounty, digest
from app.simulate.dispute_script import bounce
from app.simulate.script import Answer, Arrival, Script, Step
from app.simulate.task_duty import OFFICERS, Duty
from domain.registry.standards import Function
from domain.shared.act import Role
from domain.supervision import commands as t
from domain.supervision.events import Finding, PushReason, SupervisionMode, SupervisionTaskPushed

_MODES = (
    SupervisionMode.SPECIAL,
    SupervisionMode.DOUBLE_RANDOM,
    SupervisionMode.OFF_SITE,
    SupervisionMode.CREDIT,
)
Part = Generator[Step | Arrival, Answer, bool]


def task_script(
    county: SimulatedCounty, task: UUID, pushed: SupervisionTaskPushed, at: datetime
) -> Script:
    """The life of a task from its push on. Old ones (`historic`) mostly wait."""
    if pushed.reason is PushReason.REFUSED:
        return  # told, and closed with it
    rng = county.rng("task", pushed.case_number, pushed.recipient, pushed.reason)
    duty = Duty(county, rng, task, pushed.item_code, pushed.recipient, at)
    fate = rng.random()
    habits = county.habits
    if fate < (0.7 if pushed.historic else habits.idle):
        if rng.random() < habits.neglected:
            return  # stays in the inbox; after three days the law of the county claims it
        duty.wait(county.office.days_after(duty.today, pushed.claim_days + 1))
    elif fate > 0.93:
        if not (yield from bounce(duty)):
            return
        yield from _take(duty)
    else:
        yield from _take(duty)
    yield from _supervise(duty)


def _take(duty: Duty) -> Part:
    """签收 and 认领; some claim before anybody has signed, which is refused."""
    officer = duty.post(*OFFICERS, org=duty.org)
    if duty.rng.random() < 0.06:
        yield from duty.does(officer, t.ClaimTask(), 0.2, 2)
    liaison = duty.post(Role.LIAISON, org=duty.org)
    yield from duty.does(liaison, t.SignTask(receipt=digest(duty.rng)), 0.3, 11)
    return (yield from duty.does(officer, t.ClaimTask(), 0.5, 14))


def _supervise(duty: Duty) -> Part:
    officer = duty.post(*OFFICERS, org=duty.org)
    if duty.rng.random() < 0.1:
        reason = "低风险事项，非现场核验已完成"
        return (yield from duty.does(officer, t.CloseWithoutVisit(reason=reason), 2, 20))
    if duty.rng.random() < duty.county.habits.unplanned:
        duty.wait(duty.county.office.days_after(duty.today, duty.rng.randrange(9, 25)))
    mode = duty.rng.choice(_MODES)
    planned = duty.county.office.days_after(duty.today, duty.rng.randrange(2, 6))
    plan = t.PlanSupervision(mode=mode, planned_date=planned)
    if not (yield from duty.does(officer, plan, 2, 12)):
        return False
    duty.wait(planned)
    if duty.rng.random() < 0.06:  # the first inspection is put off
        duty.wait(duty.county.office.days_after(planned, 4))
    if not (yield from _inspect(duty, officer)) or duty.rng.random() < 0.1:
        return False
    feedback = t.PushFeedback()
    if not (yield from duty.does(officer, feedback, 0.5, 9)) or duty.rng.random() < 0.2:
        return False
    return (yield from _acknowledge(duty))


def _inspect(duty: Duty, officer: Caller) -> Part:
    """监管结果: by two officers; who goes alone is refused where two are needed."""
    two = (officer.person_id, f"{officer.person_id}-b")
    bad = duty.rng.random() < 0.15
    finding = Finding.NON_COMPLIANT if bad else Finding.COMPLIANT
    detail = "现场与许可条件不一致，责令改正" if bad else "现场与许可条件一致"
    if duty.rng.random() < 0.1:
        alone = t.RecordResult(finding=finding, inspectors=two[:1], detail=detail)
        if (yield from duty.does(officer, alone, 0.5, 3)):
            return True  # off site one officer is enough
    report = digest(duty.rng)
    command = t.RecordResult(finding=finding, inspectors=two, detail=detail, report=report)
    return (yield from duty.does(officer, command, 0.5, 5))


def _acknowledge(duty: Duty) -> Part:
    county, code = duty.county, duty.item
    reviewer = county.staff.responsible(duty.rng, Role.REVIEWER, Function.DECIDE, code, duty.today)
    note = t.AcknowledgeFeedback(note="已记入该主体监管反馈")
    return (yield from duty.does(reviewer, note, 1, 12))
