"""Every measure, in the order of the document."""

from bench import append, growth, projector, relay, verify
from bench.lines import Measure

MEASURES: tuple[Measure, ...] = (
    append.MEASURE,
    growth.MEASURE,
    projector.MEASURE,
    verify.MEASURE,
    relay.MEASURE,
)
