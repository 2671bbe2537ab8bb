"""The `var` folder as a target: empty before, marked meanwhile, whole afterwards."""

import json
import shutil
from pathlib import Path

from adapters.servers.folders import sync_folder, write_private
from app.backup import keys
from app.backup.errors import RestoreUnfinished, TargetNotEmpty
from app.backup.manifest import Manifest

_MADE = ("pg", "docs", "sealer")
_DATA = (*_MADE, "nats")
_KEYS_OF_DATA = frozenset({"vault.key", "documents.key", "query-codes.key", "webhooks.key"})
_MARK, _KEYS = "restoring", "restored-keys.json"


def claim(var: Path) -> bool:
    """Mark an empty folder; whether an unfinished restore was found, which is then cleared away.

    Keys may be there already: an operator who has them puts them back first. Nobody may work on
    the folder. Raises TargetNotEmpty.
    """
    again = (var / _MARK).exists()
    if again:
        for name in _MADE:
            shutil.rmtree(var / name, ignore_errors=True)
    found = [name for name in _DATA if (var / name).exists() and any((var / name).iterdir())]
    if found:
        raise TargetNotEmpty(
            f"{var} is not empty ({', '.join(found)}): restore into another folder (--var), and "
            "keep this one until you have seen that nothing in it is missed / 目标目录不为空"
        )
    var.mkdir(parents=True, exist_ok=True)
    write_private(var / _MARK, "unfinished: run `shenguan restore` again\n")
    sync_folder(var)  # before anything else is there
    return again


def settle(var: Path, manifest: Manifest) -> list[str]:
    """The restore is done: pins and what keys are wanted are written, the mark goes. Returns the
    names of secret keys that are still to be put back."""
    folder = var / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, vkey in manifest.pins.items():
        if not (folder / name).exists():
            (folder / name).write_text(vkey + "\n", "ascii")
    needed = {name: mark for name, mark in manifest.secrets.items() if _needed(name)}
    write_private(var / _KEYS, json.dumps(needed, indent=1) + "\n")
    (var / _MARK).unlink(missing_ok=True)
    return keys.missing(needed, folder)


def check(var: Path) -> None:
    """Before a start: raises RestoreUnfinished where a restore was interrupted, or where keys that
    belong to the restored data are not there — new ones would lock personal data away for good,
    and sign the log with a key that nobody knows."""
    if (var / _MARK).exists():
        raise RestoreUnfinished(
            f"a restore into {var} was not finished: run `shenguan restore` again, it begins anew "
            "/ 恢复未完成，请重新执行 shenguan restore"
        )
    path = var / _KEYS
    if not path.exists():
        return
    if absent := keys.missing(json.loads(path.read_text("utf-8")), var / "keys"):
        raise RestoreUnfinished(
            f"{var / 'keys'} lacks {', '.join(absent)}, which belong to the restored data: put "
            f"them back (`shenguan restore-keys FILE`). If they are lost for ever, remove {path}: "
            "new ones are made, personal data stay closed / 缺少密钥，请先恢复密钥"
        )
    path.unlink()


def _needed(name: str) -> bool:
    """Keys that cannot be made anew; NATS seeds and the demo's issuer can."""
    return name in _KEYS_OF_DATA or (name.startswith("log-") and name.endswith(".skey"))
