"""What prevents a start is said in one line, with exit code 2, and nothing is left running."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from adapters.servers.ports import choose
from tests.adapters.servers.as_user import run_as_user
from tests.support.running import CLI, ROOT, Running

pytestmark = pytest.mark.xdist_group("system")


def refused(var: Path, port: int, environment: dict[str, str] | None = None) -> str:
    """The one line on standard error of an `up` that must not start."""
    done = subprocess.run(
        [*CLI, "up", "--var", str(var), "--port", str(port)], cwd=ROOT,
        env=environment or dict(os.environ), capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2, (done.stdout, done.stderr)
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("shenguan: ")
    assert "Traceback" not in done.stdout
    return line


def test_a_busy_port_is_named_before_anything_starts(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"port {port}" in refused(tmp_path / "var", port)
    assert not (tmp_path / "var/pg").exists()


def test_a_second_up_on_the_same_folder_is_refused(county: Running):
    line = refused(county.var, choose(None, "the second"), county.environment())
    assert f"pid {county.state().supervisor}" in line
    assert county.all_run()


def test_a_read_only_folder_is_refused(tmp_path: Path):
    var = tmp_path / "var"
    var.mkdir(mode=0o555)
    for parent in (tmp_path, *tmp_path.parents):
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    code = "import sys; from app.cli.main import main; sys.argv[1:] = ['up', *sys.argv[1:]]; main()"
    done = run_as_user(code, "--var", var, "--port", choose(None, "the API"))
    assert done.returncode == 2, (done.stdout, done.stderr)
    (line,) = done.stderr.strip().splitlines()
    assert str(var) in line
    assert "Traceback" not in done.stdout


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path):
    (tmp_path / "var").write_text("not a folder")
    assert str(tmp_path / "var") in refused(tmp_path / "var", choose(None, "the API"))
