"""docs/reference.md: every setting and every metric, from the code."""

from typing import Any

from prometheus_client import Counter
from prometheus_client.metrics import MetricWrapperBase

from app import metrics
from app.settings import PREFIX, Settings

_HEAD = """# Settings and metrics (设置与指标)

Generated from `app/settings.py` and `app/metrics.py` by `make docs`; a test fails when it is stale.
What they mean for an operator: [operation.md](operation.md).

## Settings

From the environment, read once at start. Sizes in bytes, times in seconds. A value that does not
fit stops the start and is named.

| variable | default | what it decides |
|---|---|---|
"""
_METRICS = """
## Metrics

`GET /metrics`, Prometheus text format. Labels never hold anything personal. Gauges of followers,
roles, seals, timers and the relay are read from the database at each scrape: any API process tells
them for all.

| metric | kind | labels | what it counts |
|---|---|---|---|
"""


def reference_page() -> str:
    """The whole page, as Markdown."""
    settings = (_setting(name, field) for name, field in Settings.model_fields.items())
    found = [one for one in vars(metrics).values() if isinstance(one, MetricWrapperBase)]
    return _HEAD + "".join(settings) + _METRICS + "".join(_metric(one) for one in found)


def _setting(name: str, field: Any) -> str:
    assert field.description, f"{name} has no docstring"
    default = "–" if field.default is None else f"`{field.default}`"
    return f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |\n"


def _metric(metric: MetricWrapperBase) -> str:
    (family,) = metric.describe()
    name = f"{family.name}_total" if isinstance(metric, Counter) else family.name
    labels = ", ".join(f"`{label}`" for label in metric._labelnames) or "–"
    return f"| `{name}` | {family.type} | {labels} | {family.documentation} |\n"
