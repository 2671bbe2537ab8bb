"""Make tests/upgrade/<release>/ anew, with the real code of that release.

    .venv/bin/python tests/upgrade/regenerate.py 0.1.0 0611323

A county's first day, generated; keys made for this alone. Written: `shenguan.dump` (pg_dump,
custom format), `keys/` (TEST KEYS, worth nothing), `sealer/`, `expected.json`.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
REGION = "329901"
DAY = date(2026, 11, 17)


def main(release: str, commit: str) -> None:
    """Unpack that commit and run the second half of this file in it."""
    with tempfile.TemporaryDirectory(prefix="shenguan-old-") as old:
        archive = subprocess.run(["git", "archive", commit], check=True, capture_output=True)
        subprocess.run(["tar", "x", "-C", old], input=archive.stdout, check=True)
        target = HERE / release
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        command = [sys.executable, __file__, "inside", old, str(target)]
        subprocess.run(command, cwd=old, env={"PYTHONPATH": old}, check=True)


def inside(old: Path, target: Path) -> None:
    """In the old release's checkout: a `var`, a day in it, and what is kept of it."""
    from adapters.servers.binaries import postgres_install
    from adapters.servers.migrate import ensure_database, migrate, set_role_passwords
    from adapters.servers.postgres import EmbeddedPostgres
    from app.bootstrap import opened, sealing_of
    from app.embedded import APP_ROLE, DATABASE, SEALER_ROLE, role_secrets, role_url
    from app.onboarding.county import load_county
    from app.onboarding.start import init
    from app.settings import Settings
    from app.simulate import opening_of, simulate_sync
    from projections.engine import Projector

    assert str(old) in sys.modules["app.bootstrap"].__file__, "the old release's code"
    settings = Settings(var=old / "var", demo=True)
    with EmbeddedPostgres(settings.var) as postgres:
        address = postgres.address
        ensure_database(address.url(), DATABASE)
        migrate(address.url(DATABASE), old / "migrations")
        secrets = role_secrets(settings)
        set_role_passwords(address.url(), secrets)
        urls = [role_url(address, role, secrets) for role in (APP_ROLE, SEALER_ROLE)]
        settings = settings.model_copy(update={"database_url": urls[0], "sealer_url": urls[1]})
        with opened(settings, readers=2) as container:
            county = load_county(old / "app/data/demo_county.toml")
            init(county, container.store, now=opening_of(DAY))
            simulate_sync(
                container, region=REGION, seed=10, first_day=DAY, days=1, until=container.now()
            )
            projector = Projector(urls[0])
            projector.catch_up()
            projector.close()
            info = container.database.log(REGION)
            note = sealing_of(settings)(info).step(time.time()).note
            with container.queries.connection() as connection:
                expected = facts(connection) | {"note": note}
        dump = [str(postgres_install() / "bin/pg_dump"), "-Fc", "-Z9", "-d", address.url(DATABASE)]
        subprocess.run([*dump, "-f", str(target / "shenguan.dump")], check=True)
    for name in ("vault.key", f"log-{REGION}.skey", f"log-{REGION}.vkey"):
        (target / "keys").mkdir(exist_ok=True)
        shutil.copy(settings.keys / name, target / "keys" / name)
    shutil.copytree(settings.var / "sealer", target / "sealer")
    (target / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


def facts(connection) -> dict:
    """What must be the same under later code."""
    one = lambda query: connection.execute(query).fetchone()  # noqa: E731
    origin, size, root = one("SELECT origin, size, encode(root, 'hex') FROM ledger.log")
    number, chain = one("SELECT number, feed_hash FROM proj.delivery ORDER BY number DESC LIMIT 1")
    subjects = one("SELECT count(*) FROM vault.subject")[0]
    followers = dict(connection.execute("SELECT name, position FROM ops.follower").fetchall())
    trail = one("SELECT count(*) FROM proj.trail")[0]
    return {
        "origin": origin, "size": size, "root": root, "deliveries": number, "feedHash": chain,
        "subjects": subjects, "followers": followers, "trail": trail,
    }  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "inside":
        inside(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(*sys.argv[1:])
