"""Where the Unix socket of the embedded PostgreSQL lies."""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from adapters.servers.users import SystemUser, give


def socket_folder(var: Path, user: SystemUser | None) -> Path | None:
    """A short path (the limit is 107 bytes) that the server's user owns; None if taken."""
    owner = user.uid if user else os.geteuid()
    digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:10]
    folder = Path(tempfile.gettempdir()) / f"shenguan-{owner}-{digest}"
    if len(os.fsencode(folder)) > 80:
        return None
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.lstat().st_uid == os.geteuid():
            give(folder, user)
        if not folder.is_symlink() and folder.lstat().st_uid == owner:
            return folder
    return None
