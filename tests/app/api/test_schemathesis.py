"""Schemathesis over the whole document against the running application: no failure at all.

Its own program drives a real socket with PostgreSQL and a projector behind it. Every check is on:
not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
response_schema_conformance, negative_data_rejection, positive_data_acceptance,
missing_required_header, unsupported_method, allow_header_conformance, ignored_auth, and ours
(`schemathesis_checks`). Two find nothing to do here: use_after_free and
ensure_resource_availability need an address that deletes, and nothing in this log is ever deleted.
object_level_authorization needs a second user's token; `test_one_county_sees_nothing_of_another`
does what it would do. Event streams are told to end, so that the answer to /v1/stream is finite.
"""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.app.api.serving import serving
from tests.app.api.world import World, push_task

pytestmark = pytest.mark.xdist_group("schemathesis")
ROOT = Path(__file__).parents[3]
CONFIG = Path(__file__).with_name("schemathesis.toml")
POSTS = ("window-01", "discipline-01", "regulator-market", "source-platform", "admin-01")


@dataclass(frozen=True)
class Run:
    """One bounded run: as whom, over which addresses, in which phases."""

    post: str
    phases: str
    options: tuple[str, ...] = ()


GATE = {
    "every command with its example": Run("window-01", "examples"),
    "every query and some of each kind of command": Run(
        "discipline-01",
        "coverage",
        ("--include-path-regex", "^/(healthz|v1/(me|items|cases|tasks|logs.*proof/incl.*))$"),
    ),
    "reports": Run(
        "source-platform", "examples,fuzzing", ("--include-path", "/v1/acts", "-n", "10")
    ),
    "queries at random": Run("regulator-market", "fuzzing", ("--include-method", "GET", "-n", "2")),
    "a command at its limits": Run(
        "window-01", "coverage", ("--include-path", "/v1/tasks/{target}/sign-task")
    ),
}


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    push_task(world, world.accepted_case())
    world.project()
    with serving(world) as address:
        world.app.end_streams()
        yield address


def schemathesis(world: World, address: str, run: Run, folder: Path, seed: int) -> None:
    """Run it; its whole report is the failure's text."""
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIG),
        "run", f"{address}/openapi.json", "--no-color", "--checks", "all", "--continue-on-failure",
        "--phases", run.phases, "--seed", str(seed), "--generation-database", "none",
        "--suppress-health-check", "all", "--request-timeout", "60",
        "--max-response-time", "600",  # speed is measured elsewhere, on a quiet machine
        "-H", f"Authorization: Bearer {world.token(run.post)}", *run.options,
    ]  # fmt: skip
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SCHEMATHESIS_HOOKS": "tests.app.api.schemathesis_checks",
        "NO_PROXY": "127.0.0.1",
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(command[:4])} …\n{done.stdout}\n{done.stderr}"
    assert "No failures" in done.stdout or "passed" in done.stdout, done.stdout


@pytest.mark.parametrize("name", GATE)
def test_nothing_contradicts_the_document(world: World, address: str, tmp_path: Path, name: str):
    schemathesis(world, address, GATE[name], tmp_path, seed=1)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("post", POSTS)
def test_nothing_contradicts_the_document_at_length(
    world: World, address: str, tmp_path: Path, post: str
):
    seed = random.randrange(2**32)
    print(f"schemathesis as {post}: --seed {seed}")
    options = ("-n", "40")
    if post == "admin-01":  # a fuzzed command of its own may end the post that the run uses
        options += ("--exclude-path", "/v1/posts/end-post")
    run = Run(post, "examples,coverage,fuzzing,stateful", options)
    schemathesis(world, address, run, tmp_path, seed)
