"""`shenguan simulate` and `shenguan rebuild --compare`, from outside."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

from app.cli.main import commands
from app.roles import lock_number
from app.simulate.alone import alone
from domain.shared.errors import Conflict
from tests.support.running import CLI, ROOT
from tests.support.servers import role_url

pytestmark = pytest.mark.timeout(300)

SMALL = ("--days", "2", "--cases-a-day", "3", "--items", "10", "--departments", "3")


def _shenguan(url: str, var: Path, *arguments: str) -> tuple[int, Any, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("SHENGUAN")}
    environment = {**own, "SHENGUAN_VAR": str(var), "SHENGUAN_DATABASE_URL": url}
    done = subprocess.run(
        [*CLI, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=240, check=False,
    )  # fmt: skip
    body = json.loads(done.stdout) if done.stdout.startswith("{") else None
    return done.returncode, body, done.stderr


def _compared(url: str, *names: str) -> Result:
    arguments = ["rebuild", *names, "--compare", "--json"]
    return CliRunner().invoke(commands(), arguments, env={"SHENGUAN_DATABASE_URL": url})


def test_a_county_is_simulated_projected_compared_and_left_alone(database: str, tmp_path: Path):
    url = role_url(database, "shenguan_app")
    options = (*SMALL, "--first-day", "2025-03-03", "--json", "--digest")
    code, body, errors = _shenguan(url, tmp_path, "simulate", *options)
    assert code == 0, errors
    assert body["events"] > 30
    assert body["cases"] >= 4
    assert sum(body["counts"]["cases"].values()) >= body["cases"]
    assert len(body["digest"]) == 64
    assert body["disk"]["perEvent"]["ledger.event"] > 0

    compared = _compared(url)
    assert (compared.exit_code, json.loads(compared.stdout)["equal"]) == (0, True)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("INSERT INTO proj.timer_days VALUES (gen_random_uuid(), 7)")
    compared = _compared(url, "timers")
    assert (compared.exit_code, json.loads(compared.stdout)["equal"]) == (1, False)


@pytest.mark.parametrize("role", ["policies", "clock"])
def test_it_does_not_run_beside_those_who_act_by_themselves(database: str, role: str):
    url = role_url(database, "shenguan_app")
    with psycopg.connect(url, autocommit=True) as worker:
        worker.execute("SELECT pg_advisory_lock(%s)", [lock_number(role)])
        with pytest.raises(Conflict, match="followers-running"), alone(url):
            pass
    with alone(url), psycopg.connect(url, autocommit=True) as worker:
        taken = worker.execute("SELECT pg_try_advisory_lock(%s)", [lock_number(role)]).fetchone()
        assert taken == (False,)
