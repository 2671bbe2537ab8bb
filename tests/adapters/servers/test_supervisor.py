"""The supervisor: restarts, ordered stop, and nothing left behind when it is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from adapters.servers.command import Command
from adapters.servers.errors import AlreadyRunning, StartFailed
from adapters.servers.keys import load_or_create_secret
from adapters.servers.processes import is_alive
from adapters.servers.state import ChildState, RunState, read_state
from adapters.servers.supervisor import Supervisor

_PROGRAM = str(Path(__file__).with_name("supervised.py"))


@pytest.fixture
def up(var: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Start `supervised.py` of a kind and wait until it is ready."""
    started: list[subprocess.Popen[str]] = []

    def start(kind: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, _PROGRAM, str(var), kind],
            env={**os.environ, "PYTHONPATH": str(Path(_PROGRAM).parents[3])},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        assert process.stdout
        said = ""
        while line := process.stdout.readline():
            said += line
            if line == "READY\n":
                return process
        raise AssertionError(said)

    yield start
    for process in started:
        process.kill()
        process.communicate()
    wait_until(lambda: not any(is_alive(child.pid) for child in children(var) if child.pid))


def state(var: Path) -> RunState:
    found = read_state(var)
    assert found
    return found


def children(var: Path) -> tuple[ChildState, ...]:
    found = read_state(var)
    return found.children if found else ()


def wait_until(done: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_servers_and_commands_killed_one_by_one_are_restarted(
    var: Path, up: Callable[[str], subprocess.Popen[str]]
) -> None:
    process = up("full")
    before = state(var)
    assert before.supervisor == process.pid
    for child in before.children:
        assert child.pid
        os.kill(child.pid, signal.SIGKILL)

        def again(name: str = child.name, old: int = child.pid) -> bool:
            now = state(var).child(name)
            return now.state == "running" and now.restarts == 1 and now.pid != old

        wait_until(again)
        assert state(var).child(child.name).port == child.port
    port = state(var).child("postgres").port
    password = load_or_create_secret(var / "keys/postgres")
    psycopg.connect(f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres").close()


def test_a_supervisor_killed_nine_takes_its_children_along_and_can_start_again(
    var: Path, up: Callable[[str], subprocess.Popen[str]]
) -> None:
    first = up("full")
    pids = [child.pid for child in state(var).children if child.pid]
    assert len(pids) == 3
    first.kill()
    up("full")  # at once
    assert not any(is_alive(pid) for pid in pids)
    assert all(child.state == "running" for child in state(var).children)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_all_politely_last_started_first(
    var: Path, up: Callable[[str], subprocess.Popen[str]], number: signal.Signals
) -> None:
    process = up("full")
    wait_until(lambda: "here" in (var / "log/api.log").read_text())
    process.send_signal(number)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    order = [said.index(f"{name} stops") for name in ("api", "nats", "postgres")]
    assert order == sorted(order)
    assert "       api | left politely" in said  # the log, with its prefix
    assert "left politely" in (var / "log/api.log").read_text()
    assert [child.state for child in state(var).children] == ["stopped"] * 3
    assert state(var).supervisor is None


def test_a_second_signal_stops_what_does_not_want_to_stop(
    var: Path, up: Callable[[str], subprocess.Popen[str]]
) -> None:
    process = up("stubborn")
    pid = state(var).child("api").pid
    assert pid
    wait_until(lambda: "here" in (var / "log/api.log").read_text())
    process.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(5) == 128 + signal.SIGINT
    assert not is_alive(pid)


def test_a_command_left_by_a_killed_supervisor_is_stopped_before_the_next_start(
    var: Path, up: Callable[[str], subprocess.Popen[str]]
) -> None:
    first = up("stubborn")  # ignores the signal that the kernel sends at the supervisor's death
    left = state(var).child("api").pid
    assert left
    wait_until(lambda: "here" in (var / "log/api.log").read_text())
    first.kill()
    first.wait()
    time.sleep(0.2)
    assert is_alive(left)
    with Supervisor(var, survivor_seconds=0.3):
        assert not is_alive(left)


def test_a_second_supervisor_on_the_folder_is_refused(
    var: Path, up: Callable[[str], subprocess.Popen[str]]
) -> None:
    process = up("commands")
    with pytest.raises(AlreadyRunning, match=f"pid {process.pid}"), Supervisor(var):
        pass


def test_a_command_that_keeps_crashing_is_tried_ever_more_slowly(var: Path) -> None:
    with Supervisor(var) as supervisor:
        supervisor.start(Command("crash", [sys.executable, "-c", "raise SystemExit(3)"], var))
        end = time.monotonic() + 1.5
        supervisor.run(until=lambda: time.monotonic() > end)
        restarts = state(var).child("crash").restarts
    assert 2 <= restarts <= 5


def test_a_command_that_never_gets_ready_is_an_error_with_its_last_words(var: Path) -> None:
    code = "print('port 8000 is taken'); raise SystemExit(1)"
    command = Command("api", [sys.executable, "-c", code], var, ready=lambda: False)
    with Supervisor(var) as supervisor, pytest.raises(StartFailed, match="port 8000 is taken"):
        supervisor.start(command)
    assert state(var).children == ()
