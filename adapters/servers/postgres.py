"""The embedded PostgreSQL 18: started, watched and stopped by us; survives kill -9 of anything."""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from adapters.servers import datafolder, ports, processes
from adapters.servers.address import PostgresAddress
from adapters.servers.binaries import POSTGRES_MAJOR, install_for
from adapters.servers.errors import DiskFull, PasswordRejected, PortBusy, StartFailed
from adapters.servers.folders import MIN_FREE_BYTES, RESTART_FREE_BYTES, prepare
from adapters.servers.keys import load_or_create_secret
from adapters.servers.lock import FolderLock
from adapters.servers.sockets import socket_folder
from adapters.servers.users import SystemUser, give, server_user

HOST = "127.0.0.1"
# fast shutdown (rolls open transactions back), then immediate (recovery at next start)
_STOP: processes.Steps = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0))
_VOLATILE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """One PostgreSQL under `var`: data in `var/pg`, superuser's key in `var/keys/postgres`.

    `port` None or 0 takes a free one. `settings` override postgresql.conf. `durable=False` (tests
    that are not about durability) turns fsync off. `major`: an older one starts a folder of its own
    to be upgraded from. `time_limit` seconds bound a start, recovery
    included; `progress` is told what takes long.
    """

    name = "postgres"

    def __init__(
        self,
        var: Path,
        port: int | None = None,
        *,
        settings: Mapping[str, str] | None = None,
        durable: bool = True,
        major: str = POSTGRES_MAJOR,
        min_free: int = MIN_FREE_BYTES,
        time_limit: float = 300.0,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.var = var.absolute()
        self.data = self.var / "pg"
        self.log = self.var / "log/postgres.log"
        self.address: PostgresAddress | None = None
        self._wanted_port = port
        self._durable, self._major = durable, major
        self._settings = {**({} if durable else _VOLATILE), **(settings or {})}
        self._min_free, self._time_limit, self._progress = min_free, time_limit, progress
        self._lock = FolderLock(self.var / "run/postgres.lock")
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets: Path | None = None

    @property
    def pid(self) -> int | None:
        """Process id of the running postmaster."""
        return self._process.pid if self._process and self.alive() else None

    @property
    def port(self) -> int | None:
        """Port on 127.0.0.1, kept over restarts of this object."""
        return self.address.port if self.address else None

    def start(self) -> PostgresAddress:
        """Start (again) and return when connections are accepted.

        Raises AlreadyRunning, FolderNotWritable, DiskFull, DataOfAnotherVersion, NotADataFolder,
        PortBusy, PasswordRejected, StartFailed, CannotDropPrivileges, BinaryMissing.
        """
        if self.alive() and self.address:
            return self.address
        prepare(self.var, "run", "log", "keys", min_free=self._wanted_room())
        self._lock.acquire()
        try:
            return self._start_locked()
        except BaseException:
            self.stop()
            raise

    def _wanted_room(self) -> int:
        """What ran before is started again with less: then at least everything can be read."""
        return self._min_free if self.address is None else min(self._min_free, RESTART_FREE_BYTES)

    def _start_locked(self) -> PostgresAddress:
        self._end_survivors()
        user = server_user(self.data)
        install = install_for(user, self._major)
        password = load_or_create_secret(self.var / "keys/postgres")
        if not datafolder.check(self.data, self._major):
            datafolder.create(
                self.data, install, user, password, durable=self._durable, progress=self._progress
            )
        elif user and self.data.stat().st_uid == 0:
            give(self.data, user)  # restored or copied by root
        # Nobody works in the folder and we hold its lock: the pid in this file is dead or belongs
        # to another program, and PostgreSQL would refuse to start in the latter case.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self._sockets = socket_folder(self.var, user)
        for attempt in range(3):
            port = self.port or ports.choose(self._wanted_port, "PostgreSQL")
            address = PostgresAddress(HOST, port, datafolder.SUPERUSER, password, self._sockets)
            try:
                self._launch(address, install, user)
            except PortBusy:  # taken between the check and the start
                if self._wanted_port or self.address or attempt == 2:
                    raise
                continue
            break
        self.address = address
        return address

    def _launch(self, address: PostgresAddress, install: Path, user: SystemUser | None) -> None:
        options = {
            "port": str(address.port),
            "listen_addresses": HOST,
            "unix_socket_directories": str(address.socket_folder or ""),
            "cluster_name": "shenguan",
            **self._settings,
        }
        argv = [str(install / "bin/postgres"), "-D", datafolder.HERE]
        for name, value in options.items():
            argv += ["-c", f"{name}={value}"]
        since = self.log.stat().st_size if self.log.exists() else 0
        self._process = processes.spawn(
            argv,
            cwd=self.data,
            log=self.log,
            env=datafolder.CLEAN_ENV,
            death_signal=signal.SIGINT,
            user=user,
        )
        self._wait(self._process, address, since)

    def _wait(self, process: subprocess.Popen[bytes], address: PostgresAddress, since: int) -> None:
        """A real connection is the only proof of readiness; recovery may take its time."""
        started = time.monotonic()
        told = started
        while True:
            try:
                psycopg.connect(address.url(), connect_timeout=5).close()
            except psycopg.OperationalError as error:
                self._raise_if_hopeless(process, address, since, str(error))
                now = time.monotonic()
                if now - started > self._time_limit:
                    raise StartFailed(
                        f"PostgreSQL was not ready in {self._time_limit:.0f} s, see {self.log}:\n"
                        + processes.tail(self.log, since)
                    ) from error
                if now - told > 5:
                    told = now
                    waited = int(now - started)
                    self._progress(
                        f"PostgreSQL: starting or recovering, {waited} s / 正在启动或恢复"
                    )
                time.sleep(0.05)
            else:
                return

    def _raise_if_hopeless(
        self, process: subprocess.Popen[bytes], address: PostgresAddress, since: int, said: str
    ) -> None:
        if process.poll() is not None:
            raise failure(processes.tail(self.log, since), self.log, address.port)
        if "password authentication failed" in said:
            raise PasswordRejected(
                f"{self.var / 'keys/postgres'} does not fit {self.data}: put the key back that "
                f"belongs to this data folder / 密钥文件与数据目录不匹配"
            )

    def stop(self) -> None:
        """Clean shutdown; harmless when nothing runs."""
        if self._process:
            processes.stop(self._process, _STOP)
            self._process = None
            self._end_survivors()
        if self._sockets:
            shutil.rmtree(self._sockets, ignore_errors=True)
        self._lock.release()

    def kill(self) -> None:
        """SIGKILL for all of it; the next start recovers from the write-ahead log."""
        if self._process:
            processes.kill_group(self._process)
        processes.end(processes.processes_in(self.data, "postgres"), ())

    def alive(self) -> bool:
        """Whether the postmaster runs."""
        return self._process is not None and self._process.poll() is None

    def _end_survivors(self) -> None:
        """Stop a postmaster left by a killed starter, or backends left by a killed postmaster.

        Backends make process groups of their own, so only the working folder leads to them.
        """
        if left := processes.processes_in(self.data, "postgres"):
            self._progress(
                f"PostgreSQL: stopping {len(left)} left-over processes / 正在停止遗留进程"
            )
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


def failure(said: str, log: Path, port: int) -> PortBusy | DiskFull | StartFailed:
    """The named error for the last words of a PostgreSQL that ended while starting."""
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return DiskFull(
            f"PostgreSQL found the disk full: free some space / 磁盘已满，请清理\n{said}"
        )
    if "Address already in use" in said:
        return PortBusy(f"port {port} for PostgreSQL was taken meanwhile / 端口 {port} 已被占用")
    return StartFailed(f"PostgreSQL ended while starting, see {log} / 数据库启动失败:\n{said}")
