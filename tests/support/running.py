"""A whole `shenguan up` as a process of its own: started, asked, killed and started again."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

import httpx
import psutil

from adapters.bus.connection import TROUBLE, AccessRefused, connect
from adapters.bus.stream import BusApiError, api_request
from adapters.servers.address import PostgresAddress
from adapters.servers.keys import load_or_create_secret
from adapters.servers.ports import choose
from adapters.servers.state import ChildState, RunState, read_state
from app.bootstrap import opened
from app.bus import RELAY, access_of, demo_user
from app.embedded import DATABASE, located
from app.settings import Settings
from app.sign_in import token_for

ROOT = Path(__file__).parents[2]
COUNTY = ROOT / "app/data/demo_county.toml"
REGION = "329901"
MARKET = "11329901MB02A901X8"
MARKET_ACCOUNT = f"{MARKET}_{REGION}"
"""Name of its NATS account and consumer: one a county and organisation."""
CLI = (sys.executable, "-m", "app.cli.main")
_TLS = httpx.create_ssl_context()
"""One for every client: reading the authorities takes 33 ms, and everything here is plain HTTP."""


class Running:
    """One `var` folder and the `up` on it. Without demo data; `init` opens the demo county."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = choose(None, "the API")
        self.base = f"http://127.0.0.1:{self.port}"
        self.output = var.with_name(f"{var.name}-up.log")
        self._process: subprocess.Popen[bytes] | None = None
        self._tokens: dict[str, str] = {}

    def environment(self) -> dict[str, str]:
        """Of every command: this folder, demo keys, nothing else of ours."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("SHENGUAN")}
        return {**own, "SHENGUAN_VAR": str(self.var), "SHENGUAN_DEMO": "1", "COLUMNS": "500"}

    def start(self, seconds: float = 120) -> None:
        """Start and wait until the API answers. AssertionError with the output if it does not."""
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                [*CLI, "up", "--var", str(self.var), "--port", str(self.port)],
                cwd=ROOT, env=self.environment(), stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        process = self._process
        until(lambda: process.poll() is not None or self.all_run(), "up is ready", seconds)
        assert process.poll() is None, self.output.read_text()

    parts = 5
    """Children of the supervisor."""

    def all_run(self) -> bool:
        """Whether every child of the supervisor runs."""
        children = self.state().children
        return len(children) == self.parts and all(child.state == "running" for child in children)

    def state(self) -> RunState:
        """What `var/run/state.json` says, corrected by what lives."""
        state = read_state(self.var)
        return state if state and state.supervisor else RunState(None, 0, ())

    def child(self, name: str) -> ChildState:
        """One supervised process."""
        return self.state().child(name)

    def kill(self, name: str) -> None:
        """SIGKILL one supervised process (for postgres the postmaster)."""
        pid = self.child(name).pid
        assert pid is not None, f"{name} does not run"
        os.kill(pid, signal.SIGKILL)

    def kill_everything(self) -> None:
        """SIGKILL the supervisor and every process below it, all at once."""
        assert self._process
        top = psutil.Process(self._process.pid)
        tree = [top, *top.children(recursive=True)]
        for process in tree:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait(30)
        psutil.wait_procs(tree, 30)

    def interrupt(self, seconds: float = 60) -> int:
        """Ctrl-C; the exit code."""
        assert self._process
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(seconds)

    def stop(self) -> None:
        """End whatever runs."""
        if self._process and self._process.poll() is None:
            try:
                self.interrupt()
            except subprocess.TimeoutExpired:
                self.kill_everything()

    def settings(self) -> Settings:
        """The settings of a command on this folder."""
        return located(Settings(var=self.var, demo=True, http_port=self.port))

    def cli(self, *arguments: str, code: int | None = 0, seconds: float = 120) -> str:
        """Run a command; its standard output. The exit code must be `code`, if there is one."""
        done = subprocess.run(
            [*CLI, *arguments], cwd=ROOT, env=self.environment(), capture_output=True,
            text=True, timeout=seconds, check=False,
        )  # fmt: skip
        assert code is None or done.returncode == code, (arguments, done.stdout, done.stderr)
        return done.stdout

    @contextlib.contextmanager
    def command(self, *arguments: str) -> Generator[subprocess.Popen[str]]:
        """A command that goes on until the block ends; its output can be read."""
        process = subprocess.Popen(
            [*CLI, *arguments], cwd=ROOT, env=self.environment(), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def init(self, county: Path = COUNTY) -> None:
        """Open the county's log, and wait until its organisations may read the push."""
        self.cli("init", str(county))
        until(lambda: asyncio.run(self._reads_the_push()), "the accounts are there")

    async def _reads_the_push(self) -> bool:
        """Whether a post of the demo county reaches its organisation's consumer."""
        user = demo_user(REGION, "liaison-market")
        try:
            connection = await connect(access_of(self.settings(), user, MARKET_ACCOUNT))
        except (AccessRefused, *TROUBLE):  # a server that reloads may just hang up
            return False
        try:
            await api_request(connection.client, f"LK.CONSUMER.INFO.LINKAGE.{MARKET_ACCOUNT}")
        except (BusApiError, *TROUBLE):
            return False
        else:
            return True
        finally:
            await connection.close()

    def token(self, post: str, region: str = REGION) -> str:
        """A token of the local issuer; remembered, so that it is there while servers are not."""
        if post not in self._tokens:
            with opened(self.settings(), readers=1) as container:
                self._tokens[post] = token_for(container, post, region)
        return self._tokens[post]

    def sign_in(self, posts: Iterable[str]) -> None:
        """Get the tokens of several posts at once."""
        with opened(self.settings(), readers=1) as container:
            self._tokens |= {post: token_for(container, post, REGION) for post in posts}

    def client(self, post: str, timeout: float = 60) -> httpx.Client:
        """An HTTP client signed in as a post."""
        signed = {"authorization": f"Bearer {self.token(post)}"}
        return httpx.Client(
            base_url=self.base, headers=signed, timeout=timeout, trust_env=False, verify=_TLS
        )

    def owner_url(self) -> str:
        """The database as its superuser."""
        port = self.child("postgres").port
        assert port
        secret = load_or_create_secret(self.var / "keys/postgres")
        return PostgresAddress("127.0.0.1", port, "postgres", secret).url(DATABASE)

    def relay_access(self) -> Any:
        """NATS as the relay's user, who may read the whole stream."""
        return access_of(self.settings(), RELAY)

    def status(self) -> dict[str, Any]:
        """`/readyz`, whatever it says."""
        return httpx.get(f"{self.base}/readyz", timeout=10, trust_env=False, verify=_TLS).json()

    def settle(self, seconds: float = 60) -> None:
        """Wait until every follower has taken in the whole log, and the stream what goes out."""

        def settled() -> bool:
            state = self.status()
            stopped = [one for one in state["followers"] if one["stoppedAt"] is not None]
            assert not stopped, self.cli("status", code=None)
            return all(one["lag"] == 0 for one in state["followers"] or [{"lag": 1}])

        until(settled, "followers are at the head", seconds)


def until(true: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Wait for what others do in their own time. AssertionError if they do not, and at once if
    `true` raises one."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not in {seconds:.0f} s: {what}"
        time.sleep(0.05)
