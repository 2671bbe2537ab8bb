"""审查、踏勘、特别程序: the middle of a case, where most of its time goes."""

from collections.abc import Generator
from datetime import timedelta

from app.commands.caller import Caller
from app.simulate import survey_script
from app.simulate.life import Life
from app.simulate.script import Answer, Arrival, Step
from domain.approval import commands as c
from domain.approval.events import Approver, Check, Proposal
from domain.registry.standards import PushPriority, SpecialProcedure
from domain.shared.act import Role

Part = Generator[Step | Arrival, Answer, bool]


def review(life: Life) -> Part:
    """True when the case lies before the decider."""
    if life.chance(0.03):  # a post that may not: refused, and in the trail
        yield from life.does(life.window, c.StartReview(), 0.2, 2)
    if not (yield from life.does(life.reviewer, c.StartReview(), 0.5, 10)).done:
        return False
    yield from _dawdle(life)
    if life.item.survey_required:
        yield from survey_script.survey(life)
    urgent = life.item.push_priority is PushPriority.URGENT
    if life.five_stage and life.chance(0.45 if urgent else 0.12):
        yield from _special_procedure(life)
    return (yield from complete(life))


def complete(life: Life) -> Part:
    """审查完成: one finding per condition. A refusal is proposed in one of twelve."""
    met = life.met = not life.chance(0.08)
    conditions = life.item.materials or ("申请条件",)
    checks = tuple(
        Check(condition=f"{name}真实有效", met=met or number > 0, note=None if met else "现场不符")
        for number, name in enumerate(conditions)
    )
    proposal = Proposal.GRANT if met else Proposal.REFUSE
    command = c.CompleteReview(proposal=proposal, checklist=checks)
    return (yield from life.does(life.reviewer, command, 0.5, 8)).done


def _dawdle(life: Life) -> Part:
    """Some files lie: past the committed limit, a few past the legal one."""
    fate = life.rng.random()
    habits = life.county.habits
    if fate >= habits.late:
        return True
    limit = life.item.legal_days if fate < habits.past_legal else life.item.committed_days
    days = max(limit - 1, 1) + life.rng.randrange(1, 4)
    target = life.county.office.days_after(life.today, days)
    if life.chance(0.4):  # the head may extend once; whoever else tries is refused
        yield from _extension(life)
    life.at = life.county.office.on(target, timedelta(minutes=life.rng.randrange(240)))
    return True


def _extension(life: Life) -> Part:
    day, code = life.today, life.item.item_code
    heads = life.county.staff.posts(Role.LEADER, None, day, code)
    held = [one for one in heads if one.org in (None, life.reviewer.org)]
    if not held:
        return False
    command = c.ExtendDeadline(
        days=5, approved_by=Approver.HEAD, reason="案情复杂，需进一步核实", notice_served=True
    )
    leader = Caller.of(life.rng.choice(held), life.county.region)
    return (yield from life.does(leader, command, 1, 4)).done


def _special_procedure(life: Life) -> Part:
    """特别程序: sometimes started before the applicant was told, which is refused (许可§45)."""
    kind = life.rng.choice((SpecialProcedure.EXPERT_REVIEW, SpecialProcedure.TESTING))
    days = life.rng.randrange(2, 8)
    if life.chance(0.25):
        untold = c.StartSpecialProcedure(procedure=kind, noticed_days=days)
        yield from life.does(life.reviewer, untold, 0.3, 2)
    start = c.StartSpecialProcedure(
        procedure=kind, noticed_days=days, notice_served=True, document_number=life.name("特")
    )
    yield from life.does(life.reviewer, start, 0.3, 3)
    taken = life.county.office.days_after(life.today, max(1, days + life.rng.randrange(-2, 3)))
    life.at = life.county.office.on(taken, timedelta(hours=1))
    end = c.EndSpecialProcedure(procedure=kind, result="评审意见已出具，符合要求")
    return (yield from life.does(life.reviewer, end, 0.2, 5)).done
