"""What happens to a task that nobody wants: returned, routed on, returned again, argued, ruled."""

from collections.abc import Generator
from datetime import timedelta

from app.commands.caller import Caller
from app.simulate.script import Answer, Arrival, Step
from app.simulate.staff import Vacant
from app.simulate.task_duty import OFFICERS, Duty
from domain.registry.standards import Function
from domain.shared.act import Role
from domain.supervision import commands as t
from domain.supervision import dispute_commands as d

Part = Generator[Step | Arrival, Answer, bool]
STALLED = 0.15
"""Share of disputes in which the staffing office does not rule in time."""


def bounce(duty: Duty) -> Part:
    """退回: "not ours"; the office finds another, who now and then returns it too. True: somebody
    has to take it now."""
    if not (yield from _return(duty)):
        return False
    org = duty.county.staff.other_organisation(duty.rng, duty.org)
    office = duty.post(Role.EFFICIENCY_OFFICER, org=None)
    reroute = t.RerouteTask(recipient=org, reason="按职责清单转派")
    if not (yield from duty.does(office, reroute, 1, 8)):
        return False
    first, duty.org = duty.org, org
    if duty.rng.random() < 0.7:
        return True
    if not (yield from _return(duty)):
        return False
    return (yield from _argue(duty, first))


def _return(duty: Duty) -> Part:
    institution = duty.county.institution
    found = (institution.responsible(duty.item, one, duty.today) for one in Function)
    record = next(one for one in found if one)
    liaison = duty.post(Role.LIAISON, org=duty.org)
    command = t.ReturnTask(reason="不属于本部门职责", cited_record=str(record.ref))
    return (yield from duty.does(liaison, command, 1, 10))


def _argue(duty: Duty, first: str) -> Part:
    """权责争议: whoever the record names answers meanwhile, and mostly keeps the task."""
    held = duty.county.institution.responsible(duty.item, Function.SUPERVISE, duty.today)
    interim = held.org if held else first
    officer = duty.post(*OFFICERS, org=interim)
    measure = d.RecordInterimMeasure(detail="争议期间已巡查，未见异常")
    yield from duty.does(officer, measure, 2, 12)
    if duty.rng.random() < 0.6:
        agreed = interim if duty.rng.random() < 0.5 else None
        liaison = duty.post(Role.LIAISON, org=interim)
        talks = d.NegotiateDispute(org=agreed, note="部门协商会议纪要")
        yield from duty.does(liaison, talks, 2, 14)
    else:
        duty.wait(duty.county.office.days_after(duty.today, 4))  # the clock takes it further
    ruling = d.RuleResponsibility(
        org=interim,
        ruling_number=f"编裁-{duty.task.hex[-8:]}",
        valid_from=duty.today,
        legal_basis="部门三定规定与权责清单",
    )
    by = duty.post(Role.ARBITER, org=None)
    if duty.rng.random() < STALLED:
        last = duty.county.office.days_after(duty.today, 14)
        duty.at = duty.county.office.on(last, timedelta(hours=1))
        by = _government(duty)
    if not (yield from duty.does(by, ruling, 8, 40)):
        return False
    duty.org = interim
    return True


def _government(duty: Duty) -> Caller:
    """A leader of the whole county: of no organisation."""
    posts = duty.county.staff.posts(Role.LEADER, None, duty.today)
    held = [one for one in posts if one.org is None]
    if not held:
        raise Vacant("a leader of the county")
    return Caller.of(duty.rng.choice(held), duty.county.region)
