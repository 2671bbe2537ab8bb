"""docs/alerts.yml asks for metrics that /metrics has, with the thresholds of the settings."""

import re
from pathlib import Path

import psycopg

from app.settings import Settings
from tests.app.api.world import World

RULES = Path("docs/alerts.yml").read_text("utf-8")
_NAME = re.compile(r"shenguan_[a-z_]+")
_THRESHOLDS = {
    "shenguan_follower_lag": "alarm_lag_events",
    "shenguan_follower_lag_seconds": "alarm_lag_seconds",
    "shenguan_relay_backlog": "alarm_relay_backlog",
    "shenguan_unsealed_seconds": "alarm_unsealed_seconds",
    "shenguan_timers_overdue_seconds": "alarm_timer_seconds",
    "shenguan_disk_free_ratio": "alarm_disk_free",
    "shenguan_append_queue_seconds": "alarm_queue_seconds",
}


def expressions() -> list[str]:
    return re.findall(r"^ +expr: (.+)$", RULES, re.MULTILINE)


def test_every_metric_of_an_alert_is_there(world: World):
    world.project()
    world.accepted_case()
    world.call("POST", "/v1/acts", "source-platform", content=b"[1]", headers=BATCH)
    shown = world.call("GET", "/metrics", post=None).text
    known = set(re.findall(r"^# TYPE (\S+)", shown, re.MULTILINE))
    known |= {f"{name}_total" for name in known} | {f"{name}_bucket" for name in known}
    wanted = {name for line in expressions() for name in _NAME.findall(line)}
    assert wanted
    assert wanted <= known, wanted - known
    series = set(re.findall(r"^(shenguan_\w+)", shown, re.MULTILINE))
    assert {"shenguan_role_held", "shenguan_unsealed_seconds", "shenguan_reports_total"} <= series


BATCH = {"content-type": "application/cloudevents-batch+json"}


def test_the_thresholds_are_those_of_the_settings():
    settings = Settings()
    for metric, name in _THRESHOLDS.items():
        value = getattr(settings, name)
        pattern = rf"^{metric} [<>] ({re.escape(f'{value:g}')})$"
        assert any(re.match(pattern, line) for line in expressions()), (metric, value)


def test_readiness_tells_warnings_from_failures_and_names_the_follower(world: World):
    world.project()
    behind = "UPDATE ops.follower SET position = position - %s WHERE name = 'projector'"
    stopped = "UPDATE ops.follower SET stopped_at = %s WHERE name = 'projector'"
    calm = world.call("GET", "/readyz", post=None).json()
    assert {one["level"] for one in calm["alarms"]} == {"warning"}  # nobody works here
    assert {one["alarm"] for one in calm["alarms"]} <= {"role_without_holder", "disk_full"}
    with psycopg.connect(world.url, autocommit=True) as connection:
        connection.execute(behind, [3])
        late = world.call("GET", "/readyz", post=None)
        connection.execute(stopped, [5])
        red = world.call("GET", "/readyz", post=None)
        connection.execute(stopped, [None])
        connection.execute(behind, [-3])
    (projector,) = [one for one in late.json()["followers"] if one["name"] == "projector"]
    assert (late.status_code, projector["lag"], projector["state"]) == (200, 3, "ok")
    assert projector["lagSeconds"] > 0
    (projector,) = [one for one in red.json()["followers"] if one["name"] == "projector"]
    assert (red.status_code, projector["state"]) == (503, "failing")
