"""`shenguan restore` as a process, killed with SIGKILL anywhere: nothing starts on what is left, no
server stays behind, and the same command makes it whole."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from adapters.servers.postgres import EmbeddedPostgres
from app.backup import folder, keys
from app.backup.errors import RestoreUnfinished
from app.embedded import DATABASE
from tests.app.backup.conftest import Origin, rows
from tests.support.running import CLI, ROOT

PHRASE = "a passphrase for this test"
KILLS = 8


class Attempt:
    """The command of one test: always the same."""

    def __init__(self, origin: Origin) -> None:
        self.var = origin.folder / "target"
        self.file, sealed = origin.backup(), origin.folder / "a.keys"
        keys.write_keys(origin.settings.keys, sealed, PHRASE)
        own = {name: text for name, text in os.environ.items() if not name.startswith("SHENGUAN")}
        self._environment = {**own, "SHENGUAN_BACKUP_PASSPHRASE": PHRASE}
        self._command = [*CLI, "restore", str(self.file), "--with-keys", str(sealed), "--json"]

    def start(self, var: Path | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self._command, "--var", str(var or self.var)], cwd=ROOT, env=self._environment,
            text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def finish(self, var: Path | None = None) -> dict:
        with self.start(var) as process:
            said, wrong = process.communicate(timeout=300)
        assert process.returncode == 0, wrong
        return json.loads(said)

    def servers(self) -> list[psutil.Process]:
        """PostgreSQL processes on the target folder."""
        place = str(self.var / "pg")
        found = []
        for process in psutil.process_iter(["cmdline"]):
            line = process.info["cmdline"] or []
            if line and "postgres" in line[0] and place in line:
                found.append(process)
        return found


@pytest.fixture
def attempt(origin: Origin) -> Iterator[Attempt]:
    attempt = Attempt(origin)
    yield attempt
    EmbeddedPostgres(attempt.var).kill()


@pytest.mark.soak
def test_killed_anywhere_nothing_starts_and_the_same_command_makes_it_whole(
    origin: Origin, attempt: Attempt, database: str
):
    before = rows(database)
    began = time.monotonic()
    assert attempt.finish(origin.folder / "measured")["usable"]
    whole = time.monotonic() - began
    marked = 0
    for number in range(KILLS):
        with attempt.start() as process:
            try:
                process.communicate(timeout=whole * (number + 1) / (KILLS + 1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
            else:
                break  # faster than the measured one: it is whole
        if (attempt.var / "restoring").exists():
            marked += 1
            with pytest.raises(RestoreUnfinished):
                folder.check(attempt.var)
    assert marked >= KILLS // 3, "hardly any kill fell into the restore"
    if (attempt.var / "restoring").exists():
        last = attempt.finish()
        assert last["begunAgain"]
        assert last["usable"]
        assert last["keysMissing"] == []
    assert attempt.servers() == []
    folder.check(attempt.var)
    with EmbeddedPostgres(attempt.var) as postgres:
        address = postgres.start()
        assert rows(address.url(DATABASE)) == before
