"""`python -m bench [--quick | --full] [--only NAME] [--seed N] [--out FILE]`."""

import argparse
import os
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.document import Run, render
from bench.registry import MEASURES
from bench.rounds import run as run_measure
from bench.stage import SCALES, stage

_DOCUMENT = Path(__file__).parents[1] / "docs/benchmarks.md"


def main() -> None:
    """Measure, print the document, and write it where a usual or full run belongs."""
    arguments = _arguments()
    name = "quick" if arguments.quick else "full" if arguments.full else "usual"
    measures = tuple(one for one in MEASURES if arguments.only in (None, one.name))
    scale, order = SCALES[name], random.Random(arguments.seed)
    began = time.monotonic()
    with stage(scale) as servers:
        at = datetime.now(UTC).isoformat(timespec="minutes")
        run = Run(name, scale, arguments.seed, servers.settings(), at, os.getloadavg())
        for measure in measures:
            run.samples[measure.name] = run_measure(measure, servers, order, _say)
    run.load_after, run.minutes = os.getloadavg(), (time.monotonic() - began) / 60
    text = render(run, measures)
    print(text)
    out = arguments.out or (_DOCUMENT if name != "quick" and arguments.only is None else None)
    if out:
        out.write_text(text, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="under a minute; prints only")
    size.add_argument("--full", action="store_true", help="ten million events; about an hour")
    parser.add_argument("--only", choices=[one.name for one in MEASURES])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    parser.add_argument("--out", type=Path, help="write the document there")
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
