"""Agendas, bulletin and assessment follow from the log; meetings are held on them once."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from adapters.ledger.proof.canonical import MAX_STATE_BYTES
from app.clock import Clock, due_from
from app.commands.caller import Caller
from app.meeting_duties import MEETING_DUTIES, fitting, year_of
from app.rhythm import Rhythm
from domain.consultation import commands as c
from domain.consultation.consultation import ConsultationPhase
from domain.consultation.consultation import fold as consultation
from domain.consultation.events import ConsultationKind, Resolution
from domain.consultation.periods import Cycle, period_of
from domain.consultation.rhythm_commands import (
    MOST_LINES,
    FreezeAssessment,
    HoldMonthlyConsultation,
    HoldWeeklyMeeting,
)
from domain.consultation.rhythm_events import (
    AgendaLine,
    AgendaPrepared,
    AgendaTopic,
    AssessedMeasure,
    MeetingKind,
    OrganisationScore,
)
from domain.consultation.scoring import MEASURES
from domain.registry.standards import Function
from domain.shared.ids import assessment_id, bulletin_id, event_id, meeting_id, task_id
from domain.supervision.commands import ClaimTask, ReturnTask, SignTask
from projections.engine import Projector
from projections.meeting_queries import records
from projections.scope import Scope
from tests.app.county import BUREAU, ITEM, REGION, REGULATOR, World, opened_world
from tests.domain.acts import at
from tests.support.servers import role_url

MEETING = meeting_id(UUID(int=1), "WEEKLY", "2026-10-05")


@pytest.fixture
def real(database: str) -> Iterator[World]:
    with opened_world(role_url(database, "shenguan_app"), simulated=False) as world:
        yield world


def project(world: World) -> None:
    world.policies.catch_up()
    projector = Projector(world.url)
    projector.catch_up()
    projector.close()


def pushed(world: World, when: str) -> UUID:
    world.clock.now = at(when)
    case = world.granted()
    world.policies.catch_up()
    return task_id(case, REGULATOR, str(event_id(case, 6)))


def convened(world: World) -> UUID:
    """A consultation of 8 October whose opinions are awaited for a day."""
    world.clock.now = at("2026-10-08 10:00")
    propose = c.ProposeConsultation(
        consultation_number="会" * 120,  # as long as one may be: its resolution is listed still
        kind=ConsultationKind.SPECIAL,
        topic="口径",
        lead=BUREAU,
        reason="不一致",
    )
    stream = world.does("liaison-01", propose).stream
    convene = c.ConveneConsultation(
        held_on=at("2026-10-12 15:00"), invited=(REGULATOR,), agenda=("一",), opinion_days=1
    )
    world.does("leader-01", convene, stream)
    return stream


def resolved(world: World, stream: UUID) -> None:
    """The opinion lapsed; the one resolution is due on 14 October."""
    world.clock.now = at("2026-10-12 15:00")
    project(world)
    with ConnectionPool(world.url, min_size=1) as pool:
        Clock(world.handler, due_from(pool)).tick(world.now)
    assert world.types(stream)[-1] == "consultation.opinion_lapsed"
    world.does("leader-01", c.HoldConsultation(attended=(BUREAU,)), stream)
    owed = (Resolution(number=1, text="甲", owner=REGULATOR, due=date(2026, 10, 14)),)
    world.does("leader-01", c.ConcludeConsultation(minutes_number="JY", resolutions=owed), stream)
    assert consultation(world.acts(stream)).phase is ConsultationPhase.EXECUTING


def jurisdiction(world: World) -> UUID:
    found = world.institutions.of(REGION).jurisdiction
    assert found
    return found


def event(world: World, stream: UUID, number: int = 0) -> Any:
    return world.acts(stream)[number].event


def test_what_is_open_comes_onto_the_agenda_and_the_year_is_frozen(real: World) -> None:
    world = real
    consulted = convened(world)
    claimed, waiting = pushed(world, "2026-10-09 09:00"), pushed(world, "2026-10-12 10:00")
    resolved(world, consulted)
    world.does("liaison-01", SignTask(), claimed)
    world.does("regulator-01", ClaimTask(), claimed)
    bounced = pushed(world, "2026-10-15 10:00")
    record = world.institutions.of(REGION).responsible(ITEM, Function.SUPERVISE, date(2026, 10, 15))
    assert record
    returned = ReturnTask(reason="不属本部门", cited_record=str(record.ref))
    world.does("liaison-01", returned, bounced)
    world.clock.now = at("2026-10-19 08:00")
    project(world)
    with ConnectionPool(world.url, min_size=1, max_size=2) as pool:
        keeping = Rhythm(world.handler, world.institutions, pool, MEETING_DUTIES)
        assert keeping.tick(world.now) == 2  # of the weeks that begin on the 12th and the 19th
        week = meeting_id(jurisdiction(world), "WEEKLY", "2026-10-19")
        lines = {(one.topic, one.about) for one in event(world, week).lines}
        assert lines == {
            (AgendaTopic.BOUNCED_TASK, bounced),
            (AgendaTopic.UNCLAIMED_TASK, waiting),
            (AgendaTopic.OVERDUE_RESOLUTION, consulted),
        }
        with pool.connection() as connection:
            owed = connection.execute("SELECT stream, org FROM proj.duty WHERE rule = 'L-10'")
            assert owed.fetchall() == [(consulted, REGULATOR)]
        held = HoldWeeklyMeeting(attended=(BUREAU, REGULATOR), settled=("三日内清零",))
        world.refused("post-wrong-role", "liaison-01", held, week)
        monthly = HoldMonthlyConsultation(attended=(BUREAU,))
        world.refused("meeting-other-kind", "leader-01", monthly, week)
        world.does("efficiency-01", held, week)
        world.refused("meeting-held", "leader-01", held, week)

        world.clock.now = at("2027-01-04 09:00")
        project(world)
        assert keeping.tick(world.now) > 10
        assert keeping.tick(world.now) == 0
        bulletin = event(world, bulletin_id(jurisdiction(world)))
        (line,) = bulletin.lines
        assert (bulletin.month, line.pushed, line.claimed, line.returned) == (
            date(2026, 10, 1), 3, 1, 1,
        )  # fmt: skip
        assert line.late == 2  # signed after its day, and never answered
        project(world)
    frozen = event(world, assessment_id(jurisdiction(world), 2026))
    _drills_down(world, frozen)


def test_an_agenda_takes_no_more_lines_than_one_event_holds() -> None:
    def line(number: str) -> AgendaLine:
        topic = AgendaTopic.STANDARD_CHANGE
        return AgendaLine(topic=topic, about=MEETING, number=number, since=date(2026, 10, 1))

    assert len(fitting([line("JG-1")] * 201)) == MOST_LINES
    shown = fitting([line("会" * 120)] * 200)
    prepared = AgendaPrepared(
        kind=MeetingKind.WEEKLY, first=date(2026, 10, 5), lines=shown, position=1
    )
    size = len(prepared.model_dump_json(by_alias=True).encode())
    assert MAX_STATE_BYTES - 12_000 < size < MAX_STATE_BYTES - 8_000


def _drills_down(world: World, frozen: Any) -> None:
    """Each measure's count is that of the acts that it lists; a region's scope sees its own."""
    (score,) = frozen.scores
    period = period_of(Cycle.YEAR, date(2026, 6, 1))
    with psycopg.connect(world.url) as connection:
        institution = world.institutions.of(REGION)
        known = year_of(connection, institution, period, frozen.position)
        every = records(connection, Scope(REGION), ("ASSESSMENT",)).items
        others = records(connection, Scope(REGION, (BUREAU,)), ("ASSESSMENT",)).items
        week = records(connection, Scope(REGION), ("WEEKLY",), date(2026, 10, 19)).items
    by_name = {one.name: one for one in score.measures}
    for name, measure, most in MEASURES:
        acts = list(measure(known))
        assert (by_name[name].base, by_name[name].count) == (
            len(acts), sum(one.met for one in acts),
        )  # fmt: skip
        assert by_name[name].points <= most
    assert by_name["RESOLUTIONS_IN_TIME"].count == 0 < by_name["RESOLUTIONS_IN_TIME"].base
    assert score.points == sum(one.points for one in score.measures)
    assert (len(every[0]["scores"]), others[0]["scores"]) == (1, [])
    assert (week[0]["kind"], week[0]["attended"]) == (MeetingKind.WEEKLY, [BUREAU, REGULATOR])


def test_the_assessment_of_many_departments_is_one_though_it_takes_several_events(
    real: World,
) -> None:
    world = real
    world.clock.now = at("2026-10-09 09:00")
    measures = tuple(
        AssessedMeasure(name=name, count=99_999, base=99_999, points=most, most=most)
        for name, _, most in MEASURES
    )
    scores = tuple(
        OrganisationScore(org=f"{'局' * 117}{number:03}", points=10_000, measures=measures)
        for number in range(130)
    )
    freeze = FreezeAssessment(year=2025, scheme="2026-1", scores=scores, position=1)
    system = Caller.system(REGION, "rhythm")
    done = world.handler.handle_sync(freeze, caller=system)
    assert len(done.events) == 3
    assert world.handler.handle_sync(freeze, caller=system).replayed
    project(world)
    with psycopg.connect(world.url) as connection:
        (frozen,) = records(connection, Scope(REGION), ("ASSESSMENT",)).items
    assert [one["org"] for one in frozen["scores"]] == [one.org for one in scores]
