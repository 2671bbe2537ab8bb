"""The unprivileged system user that PostgreSQL needs when shenguan is started as root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from adapters.servers.errors import CannotDropPrivileges, FolderNotWritable

_CANDIDATES = ("shenguan", "postgres", "nobody")


@dataclass(frozen=True)
class SystemUser:
    """Numeric ids: the account may be missing in a container."""

    uid: int
    gid: int


def server_user(data: Path) -> SystemUser | None:
    """Who runs the server on `data`: None is the present user; as root an unprivileged one.

    An existing folder's owner stays its owner, so that an account created later changes nothing.
    Raises FolderNotWritable when the folder is somebody else's and we are not root.
    """
    owner = data.stat() if data.exists() else None
    if os.geteuid() != 0:
        if owner and owner.st_uid != os.geteuid():
            raise FolderNotWritable(
                f"{data} belongs to uid {owner.st_uid}, this is uid {os.geteuid()}: start shenguan "
                f"as the user (or root) that made it / 数据目录属于其他用户，请用原用户启动"
            )
        return None
    if owner and owner.st_uid != 0:
        return SystemUser(owner.st_uid, owner.st_gid)
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return SystemUser(entry.pw_uid, entry.pw_gid)
    return SystemUser(65534, 65534)


def give(folder: Path, user: SystemUser | None) -> None:
    """Make `user` the owner of `folder` and all in it (links are not followed)."""
    if user is None:
        return
    try:
        os.chown(folder, user.uid, user.gid, follow_symlinks=False)
        for parent, names, files in os.walk(folder):
            for name in (*names, *files):
                os.chown(Path(parent, name), user.uid, user.gid, follow_symlinks=False)
    except OSError as error:
        raise CannotDropPrivileges(
            f"root may not give {folder} to uid {user.uid} ({error}): PostgreSQL does not run as "
            f"root, start shenguan as an ordinary user / 请以普通用户启动"
        ) from error


def may_reach(path: Path, user: SystemUser) -> bool:
    """Whether `user` can read `path` by plain mode bits (access lists are not asked)."""
    resolved = path.resolve()
    return _allows(resolved, user, stat.S_IROTH) and all(
        _allows(parent, user, stat.S_IXOTH) for parent in resolved.parents
    )


def _allows(path: Path, user: SystemUser, bit: int) -> bool:
    info = path.stat()
    if info.st_uid == user.uid:
        return bool(info.st_mode & bit << 6)
    if info.st_gid == user.gid:
        return bool(info.st_mode & bit << 3)
    return bool(info.st_mode & bit)
