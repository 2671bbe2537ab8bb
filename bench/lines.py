"""What a measure is made of: contestants that are run in turn, and lines that compare two."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from statistics import median

from bench.stage import Stage

Sample = Mapping[str, float]
"""One run's figures: `rate` in events a second, `p50` and `p99` in milliseconds, and the like."""
Contestant = Callable[[], Sample]
Samples = Mapping[str, list[Sample]]


@dataclass(frozen=True, slots=True)
class Line:
    """A ratio: contestant `ours` over contestant `baseline`, by one figure of their samples."""

    measure: str
    ours: str
    baseline: str
    reach: float
    limit: str
    """What bounds it, as far as profiles show."""
    figure: str = "rate"
    baseline_figure: str = ""
    """Where the baseline is another of its figures."""
    at_most: bool = False
    """True if a small ratio is the good one (latencies, memory)."""

    def ratios(self, samples: Samples) -> list[float]:
        """One ratio for each round, both sides of one round measured minutes apart at most."""
        pairs = zip(samples[self.ours], samples[self.baseline], strict=True)
        base = self.baseline_figure or self.figure
        return [ours[self.figure] / baseline[base] for ours, baseline in pairs]

    def reached(self, ratios: list[float]) -> bool:
        """Judged by the median."""
        middle = median(ratios)
        return middle <= self.reach if self.at_most else middle >= self.reach


@dataclass(frozen=True, slots=True)
class Measure:
    """Contestants that share a stage, by name. `open` sets them up; they are run in random order.

    `contestants` says of each name what exactly it does.
    """

    name: str
    contestants: Mapping[str, str]
    open: Callable[[Stage], AbstractContextManager[Mapping[str, Contestant]]]
    lines: tuple[Line, ...]
