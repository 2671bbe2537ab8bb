"""踏勘: who goes is assigned, mostly filed twice, sometimes with those who are invited."""

from collections.abc import Generator
from datetime import timedelta
from itertools import islice

from app.commands.caller import Caller
from app.simulate.county import digest
from app.simulate.life import Life
from app.simulate.script import Answer, Arrival, Step
from app.simulate.survey_guests import Guests
from domain.approval import commands as c
from domain.approval import survey_commands as s
from domain.shared.act import Role
from domain.shared.ids import survey_id

Part = Generator[Step | Arrival, Answer, bool]

UNFILED, FILED_LATE, JOINT = 0.06, 0.1, 0.3
"""Shares: leave without filing; file days after; invite the regulator."""
UNVISITED, COMPLAINED = 0.08, 0.04


def survey(life: Life) -> Part:
    """踏勘: two go, unless only one can be found, which is refused first."""
    staff = life.county.staff.posts(Role.SURVEYOR, life.reviewer.org, life.today)
    two = [Caller.of(post, life.county.region) for post in islice(staff, 2)]
    district = f"{life.county.region}{life.rng.randrange(1, 9):03d}"
    order = c.OrderSurvey(purpose="核实经营场所与申报一致", district=district)
    if len(two) < 2 or not (yield from life.does(life.reviewer, order, 0.3, 4)).done:
        return False
    target = survey_id(life.case, 1)
    people = tuple(one.person_id for one in two)
    standard = life.item.standard
    guests = None
    if standard and standard.survey_mode:
        if not (yield from _assigned(life, people)):
            return False
        if not life.chance(UNFILED):
            yield from life.does(two[0], s.FileSurveyBefore(), 0.2, 2, target=target)
        if life.chance(JOINT):
            guests = Guests.found(life, target)
            if guests:
                yield from guests.told(life, two[0])
    if life.chance(0.1):
        alone = c.ConductSurvey(case_id=life.case, staff=people[:1])
        yield from life.does(two[0], alone, 0.5, 2, target=target)
    if guests:
        yield from guests.arrive(life)
    conduct = c.ConductSurvey(case_id=life.case, staff=people)
    if not (yield from life.does(two[0], conduct, 1, 12, target=target)).done:
        return False
    if guests:
        yield from guests.speak(life)
    if standard and standard.survey_filing:
        yield from _filed(life, two[0])
    return (yield from _concluded(life, two[1]))


def _assigned(life: Life, people: tuple[str, ...]) -> Part:
    held = life.county.staff.posts(Role.LEADER, life.reviewer.org, life.today)
    if not held:
        return False
    assign = s.AssignSurveyors(case_id=life.case, staff=people)
    target = survey_id(life.case, 1)
    if life.chance(0.03):  # the reviewer would like to choose: refused
        yield from life.does(life.reviewer, assign, 0.1, 1, target=target)
    head = Caller.of(held[0], life.county.region)
    return (yield from life.does(head, assign, 0.5, 6, target=target)).done


def _filed(life: Life, surveyor: Caller) -> Part:
    if life.chance(UNFILED):
        return False
    if life.chance(FILED_LATE):
        late = life.county.office.days_after(life.today, life.rng.randrange(2, 4))
        life.at = life.county.office.on(late, timedelta(hours=1))
    filing = s.FileSurveyAfter(track=digest(life.rng))
    target = survey_id(life.case, 1)
    return (yield from life.does(surveyor, filing, 0.2, 3, target=target)).done


def _concluded(life: Life, surveyor: Caller) -> Part:
    passed = not life.chance(0.06)
    conclude = c.ConcludeSurvey(
        passed=passed,
        findings="与申报一致" if passed else "场所面积与申报不符",
        report=digest(life.rng),
    )
    target = survey_id(life.case, 1)
    done = (yield from life.does(surveyor, conclude, 0.5, 7, target=target)).done
    life.to_visit = done and bool(life.item.standard and life.item.standard.survey_filing)
    return done


def visited(life: Life) -> Part:
    """回访, when the case is over: by the efficiency office, now and then forgotten."""
    office = life.county.staff.posts(Role.EFFICIENCY_OFFICER, None, life.today)
    if not life.to_visit or not office or life.chance(UNVISITED):
        return False
    bad = life.chance(COMPLAINED)
    visit = s.RecordReturnVisit(
        favourable=not bad,
        courteous=not bad,
        demands=bad and life.chance(0.5),
        note="服务态度需改进" if bad else None,
    )
    officer = Caller.of(office[0], life.county.region)
    return (yield from life.does(officer, visit, 4, 40, target=survey_id(life.case, 1))).done
