"""The folders below `var`, and the checks that they can be used at all."""

import errno
import os
import shutil
import tempfile
from pathlib import Path

from adapters.servers.errors import DiskFull, FolderNotWritable, ServerError

MIN_FREE_BYTES = 256 * 1024 * 1024
RESTART_FREE_BYTES = 32 * 1024 * 1024
_PRIVATE = {"keys"}


def prepare(var: Path, *names: str, min_free: int = MIN_FREE_BYTES) -> None:
    """Create `var` and the named folders in it, and prove that they can be written.

    Raises FolderNotWritable or DiskFull. Never changes the mode of `var` or of its parents.
    """
    try:
        for folder in (var, *(var / name for name in names)):
            folder.mkdir(
                mode=0o700 if folder.name in _PRIVATE else 0o755, parents=True, exist_ok=True
            )
            with tempfile.TemporaryFile(dir=folder) as probe:
                probe.write(b"x" * 4096)
    except OSError as error:
        raise explain(error, var) from error
    require_space(var, min_free)


def require_space(folder: Path, min_free: int) -> None:
    """Raise DiskFull below `min_free` bytes: not starting costs less than failing in mid-write."""
    free = shutil.disk_usage(folder).free
    if free < min_free:
        raise DiskFull(
            f"only {free // 2**20} MiB free for {folder}, {min_free // 2**20} MiB are needed: free "
            f"some space or choose another folder / 磁盘空间不足，请清理或更换数据目录"
        )


def explain(error: OSError, folder: Path) -> ServerError:
    """The named error for what the operating system said about `folder`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(f"no space left for {folder}: free some space / 磁盘已满，请清理 ({error})")
    return FolderNotWritable(
        f"{folder} cannot be written by uid {os.geteuid()}: give it to this user, or choose "
        f"another folder / 数据目录不可写，请检查权限或只读挂载 ({error})"
    )


def write_private(path: Path, text: str) -> None:
    """Replace a file atomically, mode 0600: a reader sees the old or the new text, never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:  # mkstemp makes it 0600
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
