"""The document that a run leaves: what was compared, on what machine, and what came out."""

import os
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median

from bench.lines import Line, Measure, Samples
from bench.stage import Scale


@dataclass(slots=True)
class Run:
    """What one run has found."""

    scale_name: str
    scale: Scale
    seed: int
    settings: Mapping[str, str]
    began: str
    load_before: tuple[float, float, float]
    load_after: tuple[float, float, float] = (0.0, 0.0, 0.0)
    minutes: float = 0.0
    samples: dict[str, Samples] = field(default_factory=dict)


def render(run: Run, measures: tuple[Measure, ...]) -> str:
    """Markdown."""
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "Written by `python -m bench`. Only ratios of one run mean something: both sides on "
            "the same machine, contestants in random order within each round, the ratio taken "
            "round by round. Median, and smallest to largest.",
            "",
            *_circumstances(run),
            "",
            "## Ratios",
            "",
            "| measure | ours | baseline | ratio (min–max) | reach | reached | what limits it |",
            "|---|---|---|---|---|---|---|",
            *(_row(line, run.samples[one.name]) for one in measures for line in one.lines),
            "",
            "## Contestants",
            "",
            *(text for one in measures for text in _contestants(one, run.samples[one.name])),
        ]
    )


def _circumstances(run: Run) -> Iterator[str]:
    scale = run.scale
    yield f"- Run `{run.scale_name}`, {run.began}, {run.minutes:.1f} minutes, seed {run.seed}: "
    yield f"  {scale.rounds} round(s), {scale.seconds:g} s each after a warm-up of a fifth."
    yield f"- Host: {os.cpu_count()} cores, {platform.machine()}, Python {_python()}; clients "
    yield "  and servers share them. Load average "
    yield f"  {_load(run.load_before)} before and {_load(run.load_after)} after."
    if run.load_before[0] > (os.cpu_count() or 1) / 2:
        yield "  **Others were using the machine when this began.** That weighs on the log most: "
        yield "  its one connection gets one share of a busy core, 32 bare connections get 32."
    shown = ", ".join(f"{name} = {value}" for name, value in run.settings.items())
    yield f"- PostgreSQL, as the server states it: {shown}."
    yield "- Events of the append and verify measures: 546 bytes of JSON, one new stream (UUIDv7) "
    yield "  each. The log does everything it always does: leaf, Merkle head, receipt."
    yield "- Before every run of a contestant, ours or not, `gc.collect(); gc.freeze()`: otherwise "
    yield "  Python looks through everything that earlier contestants left, again and again."


def _row(line: Line, samples: Samples) -> str:
    ratios = line.ratios(samples)
    ours, baseline = (
        f"{_number(median(one[figure] for one in samples[name]))} {_UNITS.get(figure, 'ms')}"
        for name, figure in (
            (line.ours, line.figure),
            (line.baseline, line.baseline_figure or line.figure),
        )
    )
    sign, reached = ("≤", "≥")[not line.at_most], "yes" if line.reached(ratios) else "**no**"
    spread = f"{_number(min(ratios))}–{_number(max(ratios))}"
    return (
        f"| {line.measure} | {ours} | {baseline} | {_number(median(ratios))} ({spread}) "
        f"| {sign} {line.reach:g} | {reached} | {line.limit} |"
    )


_UNITS = {"rate": "/s", "p50": "ms", "p99": "ms", "megabytes": "MB"}


def _contestants(measure: Measure, samples: Samples) -> Iterator[str]:
    yield f"### {measure.name}"
    yield ""
    yield "| contestant | what it does | medians |"
    yield "|---|---|---|"
    for name, does in measure.contestants.items():
        figures = (
            f"{figure} {_number(median(one[figure] for one in samples[name]))}"
            for figure in samples[name][0]
        )
        yield f"| {name} | {does} | {', '.join(figures)} |"
    yield ""


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _load(load: tuple[float, float, float]) -> str:
    return " / ".join(f"{value:.2f}" for value in load)


def _python() -> str:
    return platform.python_version()
