"""Reports in: CloudEvents that say what has already happened elsewhere (design.md, reports in)."""

from app.reports.acts import Prepared, Reporter, Site, prepare
from app.reports.errors import problem
from app.reports.intake import Outcome, intake
from app.reports.read import read_batch, read_lines, read_single

__all__ = [
    "Outcome",
    "Prepared",
    "Reporter",
    "Site",
    "intake",
    "prepare",
    "problem",
    "read_batch",
    "read_lines",
    "read_single",
]
