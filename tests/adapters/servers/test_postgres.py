"""The embedded PostgreSQL: start, stop, kill -9, and every way a start can go wrong."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from adapters.servers import processes
from adapters.servers.address import PostgresAddress
from adapters.servers.datafolder import check
from adapters.servers.errors import (
    AlreadyRunning,
    DataOfAnotherVersion,
    DiskFull,
    NotADataFolder,
    PasswordRejected,
    PortBusy,
    StartFailed,
)
from adapters.servers.postgres import EmbeddedPostgres, failure


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One initialised `var` for the tests of this file: initdb takes a second."""
    return tmp_path_factory.mktemp("servers") / "var"


@pytest.fixture
def postgres(folder: Path) -> Iterator[EmbeddedPostgres]:
    """Running, durable as in production."""
    with EmbeddedPostgres(folder) as server:
        yield server


def add_row(address: PostgresAddress) -> int:
    """Commit one row more; how many there are."""
    with psycopg.connect(address.url()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (i int)")
        connection.execute("INSERT INTO kept VALUES (1)")
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row
    return row[0]


def setting(address: PostgresAddress, name: str) -> str:
    with psycopg.connect(address.url()) as connection:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row
    return row[0]


def test_it_runs_as_an_unprivileged_user_with_closed_folders(postgres: EmbeddedPostgres) -> None:
    assert postgres.pid
    assert Path(f"/proc/{postgres.pid}").stat().st_uid != 0
    assert (postgres.var / "keys/postgres").stat().st_mode & 0o777 == 0o600
    assert (postgres.var / "keys").stat().st_mode & 0o777 == 0o700
    assert postgres.data.stat().st_mode & 0o777 == 0o700
    assert postgres.address
    assert postgres.address.password not in repr(postgres.address)
    assert postgres.address.password not in postgres.log.read_text()


def test_nobody_enters_without_the_password_not_even_by_the_socket(
    postgres: EmbeddedPostgres,
) -> None:
    assert postgres.address
    assert postgres.address.socket_folder
    for host in ("127.0.0.1", str(postgres.address.socket_folder)):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(
                host=host, port=postgres.port, user="postgres", password="wrong", dbname="postgres"
            )


def test_settings_are_safe_and_sort_order_is_by_code_point(postgres: EmbeddedPostgres) -> None:
    assert postgres.address
    for name, value in {"fsync": "on", "synchronous_commit": "on", "data_checksums": "on"}.items():
        assert setting(postgres.address, name) == value
    assert setting(postgres.address, "listen_addresses") == "127.0.0.1"
    assert setting(postgres.address, "max_connections") == "200"
    with psycopg.connect(postgres.address.url()) as connection:
        row = connection.execute("SELECT 'Z' < 'a', upper('é'), 'Z' < '审'").fetchone()
    assert row == (True, "É", True)


def test_a_killed_server_comes_back_on_its_port_with_every_committed_row(
    postgres: EmbeddedPostgres,
) -> None:
    assert postgres.address
    assert postgres.pid
    before, port = add_row(postgres.address), postgres.port
    os.kill(postgres.pid, signal.SIGKILL)
    while postgres.alive():
        time.sleep(0.01)
    address = postgres.start()
    assert address.port == port
    assert add_row(address) == before + 1


def test_a_backend_that_outlives_its_killed_postmaster_does_not_hinder_the_restart(
    postgres: EmbeddedPostgres,
) -> None:
    # given a backend that computes, and so does not notice the postmaster's death
    assert postgres.address
    assert postgres.pid
    query = "SELECT count(*) FROM generate_series(1, 1e12::bigint)"
    code = "import sys, psycopg; psycopg.connect(sys.argv[1]).execute(sys.argv[2])"
    busy = subprocess.Popen(
        [sys.executable, "-c", code, postgres.address.url(), query], stderr=subprocess.DEVNULL
    )
    with psycopg.connect(postgres.address.url(), autocommit=True) as watcher:
        running = "SELECT count(*) FROM pg_stat_activity WHERE query = %s AND state = 'active'"
        while watcher.execute(running, [query]).fetchone() != (1,):
            time.sleep(0.02)
    # when
    os.kill(postgres.pid, signal.SIGKILL)
    while postgres.alive():
        time.sleep(0.01)
    address = postgres.start()
    # then
    assert add_row(address)
    busy.wait(10)


_START_AND_DIE = """
import os, signal, sys
from pathlib import Path
from adapters.servers.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_server_ends_with_a_killed_starter_and_the_next_start_waits_for_it(
    folder: Path,
) -> None:
    with EmbeddedPostgres(folder) as first:
        assert first.address
        rows = add_row(first.address)
    died = subprocess.run(
        [sys.executable, "-c", _START_AND_DIE, str(folder)], stdout=subprocess.PIPE
    )
    orphan = int(died.stdout)
    with EmbeddedPostgres(folder) as second:  # at once: the orphan may still be shutting down
        assert not processes.is_alive(orphan)
        assert second.address
        assert add_row(second.address) == rows + 1
    assert processes.processes_in(folder / "pg", "postgres") == []


def test_a_pid_file_that_names_another_program_is_no_obstacle(folder: Path) -> None:
    with EmbeddedPostgres(folder):
        text = (folder / "pg/postmaster.pid").read_text()
    sleeper = subprocess.Popen(
        ["/bin/sleep", "60"], user=(folder / "pg").stat().st_uid if os.geteuid() == 0 else None
    )
    try:
        stale = text.replace(text.splitlines()[0], str(sleeper.pid), 1)
        (folder / "pg/postmaster.pid").write_text(stale)
        with EmbeddedPostgres(folder) as server:
            assert server.alive()
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_a_second_start_on_the_same_folder_is_refused_with_the_holders_pid(
    postgres: EmbeddedPostgres,
) -> None:
    with pytest.raises(AlreadyRunning, match=f"pid {os.getpid()}"):
        EmbeddedPostgres(postgres.var).start()
    assert postgres.alive()


def test_a_lock_file_left_behind_is_no_obstacle(folder: Path) -> None:
    (folder / "run").mkdir(parents=True, exist_ok=True)
    (folder / "run/postgres.lock").write_text("1\n")
    with EmbeddedPostgres(folder) as server:
        assert server.alive()


def test_a_busy_port_is_an_error_only_when_it_was_asked_for(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(PortBusy, match=str(taken)):
            EmbeddedPostgres(folder, taken).start()
        with EmbeddedPostgres(folder, 0) as server:
            assert server.port not in (None, 0, taken)


def test_data_of_another_major_version_is_refused_untouched(var: Path) -> None:
    (var / "pg").mkdir(parents=True)
    (var / "pg/PG_VERSION").write_text("17\n")
    with pytest.raises(DataOfAnotherVersion, match="PostgreSQL 17"):
        EmbeddedPostgres(var).start()
    assert (var / "pg/PG_VERSION").read_text() == "17\n"


def test_a_folder_with_other_content_is_refused(var: Path) -> None:
    (var / "pg").mkdir(parents=True)
    (var / "pg/letter.txt").write_text("mine")
    with pytest.raises(NotADataFolder, match="not empty"):
        EmbeddedPostgres(var).start()


def test_an_interrupted_initialisation_is_swept_away_and_done_again(var: Path) -> None:
    (var / "pg.init-killed/data/base").mkdir(parents=True)
    (var / "pg.init-killed/data/PG_VERSION").write_text("18\n")
    assert not check(var / "pg")
    with EmbeddedPostgres(var, durable=False) as server:
        assert server.alive()
    assert list(var.glob("pg.init-*")) == []


def test_too_little_space_is_refused_before_anything_is_written(var: Path) -> None:
    with pytest.raises(DiskFull, match="MiB are needed"):
        EmbeddedPostgres(var, min_free=2**60).start()
    assert not (var / "pg").exists()


def test_what_the_server_says_about_a_full_disk_becomes_a_named_error(var: Path) -> None:
    full = failure('FATAL:  could not write file "x": No space left on device', var, 1)
    assert isinstance(full, DiskFull)
    assert isinstance(failure("could not bind: Address already in use", var, 1), PortBusy)
    assert isinstance(failure("FATAL:  anything else", var, 1), StartFailed)


def test_a_lost_key_is_told_from_a_broken_server(folder: Path) -> None:
    with EmbeddedPostgres(folder):
        pass
    key = folder / "keys/postgres"
    kept = key.read_text()
    try:
        key.write_text("another")
        with pytest.raises(PasswordRejected, match="keys/postgres"):
            EmbeddedPostgres(folder).start()
    finally:
        key.write_text(kept)


def test_a_server_that_cannot_start_shows_the_end_of_its_log(folder: Path) -> None:
    with pytest.raises(StartFailed, match="shared_buffers"):
        EmbeddedPostgres(folder, settings={"shared_buffers": "nonsense"}).start()
