"""A mapping file (TOML): how the rows of a source become acts.

Example: `app/ingest/mappings/wabo_receipt.toml`. Nothing is guessed: what the mapping does not say
is not invented, and an activity that it does not know is rejected with that reason.
"""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from app.calendar_file import zone_named
from app.ingest.errors import fault
from app.ingest.toml_file import read_toml
from app.reports.checks import is_uscc
from app.reports.targets import REPORTABLE
from domain.shared.act import Channel, Role
from domain.shared.event import Code
from domain.timing.notices import CalendarDataError

FOLDER = Path(__file__).with_name("mappings")


class MappingPart(BaseModel):
    """A table of a mapping file; a key that it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldRule(MappingPart):
    """A payload field from a column.

    `instant` without an offset is local to the mapping's zone. `workdays`: calendar days of a
    statutory term as working days of a five-day week (42 days = 6 weeks = 30), rounded down.
    `cents`: an amount in the currency's unit, or in a `divisor`-th of it, as whole cents.
    """

    column: str
    kind: Literal["text", "int", "date", "instant", "bool", "workdays", "cents"] = "text"
    divisor: int = Field(default=1, ge=1)


class Columns(MappingPart):
    """Which column says what. Empty texts and those in `blank` count as absent.

    `step_due`: the row's own deadline; `finished`: when the source says that it was finished.
    `row_id`: the source's own id of a row; without it one is derived from the row's content, its
    case and how often that content has occurred in the case, so that order does not matter.
    """

    case: str
    activity: str
    time: str
    person: str
    name: str | None = None
    outcome: str | None = None
    step_due: str | None = None
    finished: str | None = None
    row_id: str | None = None
    post: str | None = None
    blank: tuple[str, ...] = ()


class ActorRule(MappingPart):
    """Who acted. `role` is SOURCE where the source does not state roles."""

    org: Code | None = None
    role: Role = Role.SOURCE

    @field_validator("org")
    @classmethod
    def _checked(cls, org: str | None) -> str | None:
        if org is not None and not is_uscc(org):
            raise ValueError(f"{org} is not a valid unified social credit code")
        return org


class _ActRule(MappingPart):
    type: str
    payload: dict[str, Any] = {}
    fields: dict[str, FieldRule] = {}

    @field_validator("type")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in REPORTABLE or not name.startswith("case."):
            raise ValueError(f"no case act is called {name!r}")
        return name


class HeaderRule(_ActRule):
    """An act that the case's attributes state, once a case; left out where `time` is empty.

    `order` places it among acts of the same instant (rows have 1, 2, … within their case).
    `channel`: a column and what its values mean; `actor`: who stated it, a column or the source.
    """

    time: str
    order: int
    person: str | None = None
    channel_column: str | None = None
    channels: dict[str, Channel] = {}


class ActivityRule(_ActRule):
    """Activities with a meaning of their own; `when` limits it to rows with one of the values."""

    activity: tuple[str, ...] = Field(min_length=1)
    when: dict[str, tuple[str, ...]] = {}


class StepRule(MappingPart):
    """Activities recorded as a step (环节留痕): exact names, or beginnings that end in `*`."""

    known: tuple[str, ...] = ()


class Origin(MappingPart):
    """Where a file comes from and what holds there. `calendar` names the calendar that the
    jurisdiction file publishes; `clock_policy` "stated": the source's own deadlines are used as
    it states them."""

    source: Code
    region: str = Field(pattern=r"^[0-9]{6}$")
    item: Code
    zone: str
    calendar: Code
    clock_policy: Literal["stated"]
    format: Literal["xes", "csv", "ndjson"] | None = None
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    jurisdiction: str | None = None

    @field_validator("zone")
    @classmethod
    def _zone(cls, name: str) -> str:
        try:
            zone_named(name)
        except CalendarDataError as error:
            raise ValueError(error.en) from None
        return name


class Mapping(Origin):
    """A whole mapping of rows that are one act each: an activity of a case."""

    columns: Columns
    actor: ActorRule = ActorRule()
    header: tuple[HeaderRule, ...] = ()
    act: tuple[ActivityRule, ...] = ()
    step: StepRule = StepRule()


def load_mapping(path: Path) -> Mapping:
    """Read a mapping; a bare name (`bpic15_1`) means one of those that come with the product.

    Raises:
        DomainError: mapping-invalid, naming the line (syntax) or the keys (content).
    """
    if layout_of(path):
        detail = f"{path.name}: its rows state several acts; only `shenguan ingest` takes it"
        raise fault("mapping-invalid", detail, fields=("layout",))
    return read_toml(file_of(path), Mapping, "mapping-invalid")


class _Layout(BaseModel):
    layout: str = ""


def layout_of(path: Path) -> str:
    """The layout that a mapping names; empty where each row is one act of a case.

    Raises:
        DomainError: mapping-invalid, when the file is no TOML.
    """
    return read_toml(file_of(path), _Layout, "mapping-invalid").layout


def file_of(path: Path) -> Path:
    """The mapping's file: a bare name means one of those that come with the product."""
    built_in = FOLDER / f"{path.name}.toml"
    return built_in if not path.exists() and built_in.exists() else path
