"""The embedded NATS: streams survive kill -9, configuration is judged before it is taken."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nats
import pytest

from adapters.servers import processes
from adapters.servers.errors import AlreadyRunning, ConfigRefused, PortBusy
from adapters.servers.nats import EmbeddedNats, monitor


@pytest.fixture
def server(var: Path) -> Iterator[EmbeddedNats]:
    with EmbeddedNats(var, jetstream={"sync_interval": "always"}) as running:
        yield running


async def publish(url: str, count: int) -> int:
    """Publish `count` acknowledged messages; how many the stream then holds."""
    client = await nats.connect(url)
    stream = client.jetstream()
    await stream.add_stream(name="KEPT", subjects=["kept.>"])
    for number in range(count):
        await stream.publish("kept.x", str(number).encode())
    held = (await stream.stream_info("KEPT")).state.messages
    await client.close()
    return held


def test_acknowledged_messages_survive_kill_nine_and_the_port_stays(server: EmbeddedNats) -> None:
    assert server.address
    assert server.pid
    assert asyncio.run(publish(server.address.url, 20)) == 20
    port = server.port
    os.kill(server.pid, signal.SIGKILL)
    while server.alive():
        time.sleep(0.01)
    address = server.start()
    assert address.port == port
    assert asyncio.run(publish(address.url, 1)) == 21


def test_the_configuration_is_readable_by_its_owner_alone(server: EmbeddedNats) -> None:
    assert (server.folder / "nats.conf").stat().st_mode & 0o777 == 0o600
    assert (server.folder / "nats.pid").read_text().strip() == str(server.pid)


def test_a_reload_takes_effect_without_dropping_a_connection(server: EmbeddedNats) -> None:
    assert server.address
    before = server.pid
    server.reload("max_payload: 2MB")
    assert monitor(server.address, "varz")["max_payload"] == 2 * 1024 * 1024
    assert server.pid == before


@pytest.mark.parametrize("bad", ["accounts { A { users: [", "nonsense: {", "server_name: other"])
def test_a_bad_configuration_is_refused_and_the_old_one_stays(
    server: EmbeddedNats, bad: str
) -> None:
    assert server.address
    path = server.folder / "nats.conf"
    before = path.read_text()
    with pytest.raises(ConfigRefused):
        server.reload(bad)
    assert path.read_text() == before
    assert path.stat().st_mode & 0o777 == 0o600
    assert monitor(server.address, "healthz")["status"] == "ok"


def test_a_second_server_on_the_folder_and_a_busy_port_are_refused(
    server: EmbeddedNats, tmp_path: Path
) -> None:
    with pytest.raises(AlreadyRunning, match=f"pid {os.getpid()}"):
        EmbeddedNats(server.var).start()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(PortBusy):
            EmbeddedNats(tmp_path, other.getsockname()[1]).start()


def test_the_server_ends_with_a_killed_starter(var: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from adapters.servers.nats import EmbeddedNats; "
        "s = EmbeddedNats(Path(sys.argv[1])); s.start(); print(s.pid, flush=True); "
        "os.kill(os.getpid(), 9)"
    )
    died = subprocess.run([sys.executable, "-c", code, str(var)], stdout=subprocess.PIPE)
    with EmbeddedNats(var) as second:
        assert second.alive()
        assert not processes.is_alive(int(died.stdout))
