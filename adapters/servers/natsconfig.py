"""The text of `var/nats/nats.conf`: what the embedding fixes, then the caller's own part."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from adapters.servers.errors import ConfigRefused


def compose(
    folder: Path,
    host: str,
    port: int,
    monitor_port: int,
    jetstream: Mapping[str, str],
    own: str,
    server_name: str = "shenguan",
) -> str:
    """A whole configuration. `jetstream` values are written as given (`always`, `10GB`).

    `own` holds accounts, users and limits; it must not repeat listen, http, pid_file or the server
    part of jetstream. Monitoring stays on the loopback interface: it asks for no password.
    """
    store = {"store_dir": _quoted(folder / "js"), **jetstream}
    lines = [
        f'listen: "{host}:{port}"',
        f'http: "127.0.0.1:{monitor_port}"',
        f"server_name: {_quoted(server_name)}",
        f"pid_file: {_quoted(folder / 'nats.pid')}",
        "logtime_utc: true",
        "jetstream {",
        *(f"  {name}: {value}" for name, value in store.items()),
        "}",
        own,
    ]
    return "\n".join(lines) + "\n"


def check(program: Path, path: Path) -> str:
    """Let nats-server judge the file; its digest of it. Raises ConfigRefused with its words."""
    result = subprocess.run(  # noqa: S603 - our own command, no shell
        [str(program), "-t", "-c", str(path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    said = (result.stdout + result.stderr).strip().replace(str(path), "nats.conf")
    if result.returncode != 0:
        raise ConfigRefused(f"nats-server refuses the configuration / NATS 配置无效: {said}")
    return said.rpartition("(")[2].rstrip(")")


def _quoted(text: Path | str) -> str:
    return json.dumps(str(text), ensure_ascii=False)
