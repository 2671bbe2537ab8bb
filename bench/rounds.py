"""Running contestants in rounds, in random order, so that a machine's mood hits all alike."""

import gc
import random
import time
from collections.abc import Callable

from bench.lines import Measure, Sample
from bench.stage import Stage

Say = Callable[[str], None]


def run(measure: Measure, stage: Stage, order: random.Random, say: Say) -> dict[str, list[Sample]]:
    """The samples of every contestant, one a round."""
    samples: dict[str, list[Sample]] = {name: [] for name in measure.contestants}
    began = time.monotonic()
    with measure.open(stage) as contestants:
        assert set(contestants) == set(samples)
        say(f"{measure.name}: set up in {time.monotonic() - began:.0f} s")
        for number in range(stage.scale.rounds):
            names = list(contestants)
            order.shuffle(names)
            for name in names:
                gc.collect()
                gc.freeze()  # as a server does once it has started: see document.py
                samples[name].append(contestants[name]())
                shown = ", ".join(f"{k} {v:,.1f}" for k, v in samples[name][-1].items())
                say(f"  {number + 1}/{stage.scale.rounds} {name}: {shown}")
    return samples
