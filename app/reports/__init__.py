"""Reports in: CloudEvents that say what has already happened elsewhere (design.md, reports in)."""

from app.reports.acts import Prepared, Reporter, Site, prepare
from app.reports.errors import problem
from app.reports.intake import Outcome, give_way, intake
from app.reports.pieces import read_patiently
from app.reports.read import read_batch, read_lines, read_single

__all__ = [
    "Outcome",
    "Prepared",
    "Reporter",
    "Site",
    "give_way",
    "intake",
    "prepare",
    "problem",
    "read_batch",
    "read_lines",
    "read_patiently",
    "read_single",
]
