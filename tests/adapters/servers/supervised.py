"""A small `shenguan up` for the tests: PostgreSQL, NATS and two commands under one supervisor."""

import sys
from pathlib import Path

from adapters.servers.command import Command
from adapters.servers.nats import EmbeddedNats
from adapters.servers.postgres import EmbeddedPostgres
from adapters.servers.supervisor import Supervisor

_POLITE = """
import signal, sys, time
def leave(*_):
    print("left politely", flush=True); sys.exit(0)
signal.signal(signal.SIGTERM, leave)
print("here", flush=True)
while True: time.sleep(0.05)
"""
_STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("here", flush=True)
while True: time.sleep(0.05)
"""


def main() -> int:
    """`supervised.py VAR full|commands|stubborn`: runs until stopped."""
    var, kind = Path(sys.argv[1]), sys.argv[2]
    with Supervisor(var, terminal=sys.stdout, say=lambda text: print(text, flush=True)) as up:
        if kind == "full":
            up.start(EmbeddedPostgres(var))
            up.start(EmbeddedNats(var))
        code = _STUBBORN if kind == "stubborn" else _POLITE
        up.start(Command("api", [sys.executable, "-c", code], var, grace=30))
        print("READY", flush=True)
        return up.run()


if __name__ == "__main__":
    sys.exit(main())
