"""The two kinds of mapping: a row is one act of a case, or states several acts (`wide`)."""

from pathlib import Path

from app.ingest.build import Builder
from app.ingest.mapping import Mapping, file_of, layout_of, load_mapping
from app.ingest.toml_file import read_toml
from app.ingest.wide_build import WideBuilder
from app.ingest.wide_mapping import WideMapping

AnyMapping = Mapping | WideMapping
AnyBuilder = Builder | WideBuilder


def load_any_mapping(path: Path) -> AnyMapping:
    """Read a mapping of either kind; a bare name means one that comes with the product.

    Raises:
        DomainError: mapping-invalid, naming the line (syntax) or the keys (content).
    """
    if layout_of(path):
        return read_toml(file_of(path), WideMapping, "mapping-invalid")
    return load_mapping(path)
