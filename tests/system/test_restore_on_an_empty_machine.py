"""A backup of a system at work, restored where there is nothing: proved, and the stream goes on for
a subscriber that keeps its cursor, without loss or repetition."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.running import MARKET, Running
from tests.system import reconcile
from tests.system.acts import granted_case
from tests.system.load import Load

pytestmark = pytest.mark.xdist_group("system")


@pytest.fixture
def phrase(tmp_path: Path) -> str:
    """A file with a passphrase."""
    path = tmp_path / "phrase"
    path.write_text("a passphrase for this test\n")
    return str(path)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Running]:
    """The empty machine: a folder that does not exist yet."""
    running = Running(tmp_path / "elsewhere")
    try:
        yield running
    finally:
        running.stop()


def read(running: Running, cursor: Path, count: int) -> list[dict]:
    """So many messages from where the subscriber's own cursor is."""
    (running.var / "cursors").mkdir(exist_ok=True)
    place = running.var / "cursors" / "329901-liaison-market.json"
    place.unlink(missing_ok=True)  # the county is shared: another test may have left its own
    if cursor.exists():
        place.write_text(cursor.read_text())
    said = running.cli("watch", "liaison-market", "--count", str(count), "--json")
    cursor.write_text(place.read_text())
    place.unlink()
    return [json.loads(line) for line in said.splitlines()]


def test_the_stream_goes_on_for_a_subscriber_with_a_cursor(
    county: Running, elsewhere: Running, tmp_path: Path, phrase: str
):
    cursor, keys, file = tmp_path / "cursor", tmp_path / "a.keys", tmp_path / "a.backup"
    granted_case(county)
    county.settle()
    reconcile.wait_for_stream(county)
    feed = reconcile.deliveries_to(county, MARKET)
    seen = read(county, cursor, len(feed))
    load = Load(county)
    threads = load.start(natives=1, reporters=1)
    load.progress(20)
    county.cli(
        "backup",
        "--to",
        str(file),
        "--with-keys",
        str(keys),
        "--passphrase-file",
        phrase,
        "--no-check",
    )
    load.finish(threads)
    assert keys.stat().st_mode & 0o777 == 0o600

    restored = json.loads(
        elsewhere.cli(
            "restore", str(file), "--with-keys", str(keys), "--passphrase-file", phrase, "--json"
        )
    )
    assert restored["usable"]
    assert restored["keysMissing"] == []
    elsewhere.start()
    granted_case(elsewhere)
    elsewhere.settle()
    reconcile.wait_for_stream(elsewhere)
    reconcile.check_stream(elsewhere)
    expected = reconcile.deliveries_to(elsewhere, MARKET)
    seen += read(elsewhere, cursor, len(expected) - len(seen))
    assert [json.loads(payload) for payload in expected] == seen
    assert len({message["id"] for message in seen}) == len(seen)
    reconcile.check_sound(elsewhere)


@pytest.mark.soak
def test_keys_that_belong_to_the_data_are_asked_for_before_a_start(
    county: Running, elsewhere: Running, tmp_path: Path, phrase: str
):
    """Without them new keys would be made: personal data closed, a log signed by a stranger."""
    keys, file = tmp_path / "a.keys", tmp_path / "a.backup"
    county.cli(
        "backup",
        "--to",
        str(file),
        "--with-keys",
        str(keys),
        "--passphrase-file",
        phrase,
        "--no-check",
    )
    said = elsewhere.cli("restore", str(file), "--json", code=10)  # its own pin proves coherence
    assert set(json.loads(said)["keysMissing"]) == {"vault.key", "log-329901.skey"}
    assert "restore-keys" in _refused_start(elsewhere)
    assert "not empty" in _refused(elsewhere, "restore", str(file))
    elsewhere.cli("restore-keys", str(keys), "--passphrase-file", phrase)
    elsewhere.start()
    granted_case(elsewhere)
    elsewhere.settle()
    elsewhere.cli("verify")


def _refused_start(running: Running) -> str:
    with running.command("up", "--var", str(running.var), "--port", "0") as process:
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 2
    return said


def _refused(running: Running, *arguments: str) -> str:
    with running.command(*arguments) as process:
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 2
    return said
