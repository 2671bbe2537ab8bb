"""One case from application to delivery, with everything that goes wrong on the way."""

from collections.abc import Callable, Generator
from datetime import datetime, timedelta

from app.commands.caller import Caller
from app.simulate import case_end, case_front, case_review, survey_script
from app.simulate.county import SimulatedCounty, digest, stream_id
from app.simulate.life import Life
from app.simulate.script import Answer, Arrival, Script, Step
from domain.approval import commands as c
from domain.commitment import commands as m
from domain.registry.standards import FlowProfile, Function
from domain.shared.act import Role
from domain.shared.ids import commitment_id
from domain.shared.subject import Material
from domain.timing.limits import ONE_TIME_NOTICE

Part = Generator[Step | Arrival, Answer, bool]
"""Part of a life; False ends the case."""

NOT_OURS, FORGOTTEN, SUPPLEMENT = 0.04, 0.09, 0.28
"""Upper bounds of one draw at the window: told that no permit is needed or refused; forgotten
until the law accepts it; sent back once for what is missing. The rest is complete."""


def case_script(county: SimulatedCounty, number: int, at: datetime) -> Script:
    """The life of case `number`, filed at `at`."""
    rng = county.rng("case", number)
    item = rng.choice(county.items)
    code, day = item.item_code, county.day(at)
    subject = county.applicants.one(rng)
    window, reviewer, decider = (
        county.staff.responsible(rng, role, function, code, day)
        for role, function in (
            (Role.WINDOW, Function.ACCEPT),
            (Role.REVIEWER, Function.REVIEW),
            (Role.CHIEF_DECIDER, Function.DECIDE),
        )
    )
    applicant = Caller(str(subject.subject_id), Role.APPLICANT, county.region)
    who = (applicant, window, reviewer, decider)
    life = Life(county, rng, number, stream_id(rng, at), item, at, *who)
    life.subject = subject
    at_home = life.chance(0.45) or not county.office.calendar.is_workday(day)
    filer = applicant if at_home else life.window
    command = c.SubmitApplication(item_code=code, applicant=subject)
    yield from life.does(filer, command, 0, 0)
    yield from case_front.first_contact(life, at_home=at_home)
    for part in PARTS.get(item.profile, ORDINARY):
        if not (yield from part(life)):
            break
    yield from survey_script.visited(life)


def _materials(life: Life, count: int) -> tuple[Material, ...]:
    return tuple(
        Material(name=name, digest=digest(life.rng)) for name in case_front.asked(life.item)[:count]
    )


def _reception(life: Life) -> Part:
    """收件 to 受理: True once the case is accepted, by the window or by law."""
    missing = life.rng.randrange(1, 3)
    fate = life.rng.random()
    lacking = NOT_OURS <= fate < SUPPLEMENT and fate >= FORGOTTEN
    brought = case_front.asked(life.item)
    held = _materials(life, len(brought) - (missing if lacking else 0))
    receive = c.ReceiveMaterials(receipt_number=life.name("收"), materials=held)
    yield from life.does(life.window, receive, 0.1, 2)
    if fate < NOT_OURS:
        return (yield from _turned_away(life))
    if fate < FORGOTTEN:
        return (yield from _forgotten(life))
    if life.item.commitment_allowed and life.chance(0.8):
        yield from _commitment(life)
    if lacking and (gaps := case_front.gaps_of(life, brought[-missing:])):
        return (yield from case_front.accept_with_gaps(life, gaps))
    if lacking and not (yield from _supplement(life, missing)):
        return False
    if life.item.profile is FlowProfile.FILING:
        return True
    accept = c.AcceptCase(document_number=life.name("受"))
    return (yield from life.does(life.window, accept, 0.3, 9)).done


def _turned_away(life: Life) -> Part:
    where = "可向主管部门咨询"
    if life.chance(0.5):
        command = c.TellNotRequired(reason="该事项依法不需要取得行政许可", where_to_go=where)
    else:
        command = c.RefuseAcceptance(
            reason="申请事项不属于本机关职权范围",
            where_to_go=where,
            document_number=life.name("不受"),
        )
    yield from life.does(life.window, command, 0.5, 6)
    return False


def _forgotten(life: Life) -> Part:
    """Nobody answers in five working days: in law the case is accepted (许可§32(4))."""
    county = life.county
    last = county.office.days_after(life.today, int(ONE_TIME_NOTICE.days))
    life.at = county.office.on(last + timedelta(days=1), timedelta(minutes=20))
    if life.chance(0.5):  # the clerk finds the file and would like to make up for it
        yield from life.does(life.window, c.AcceptCase(document_number=life.name("受")), 0.1, 1)
    return True


def _supplement(life: Life, missing: int) -> Part:
    wanted = case_front.asked(life.item)[-missing:] or ("申请表",)
    notice = c.NoticeSupplement(
        missing=wanted,
        applicant_days=life.rng.choice((3, 5, 10)),
        document_number=life.name("补"),
    )
    yield from life.does(life.window, notice, 0.5, 14)
    if life.chance(0.2):  # one more thing comes to mind
        second = c.NoticeSupplement(missing=("其他说明",), applicant_days=5)
        yield from life.does(life.window, second, 0.5, 3)
    if life.chance(0.2):
        return False  # never answered: the clock ends it when the applicant's days are over
    again = c.ResubmitMaterials(materials=_materials(life, len(case_front.asked(life.item))))
    return (yield from life.does(life.applicant, again, 2, 20)).done


def _commitment(life: Life) -> Part:
    """告知承诺: offered, mostly signed, now and then taken back before the decision."""
    target, text = commitment_id(life.case), digest(life.rng)
    offer = m.OfferCommitment(case_id=life.case, text_digest=text)
    yield from life.does(life.window, offer, 0.1, 1, target=target)
    if life.chance(0.1):
        return False
    sign = m.SignCommitment(text_digest=text, promise="已知晓并满足全部许可条件")
    yield from life.does(life.applicant, sign, 0.2, 3, target=target)
    if life.chance(0.06):
        withdraw = m.WithdrawCommitment(reason="改按一般程序办理")
        yield from life.does(life.applicant, withdraw, 0.5, 2, target=target)
        return False
    life.pace = 0.4
    return True


def _withdrawal(life: Life) -> Part:
    if not life.chance(0.04):
        return True
    command = c.WithdrawApplication(reason="经营计划变更")
    yield from life.does(life.applicant, command, 1, 10)
    return False


ORDINARY = (_reception, _withdrawal, case_review.review, case_end.decision)
PARTS: dict[FlowProfile, tuple[Callable[[Life], Part], ...]] = {
    FlowProfile.INSTANT: (_reception, _withdrawal, case_front.instant, case_end.decision),
    FlowProfile.FILING: (_reception, case_front.filing),
}
"""What a life consists of; a part that ends the case is the last."""
