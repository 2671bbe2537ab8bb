"""Files of other systems into the log: XES, CSV and NDJSON by a mapping (design.md, import)."""

from app.ingest.layouts import AnyMapping, load_any_mapping
from app.ingest.load import ingest
from app.ingest.mapping import Mapping, load_mapping
from app.ingest.summary import Summary
from app.ingest.window import Progress

__all__ = [
    "AnyMapping",
    "Mapping",
    "Progress",
    "Summary",
    "ingest",
    "load_any_mapping",
    "load_mapping",
]
