"""Every measure, in the order of the document."""

from bench import append, growth, http, latency, lists, projector, relay, verify
from bench.lines import Measure

MEASURES: tuple[Measure, ...] = (
    append.MEASURE,
    growth.MEASURE,
    http.MEASURE,
    projector.MEASURE,
    verify.MEASURE,
    relay.MEASURE,
    latency.MEASURE,
    lists.MEASURE,
)
