"""Secret keys: apart from the backup, in a file of their own under a passphrase.

Who has a backup and its keys can read all personal data and sign in the log's name; who has a
backup alone cannot. Key from the passphrase: scrypt (RFC 7914, N = 2^17, r = 8, p = 1); the file
is sealed with AES-256-GCM, so a changed one does not open.
"""

import json
import secrets
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path, PurePosixPath

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from adapters.servers.folders import explain, sync_folder, write_private
from adapters.servers.keys import create_once
from app.backup.errors import KeysRefused, TargetNotEmpty

FORMAT = "shenguan-keys/1"
MIN_PASSPHRASE = 12
_SERVERS = frozenset({"postgres", "shenguan_app", "shenguan_sealer"})  # made anew on each machine
_COST = 2**17


def secret_files(keys: Path) -> list[Path]:
    """What is worth keeping in a keys folder: the vault's key, log keys, NATS seeds, issuers' keys.

    Not the database passwords of this machine, and not the public halves.
    """
    return sorted(
        path
        for path in keys.rglob("*")
        if path.is_file()
        and not path.name.startswith(".")
        and path.suffix != ".vkey"
        and path.relative_to(keys).as_posix() not in _SERVERS
    )


def fingerprints(keys: Path) -> dict[str, str]:
    """Name → SHA-256 of label and content: tells whether a key is the right one, and no more."""
    return {
        path.relative_to(keys).as_posix(): fingerprint(path.read_bytes())
        for path in secret_files(keys)
    }


def fingerprint(secret: bytes) -> str:
    """Of a random key this reveals nothing."""
    return sha256(b"shenguan/backup/key\0" + secret.strip()).hexdigest()


def write_keys(keys: Path, target: Path, passphrase: str) -> int:
    """Seal the secret keys into `target` (mode 0600); how many. Raises KeysRefused."""
    if target.exists():
        raise TargetNotEmpty(f"{target} exists: choose another name / 目标文件已存在")
    if len(passphrase) < MIN_PASSPHRASE:
        raise KeysRefused(f"a passphrase has at least {MIN_PASSPHRASE} characters / 口令过短")
    files = {
        path.relative_to(keys).as_posix(): b64encode(path.read_bytes()).decode()
        for path in secret_files(keys)
    }
    if not files:
        raise KeysRefused(f"{keys} holds no keys: run this where they are / 密钥目录为空")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_derive(passphrase, salt)).encrypt(
        nonce, json.dumps(files).encode(), FORMAT.encode()
    )
    body = {"format": FORMAT, "salt": salt.hex(), "nonce": nonce.hex()}
    try:
        write_private(target, json.dumps({**body, "sealed": b64encode(sealed).decode()}) + "\n")
        sync_folder(target.absolute().parent)
    except OSError as error:
        raise explain(error, target.parent) from error
    return len(files)


def read_keys(source: Path, passphrase: str) -> dict[str, bytes]:
    """The keys by name. Raises KeysRefused."""
    try:
        body = json.loads(source.read_text("ascii"))
        if body["format"] != FORMAT:
            raise KeysRefused(f"{source} is of format {body['format']}, not {FORMAT}")
        cipher = AESGCM(_derive(passphrase, bytes.fromhex(body["salt"])))
        plain = cipher.decrypt(
            bytes.fromhex(body["nonce"]), b64decode(body["sealed"]), FORMAT.encode()
        )
        return {name: b64decode(text) for name, text in json.loads(plain).items()}
    except InvalidTag as error:
        raise KeysRefused(
            f"{source} does not open: another passphrase, or the file was changed "
            "/ 口令错误或文件损坏"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeysRefused(f"{source} is no key file: {error} / 不是密钥文件") from error


def put_back(files: dict[str, bytes], keys: Path) -> None:
    """Write keys into a folder, 0600 in folders of 0700; one that is there must be the same."""
    for name, secret in sorted(files.items()):
        if ".." in PurePosixPath(name).parts or name.startswith("/"):
            raise KeysRefused(f"a key file named {name!r} / 密钥文件名非法")
        path = keys / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_once(path, secret.decode("ascii").strip())
        if path.read_bytes().strip() != secret.strip():
            raise KeysRefused(f"{path} is another key: move it away first / 已存在不同的密钥")


def missing(wanted: dict[str, str], keys: Path) -> list[str]:
    """Names of keys that are not there, or are others than when the backup was taken."""
    found = fingerprints(keys) if keys.exists() else {}
    return sorted(name for name, mark in wanted.items() if found.get(name) != mark)


def _derive(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode())
