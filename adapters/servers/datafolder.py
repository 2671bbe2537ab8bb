"""The PostgreSQL data folder `var/pg`: made once, checked at every start."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from adapters.servers.binaries import POSTGRES_MAJOR
from adapters.servers.errors import DataOfAnotherVersion, DiskFull, NotADataFolder, StartFailed
from adapters.servers.folders import sync_folder
from adapters.servers.users import SystemUser, give

SUPERUSER = "postgres"

# A server never sees the path of its folder, only its working folder: so no parent of `var` needs
# to be open to the unprivileged user (a checkout in /root, `mktemp -d`), and no mode is changed.
HERE = "/proc/self/cwd"

CLEAN_ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
"""PGDATA, PGPORT and the like of the caller must not reach the server."""

# Written once into postgresql.conf, where an operator (or ALTER SYSTEM) may change them.
_SETTINGS = {
    "shared_buffers": "256MB",
    "max_connections": "200",
    "wal_compression": "pglz",  # the build has no lz4 or zstd
    "max_wal_size": "2GB",
    "checkpoint_timeout": "10min",
    "jit": "off",  # no LLVM in the build
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_checkpoints": "off",
}


def made_by(data: Path) -> str | None:
    """Major version of the PostgreSQL that made the folder; None when there is none yet.

    Raises NotADataFolder.
    """
    try:
        return (data / "PG_VERSION").read_text("ascii").strip()
    except FileNotFoundError:
        if data.exists() and any(data.iterdir()):
            raise NotADataFolder(
                f"{data} is not empty and holds no PostgreSQL data: move it away "
                f"/ 目录内容不是数据库，请移走"
            ) from None
        return None


def check(data: Path, major: str = POSTGRES_MAJOR) -> bool:
    """Whether `data` holds a usable folder of that PostgreSQL; False when there is none yet.

    Raises DataOfAnotherVersion or NotADataFolder.
    """
    version = made_by(data)
    if version not in (None, major):
        raise another_version(data, version or "")
    return version is not None


def another_version(data: Path, version: str) -> DataOfAnotherVersion:
    """What to do about a folder that this release does not start."""
    if version.isdigit() and int(version) > int(POSTGRES_MAJOR):
        return DataOfAnotherVersion(
            f"{data} was made by PostgreSQL {version}, newer than the {POSTGRES_MAJOR} of this "
            "release: start it with the release that made it, nothing goes back "
            "/ 数据目录由更新的版本创建，请使用该版本启动"
        )
    return DataOfAnotherVersion(
        f"{data} was made by PostgreSQL {version}, this release brings {POSTGRES_MAJOR}: "
        "`shenguan up` upgrades what it has the old programs for; otherwise run `shenguan backup` "
        "with the release that made it, then `shenguan restore` here "
        "/ 数据库版本不符，请先用旧版本备份再恢复"
    )


def create(
    data: Path,
    install: Path,
    user: SystemUser | None,
    password: str,
    *,
    durable: bool = True,
    progress: Callable[[str], None] = lambda _: None,
) -> None:
    """Run initdb beside `data` and rename the result: a kill in the middle leaves only rubbish.

    UTF-8, builtin C.UTF-8 collation (code-point order on every machine, no ICU needed), SCRAM for
    every connection, page checksums. Raises StartFailed with initdb's words.
    """
    progress("PostgreSQL: creating the data folder / 正在初始化数据库")
    for rubbish in data.parent.glob(f"{data.name}.init-*"):
        shutil.rmtree(rubbish)
    work = Path(tempfile.mkdtemp(dir=data.parent, prefix=f"{data.name}.init-"))
    try:
        (work / "data").mkdir(mode=0o700)
        (work / "password").write_text(password, "ascii")
        give(work, user)
        result = _initdb(install, work / "data", user, durable=durable)
        if result.returncode != 0:
            said = (result.stdout + result.stderr)[-800:]
            if "No space left" in result.stderr + result.stdout:
                raise DiskFull(f"no space left for {data}: free some / 磁盘已满，请清理\n{said}")
            raise StartFailed(f"initdb failed for {data} / 数据库初始化失败:\n{said}")
        if data.exists():
            data.rmdir()  # check() found it empty
        (work / "data").rename(data)
        sync_folder(data.parent)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _initdb(
    install: Path, data: Path, user: SystemUser | None, *, durable: bool
) -> subprocess.CompletedProcess[str]:
    command = [str(install / "bin/initdb"), "-D", HERE, f"--pwfile={HERE}/../password"]
    command += ["--auth=scram-sha-256", f"--username={SUPERUSER}", "--encoding=UTF8", "--locale=C"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command += [f"--set={name}={value}" for name, value in _SETTINGS.items()]
    if not durable:
        command.append("--no-sync")
    return subprocess.run(  # noqa: S603 - our own command, no shell
        command,
        cwd=data,  # entered before the user changes
        env=CLEAN_ENV,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        umask=0o077,
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
    )
