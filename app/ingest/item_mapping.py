"""A mapping file (TOML) for a catalogue of items: which column says what, and which terms it lacks.

Example: `app/ingest/mappings/guangan_items.toml`. What a catalogue does not state comes from
`terms`, so that whoever imports it has said it; nothing is guessed.
"""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.ingest.mapping import FOLDER
from app.ingest.toml_file import read_toml
from domain.registry.standards import FlowProfile
from domain.shared.event import Code

Days = Annotated[int, Field(ge=1, le=400)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ItemColumns(_Part):
    """Columns by what they say; empty texts and those in `blank` count as absent.

    `legal_basis`: articles of law, separated by `;`.
    """

    code: str
    name: str
    legal_days: str | None = None
    committed_days: str | None = None
    legal_basis: str | None = None
    department: str | None = None
    department_code: str | None = None
    main_item: str | None = None
    task_type: str | None = None
    area_code: str | None = None
    blank: tuple[str, ...] = ()


class ItemTerms(_Part):
    """What holds for every item whose row does not say it. Days are working days."""

    profile: FlowProfile
    legal_days: Days
    committed_days: Days


class ItemMapping(_Part):
    """A whole mapping; `jurisdiction`: a county file beside it, for `--init`."""

    source: Code
    region: str = Field(pattern=r"^[0-9]{6}$")
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    jurisdiction: str | None = None
    columns: ItemColumns
    terms: ItemTerms


def load_item_mapping(path: Path) -> ItemMapping:
    """Read a mapping; a bare name (`guangan_items`) means one that comes with the product.

    Raises:
        DomainError: mapping-invalid, naming the line (syntax) or the keys (content).
    """
    if not path.exists() and (built_in := FOLDER / f"{path.name}.toml").exists():
        path = built_in
    return read_toml(path, ItemMapping, "mapping-invalid")
