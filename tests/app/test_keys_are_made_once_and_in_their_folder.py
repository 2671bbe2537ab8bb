"""Key files: one survives a race, and no name leads out of the folder."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from adapters.ledger.database import LogInfo
from app.bootstrap import log_signer
from app.bus import demo_user, key_of
from app.settings import Settings

WRITERS = 8


def test_two_that_make_a_key_at_once_use_the_same(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)
    info = LogInfo(1, "example.org/log", "329901", simulated=True)
    barrier = Barrier(WRITERS)

    def make(_: int) -> tuple[str, str]:
        barrier.wait()
        return log_signer(settings, info).skey, key_of(settings, "relay").seed

    with ThreadPoolExecutor(WRITERS) as pool:
        assert len(set(pool.map(make, range(WRITERS)))) == 1
    for path in tmp_path.rglob("*.s*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_posts_name_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var")
    key_of(settings, demo_user("329901", "x/../../../../escaped"))
    assert [path.name for path in tmp_path.iterdir()] == ["var"]
    assert len(list((tmp_path / "var/keys/nats").iterdir())) == 1
