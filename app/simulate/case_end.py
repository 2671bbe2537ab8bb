"""决定、制证、送达: the end of a case. What regulators owe starts from here by itself."""

from collections.abc import Generator
from datetime import date

from app.simulate import case_review, permit_script
from app.simulate.feedback_script import favourable
from app.simulate.life import Life
from app.simulate.script import Answer, Arrival, Step
from domain.approval import commands as c
from domain.registry.standards import Function
from domain.shared.act import Role

Part = Generator[Step | Arrival, Answer, bool]


def decision(life: Life) -> Part:
    """Always False: the case ends here."""
    if life.chance(0.06):
        back = c.ReturnForReview(reason="审查意见依据不充分，请补充说明")
        yield from life.does(life.decider, back, 0.5, 5)
        yield from case_review.complete(life)
    if life.chance(0.04):  # a certificate before the decision: refused
        yield from _certificate(life)
    if not (yield from _grant(life)):
        refusal = c.RefusePermit(
            decision_number=life.name("不准"),
            reason="不符合法定条件",
            remedies="可在六十日内申请行政复议，或在六个月内提起行政诉讼",
        )
        if (yield from life.does(life.decider, refusal, 0.3, 6)).done:
            yield from _deliver(life)
    elif (yield from _certificate(life)):
        yield from _deliver(life)
        yield from permit_script.afterwards(life)
    return False


def _grant(life: Life) -> Part:
    """False where the review found against it, or a survey that failed stands in the way."""
    if not life.met:
        return False
    on = life.today
    life.short = permit_script.short_term(life)
    command = c.GrantPermit(
        decision_number=life.name("准"),
        valid_from=on,
        valid_to=life.short or date(on.year + 5, on.month, min(on.day, 28)),
    )
    return (yield from favourable(life, life.decider, command, 0.5, 8)).done


def _certificate(life: Life) -> Part:
    maker = life.post(Role.CERT_MAKER, Function.CERTIFY)
    command = c.MakeCertificate(certificate_number=f"SF{life.today:%Y}{life.number:08d}")
    return (yield from life.does(maker, command, 0.3, 7)).done


def _deliver(life: Life) -> Part:
    method = life.rng.choice(("窗口领取", "快递送达"))
    command = c.DeliverResult(method=method, receipt_number=life.name("送"))
    return (yield from life.does(life.window, command, 0.5, 20)).done
