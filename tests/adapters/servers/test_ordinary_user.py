"""The same as an ordinary user, for whom permissions count."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.servers.binaries import install_for, postgres_install
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
    if os.geteuid() != 0:  # an ordinary user runs the server as himself: nothing to copy
        assert install_for(None) == postgres_install()
        return
    shutil.copytree(postgres_install(), own / "install", symlinks=True)
    monkeypatch.setattr("adapters.servers.binaries.postgres_install", lambda: own / "install")
    monkeypatch.setattr("adapters.servers.binaries._PLACES", (own.parent / f"{own.name}-public",))
    copy = install_for(SystemUser(54_321, 54_321))
    try:
        assert copy.parent == own.parent / f"{own.name}-public"
        assert may_reach(copy / "bin/postgres", SystemUser(54_321, 54_321))
        assert install_for(SystemUser(54_321, 54_321)) == copy  # made once
    finally:
        shutil.rmtree(copy.parent)
