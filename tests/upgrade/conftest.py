"""What release 0.1.0 left behind, put into a fresh database and a `var` of its own."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters.ledger.proof.note import Verifier
from adapters.servers.binaries import postgres_install
from app.settings import Settings
from tests.support.servers import TestServers, role_url

FIXTURE = Path(__file__).parent / "0.1.0"
REGION = "329901"


@dataclass
class Left:
    """`url`: the database as its owner, exactly as 0.1.0 left it; `expected`: what it held."""

    url: str
    settings: Settings
    expected: dict[str, Any]
    keys: dict[str, Verifier]


@pytest.fixture
def left(servers: TestServers, tmp_path: Path) -> Iterator[Left]:
    """The database and keys of 0.1.0; nothing of this release has touched them."""
    assert servers.template  # the roles are there
    with servers.new_database(migrated=False) as url:
        restore = [str(postgres_install() / "bin/pg_restore"), "--exit-on-error", "-d", url]
        done = subprocess.run(
            [*restore, str(FIXTURE / "shenguan.dump")],
            env={"PATH": os.defpath}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        var = tmp_path / "var"
        for name in ("keys", "sealer"):
            shutil.copytree(FIXTURE / name, var / name)
        for secret in (var / "keys").glob("*key"):
            secret.chmod(0o600)  # git keeps no such mode
        settings = Settings(
            var=var,
            database_url=role_url(url, "shenguan_app"),
            sealer_url=role_url(url, "shenguan_sealer"),
        )
        expected = json.loads((FIXTURE / "expected.json").read_text())
        vkey = (FIXTURE / f"keys/log-{REGION}.vkey").read_text().strip()
        yield Left(url, settings, expected, {expected["origin"]: Verifier.from_vkey(vkey)})
