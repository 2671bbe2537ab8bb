"""R6 and S3: tasks that nobody wants, and how the linkage does."""

from datetime import date, datetime
from typing import Any

import psycopg

from domain.supervision import dispute_events as d
from domain.supervision import events as e
from projections.engine import Projector
from projections.linkage_queries import Measure, Span, behind, health
from projections.scope import Scope
from projections.task_queries import TaskFilter, count_disputed, tasks
from tests.projections.county import REGULATOR, County, at

ALL = Scope("320412")
Reader = psycopg.Connection[Any]

NEXT, INTERIM = "NEXT", "INTERIM"
MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))
RETURNED = e.TaskReturned(reason="错", cited_record="r")


def disputed(county: County) -> None:
    """t1 is signed, claimed, and fed back late; t2 bounces twice; t3 is left alone."""
    county.record(county.calendar(), *(county.pushed(t, t, at(2)) for t in ("t1", "t2", "t3")))
    opened = d.ResponsibilityDisputeOpened(
        interim_org=INTERIM, parties=(REGULATOR, NEXT), basis=d.InterimBasis.ENFORCES
    )
    county.record(
        county.act("t1", e.TaskSigned(), at(2, 1), org=REGULATOR),
        county.act("t1", e.TaskClaimed(), at(2, 4), org=REGULATOR),
        county.act(
            "t1",
            e.SupervisionResultRecorded(
                finding=e.Finding.COMPLIANT, inspectors=("a", "b"), detail="合格"
            ),
            at(3),
            org=REGULATOR,
        ),
        county.act("t1", e.FeedbackPushed(addressee="B"), at(6), org=REGULATOR),
        county.act("t2", RETURNED, at(2, 2), org=REGULATOR),
        county.act("t2", e.TaskRerouted(recipient=NEXT, reason="改"), at(3)),
        county.act("t2", RETURNED, at(4), org=NEXT),
        county.act("t2", opened, at(4), org=NEXT),
    )


def test_a_dispute_shows_who_answers_meanwhile_and_until_when(
    county: County, projector: Projector, reader: Reader
) -> None:
    disputed(county)
    projector.catch_up()
    wanted = TaskFilter(returned=True)
    (row,) = tasks(reader, ALL, now=at(5), wanted=wanted).items
    assert (row["state"], row["interim_org"], row["interim_basis"], row["dispute_level"]) == (
        "IN_ARBITRATION", INTERIM, "ENFORCES", "NEGOTIATION",
    )  # fmt: skip
    assert row["next_due"].date() == date(2026, 3, 9)  # ends with the 9th, Shanghai
    assert count_disputed(reader, ALL).buckets["in_arbitration"] == 1
    ruled = d.ResponsibilityRuled(
        org=INTERIM, level=d.ArbitrationLevel.STAFFING_OFFICE, ruling_number="CJ-1",
        valid_from=date(2026, 3, 10), legal_basis="三定",
    )  # fmt: skip
    county.record(county.act("t2", ruled, at(10)))
    projector.catch_up()
    (row,) = tasks(reader, ALL, now=at(10), wanted=wanted).items
    assert (row["state"], row["recipient"], row["interim_org"]) == ("PUSHED", INTERIM, None)
    assert count_disputed(reader, ALL).buckets["ruled"] == 1


def test_every_number_of_the_linkage_leads_to_its_tasks(
    county: County, projector: Projector, reader: Reader
) -> None:
    disputed(county)
    projector.catch_up()
    now: datetime = at(20)
    whole, rows = health(reader, ALL, MARCH, now=now)
    told = whole.buckets
    assert [(row["org"], row["pushed"]) for row in rows] == [(REGULATOR, 3)]
    assert (told["signing_rate"], told["claim_median_hours"]) == (0.6667, 4.0)
    assert (told["bounce_rate"], told["in_arbitration"], told["feedback_rate"]) == (0.3333, 1, 0.0)
    for measure, name in (
        (Measure.PUSHED, "pushed"), (Measure.SIGNED_LATE, "signed_late"),
        (Measure.CLAIMED, "claimed"), (Measure.BOUNCED, "bounced"),
        (Measure.IN_ARBITRATION, "in_arbitration"), (Measure.FEEDBACK_LATE, "feedback_late"),
    ):  # fmt: skip
        page = behind(reader, ALL, MARCH, measure, now=now, org=REGULATOR)
        assert len(page.items) == told[name], measure
    assert health(reader, ALL, Span(date(2026, 4, 1), date(2026, 4, 2)), now=now)[1] == []
