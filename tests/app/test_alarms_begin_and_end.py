"""Alarms: what warns, what fails readiness, and the two lines that each leaves in the log."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from app.alarms import NAMES, Alarm, Alarms, Pressure, judge
from app.measures import ROLES, Follower, Measures, Seal
from app.settings import Settings

SETTINGS = Settings()
CALM = Measures(position=9, roles=frozenset(ROLES), relayed=0)
PROJECTOR = Follower("projector", 9, 0, 1.0, None, 0.0)


def found(measures: Measures, pressure: Pressure | None = None) -> list[tuple[str, str, str]]:
    alarms = judge(measures, pressure or Pressure(), SETTINGS)
    return [(alarm.name, alarm.level, alarm.subject) for alarm in alarms]


def following(**how: object) -> Measures:
    return replace(CALM, followers=(replace(PROJECTOR, **how),))  # ty: ignore[invalid-argument-type]


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        (CALM, []),
        (following(stopped_at=4), [("follower_stopped", "failing", "projector")]),
        (following(lag=6_000), [("follower_lag", "warning", "projector")]),
        (following(lag=60_000), [("follower_lag", "failing", "projector")]),
        (following(age=61), [("follower_lag_seconds", "warning", "projector")]),
        (following(age=601), [("follower_lag_seconds", "failing", "projector")]),
        (replace(CALM, deliveries=5_000), [("relay_backlog", "warning", "relay")]),
        (replace(CALM, deliveries=5_000, relayed=None), []),
        (replace(CALM, halted=True), [("relay_halted", "failing", "relay")]),
        (replace(CALM, dead_letters=1), [("dead_letters", "warning", "push")]),
        (replace(CALM, seals=(Seal("329901", 3, 61),)), [("unsealed", "warning", "329901")]),
        (replace(CALM, seals=(Seal("329901", 0, 9999),)), []),
        (replace(CALM, timers_age=301), [("timers_overdue", "warning", "clock")]),
        (replace(CALM, disk_free=0.09), [("disk_full", "warning", "var")]),
        (replace(CALM, clock_off=-6.0), [("clock_wrong", "warning", "clock")]),
        (replace(CALM, disk_free=0.01), [("disk_full", "failing", "var")]),
        (
            replace(CALM, roles=frozenset(ROLES) - {"clock"}),
            [("role_without_holder", "warning", "role clock")],
        ),
    ],
)
def test_each_measure_has_its_alarm(measures: Measures, expected: list[tuple[str, str, str]]):
    assert found(measures) == expected


def test_refusals_and_a_stuck_appender_are_alarms():
    assert found(CALM, Pressure(refused_rate=6)) == [("refused_rate", "warning", "api")]
    assert found(CALM, Pressure(append_age=3)) == [("append_queue", "warning", "api")]


def test_an_alarm_leaves_one_line_when_it_begins_and_one_when_it_ends():
    alarms = Alarms(SETTINGS)
    with capture_logs() as lines:
        alarms.look(following(lag=6_000), 0, 0)
        alarms.look(following(lag=7_000), 0, 0)
        alarms.look(following(lag=60_000), 0, 0)  # worse is told again
        alarms.look(CALM, 0, 0)
        alarms.look(CALM, 0, 0)
    told = [(line["event"], line["alarm"], line["severity"]) for line in lines]
    assert told == [
        ("alarm_begins", "follower_lag", "warning"),
        ("alarm_begins", "follower_lag", "failing"),
        ("alarm_ends", "follower_lag", "failing"),
    ]
    assert lines[-1]["subject"] == "projector"


def test_every_alarm_that_can_hold_has_a_gauge():
    worst = Measures(
        position=10**6,
        followers=(Follower("projector", 0, 10**6, 0.0, 1, 10**6),),
        seals=(Seal("329901", 1, 10**6),),
        dead_letters=1,
        deliveries=10**6,
        relayed=0,
        halted=True,
        timers_age=10**6,
        disk_free=0.0,
        clock_off=10**6,
    )
    all_ = {alarm.name for alarm in judge(worst, Pressure(10**6, 10**6), SETTINGS)}
    assert all_ == set(NAMES)
    assert all(isinstance(one, Alarm) for one in judge(worst, Pressure(), SETTINGS))
