"""Files of other systems into the log: XES, CSV and NDJSON by a mapping (design.md, import)."""

from app.ingest.load import ingest
from app.ingest.mapping import Mapping, load_mapping
from app.ingest.summary import Summary
from app.ingest.window import Progress

__all__ = ["Mapping", "Progress", "Summary", "ingest", "load_mapping"]
