"""证照的后半生: most run their term in peace; some are renewed, suspended or ended before."""

from collections.abc import Generator
from dataclasses import replace
from datetime import date, timedelta

from app.simulate import case_review
from app.simulate.county import stream_id
from app.simulate.feedback_script import favourable
from app.simulate.life import Life
from app.simulate.script import Answer, Arrival, Step
from domain.approval import commands as c
from domain.approval.events import CasePurpose
from domain.permit import commands as p
from domain.permit.grounds import AnnulmentGround, CancellationGround, WithdrawalGround
from domain.permit.terms import months_after
from domain.registry.standards import Function
from domain.shared.act import Role
from domain.shared.ids import permit_id
from domain.timing.limits import last_timely_renewal

Part = Generator[Step | Arrival, Answer, bool]

ANNULLED, WITHDRAWN, SUSPENDED = 0.012, 0.018, 0.04
"""Upper bounds of one draw after delivery; the rest is left alone."""
TEMPORARY = 0.06
"""Share of grants for a short term [D]: so that a simulated year sees them run out."""
TERM = timedelta(days=59)
_AGAIN_YEARS = 3


def afterwards(life: Life) -> Part:
    """What becomes of the permit, by a randomness of its own; `life.short` says that it was granted
    for a short term."""
    life = replace(life, rng=life.county.rng("permit", life.number))
    fate = life.rng.random()
    if fate < ANNULLED:
        yield from _annulled(life)
    elif fate < WITHDRAWN:
        yield from _withdrawn(life)
    elif fate < SUSPENDED:
        yield from _suspended(life)
    elif life.short and life.chance(0.75):
        yield from _renewal(life)
    return False


def short_term(life: Life) -> date | None:
    """The last day of a permit that is granted today for a short term; None: it is not."""
    rng = life.county.rng("term", life.number)
    return life.today + TERM if rng.random() < TEMPORARY else None


def _annulled(life: Life) -> Part:
    command = p.AnnulPermit(
        ground=AnnulmentGround.FRAUD_OR_BRIBERY,
        public_harm_weighed=life.chance(0.8),  # else refused: it must be weighed first
        reason="以虚假材料取得许可",
        decision_number=life.name("撤"),
        remedies="可在六十日内申请行政复议，或在六个月内提起行政诉讼",
    )
    permit = permit_id(life.case)
    if not (yield from life.does(life.decider, command, 40, 120, target=permit)).done:
        command = command.model_copy(update={"public_harm_weighed": True})
        yield from life.does(life.decider, command, 1, 8, target=permit)
    return (yield from _cancelled(life))


def _withdrawn(life: Life) -> Part:
    command = p.WithdrawPermit(
        ground=WithdrawalGround.SITUATION_CHANGED,
        reason="所在地块依法征收",
        compensation=life.name("偿"),
        decision_number=life.name("回"),
    )
    yield from life.does(life.decider, command, 40, 160, target=permit_id(life.case))
    return (yield from _cancelled(life))


def _cancelled(life: Life) -> Part:
    """注销: the formality, mostly in time, now and then forgotten."""
    if life.chance(0.2):
        return False
    ground = CancellationGround.ANNULLED_WITHDRAWN_OR_REVOKED
    command = p.CancelPermit(ground=ground, decision_number=life.name("注"))
    return (yield from life.does(life.decider, command, 4, 60, target=permit_id(life.case))).done


def _suspended(life: Life) -> Part:
    """暂扣 where somebody enforces the item: lifted when put right, else the permit is revoked."""
    permit, code = permit_id(life.case), life.item.item_code
    found = life.county.institution.responsible(code, Function.ENFORCE, life.today)
    if found is None or not life.county.staff.posts(Role.ENFORCER, found.org, life.today, code):
        return False
    enforcer = life.post(Role.ENFORCER, Function.ENFORCE)
    suspend = p.SuspendPermit(penalty_number=life.name("罚"), reason="责令停业整顿")
    if not (yield from life.does(enforcer, suspend, 40, 160, target=permit)).done:
        return False
    if life.chance(0.8):
        lift = p.LiftSuspension(reason="整改合格")
        return (yield from life.does(enforcer, lift, 20, 60, target=permit)).done
    revoke = p.RevokePermit(
        penalty_number=life.name("吊"), hearing_right_told=True, reason="逾期不改"
    )
    return (yield from life.does(enforcer, revoke, 40, 90, target=permit)).done


def _renewal(life: Life) -> Part:
    """延续: asked for in time or too late; some are never decided, and the law decides them."""
    assert life.short
    days = life.rng.randrange(-6, 8)
    day = last_timely_renewal(life.short) + timedelta(days=days)
    at = life.county.office.on(max(day, life.today), timedelta(minutes=life.rng.randrange(300)))
    again = replace(life, case=stream_id(life.rng, at), at=at, short=None)
    apply = c.SubmitApplication(
        item_code=life.item.item_code,
        applicant=life.subject,
        purpose=CasePurpose.RENEWAL,
        permit_id=permit_id(life.case),
    )
    if not (yield from again.does(again.window, apply, 0, 1)).done:
        return False
    if again.chance(0.1):
        taken_back = c.WithdrawApplication(reason="不再经营")
        return (yield from again.does(again.window, taken_back, 4, 20)).done
    yield from again.does(again.window, c.ReceiveMaterials(receipt_number=again.name("收")), 0.1, 2)
    accept = c.AcceptCase(document_number=again.name("受"))
    if not (yield from again.does(again.window, accept, 0.3, 6)).done:
        return False
    if again.chance(0.2):
        return False
    if not (yield from case_review.review(again)):
        return False
    grant = c.GrantPermit(
        decision_number=again.name("延"), valid_to=months_after(life.short, 12 * _AGAIN_YEARS)
    )
    return (yield from favourable(again, again.decider, grant, 0.5, 8)).done
