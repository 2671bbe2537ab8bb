"""The file of a jurisdiction (TOML): who exists, what may be applied for, who answers for it.

Top level: `region` (GB/T 2260, 6 digits), `name`, `simulated` (for ever: may its time be driven?),
`valid_from` (default of every post and responsibility). Then

    [calendar]          file = "china" or a TOML path; or weekends = "NAME", known_from, known_to
                        and zone (an IANA name, default Asia/Shanghai)
    [[organisation]]    key, uscc, name
    [[post]]            post, role, org (a key; none: the whole jurisdiction), items, person,
                        sources, valid_from, valid_to, public_nkey, tier, licence,
                        substitute_for (the post that this one stands in for)
    [[item]]            as `ItemVersionPublished`, with `code` and `version`
    [[responsibility]]  items, functions, org (a key), valid_from, valid_to, legal_basis,
                        territory
    [[seal]]            seal, org (a key), kind, valid_from
    [[reference_list]]  kind, version, entries (code, name, basis), valid_from
    [[service_window]]  window, weekdays, opens, closes (minutes), valid_from, valid_to

Example: `app/data/demo_county.toml`. `valid_to` is exclusive. A file without items is filled from a
catalogue (`shenguan items`) or by command.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.calendar_file import zone_named
from app.ingest.toml_file import read_toml
from app.onboarding.published import Published
from app.reports.checks import is_uscc
from domain.registry.events import ItemVersionPublished
from domain.registry.items import check_standard
from domain.registry.standards import (
    DecisionTier,
    FlowProfile,
    Function,
    ItemStandard,
    PushPriority,
)
from domain.registry.territories import Territory
from domain.shared.act import Role
from domain.shared.errors import Invalid
from domain.shared.event import Code, Text
from domain.timing.notices import CalendarDataError

Days = Annotated[int, Field(ge=1, le=400)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CalendarFile(_Part):
    """One of: the State Council's ("china"), a file of the same layout, plain weekends."""

    file: str | None = None
    weekends: Code | None = None
    known_from: date | None = None
    known_to: date | None = None
    zone: str = "Asia/Shanghai"

    @model_validator(mode="after")
    def _one(self) -> "CalendarFile":
        if (self.file is None) == (self.weekends is None):
            raise ValueError("give either file or weekends")
        if self.weekends and not (self.known_from and self.known_to):
            raise ValueError("weekends needs known_from and known_to")
        try:
            zone_named(self.zone)
        except CalendarDataError as error:
            raise ValueError(error.en) from None
        return self


class Organisation(_Part):
    key: Code
    uscc: Code
    name: Text


class Post(_Part):
    """`person` is the pseudonymous id of its holder; the demo has posts instead of people."""

    post: Code
    role: Role
    org: Code | None = None
    items: tuple[Code, ...] = ()
    person: Code | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    public_nkey: Code | None = None
    sources: tuple[Code, ...] = ()
    tier: DecisionTier | None = None
    licence: Code | None = None
    substitute_for: Code | None = None


class Item(_Part):
    """Days are working days."""

    code: Code
    version: int = Field(default=1, ge=1)
    name: Text
    profile: FlowProfile
    legal_days: Days
    committed_days: Days
    materials: tuple[Text, ...] = ()
    survey_required: bool = False
    commitment_allowed: bool = False
    verify_days: Days = 60
    push_priority: PushPriority = PushPriority.NORMAL
    valid_from: date | None = None
    standard: ItemStandard | None = None

    def published(self) -> ItemVersionPublished:
        """The version as it is recorded."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        code, version = values.pop("code"), values.pop("version")
        return ItemVersionPublished(item_code=code, item_version=version, **values)


class Responsibility(_Part):
    items: tuple[Code, ...] = Field(min_length=1)
    functions: tuple[Function, ...] = Field(min_length=1)
    org: Code
    valid_from: date | None = None
    valid_to: date | None = None
    legal_basis: Text | None = None
    territory: Territory | None = None


class County(Published):
    """A whole file, checked: references exist, every USCC is valid, one ADMIN post at least."""

    region: str = Field(pattern=r"^[0-9]{6}$")
    name: Text
    simulated: bool
    valid_from: date
    calendar: CalendarFile
    organisation: tuple[Organisation, ...] = Field(min_length=1)
    post: tuple[Post, ...] = Field(min_length=1)
    item: tuple[Item, ...] = ()
    responsibility: tuple[Responsibility, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> "County":
        keys = [one.key for one in self.organisation]
        if len(set(keys)) != len(keys):
            raise ValueError("an organisation key is there twice")
        for one in self.organisation:
            if not is_uscc(one.uscc):
                raise ValueError(f"{one.uscc} ({one.key}) is no valid unified social credit code")
        parts = (*self.post, *self.responsibility, *self.seal)
        named = {part.org for part in parts if part.org}
        if unknown := sorted(named - set(keys)):
            raise ValueError(f"no organisation has the key {', '.join(unknown)}")
        items = {one.code for one in self.item}
        wanted = {i for part in (*self.post, *self.responsibility) for i in part.items}
        if unknown := sorted(wanted - items):
            raise ValueError(f"no item has the code {', '.join(unknown)}")
        for one in self.item:
            try:
                check_standard(one.published())
            except Invalid as error:
                raise ValueError(f"item {one.code} version {one.version}: {error.en}") from None
        first = {(one.post, one.role, one.org) for one in self.post if not one.substitute_for}
        for one in self.post:
            if one.substitute_for and (one.substitute_for, one.role, one.org) not in first:
                raise ValueError(
                    f"post {one.post}: substitute_for names no post of its role and organisation"
                )
        if not any(one.role is Role.ADMIN for one in self.post):
            raise ValueError("at least one post has the role ADMIN")
        return self


def load_county(path: Path) -> County:
    """Read and check a file; a calendar path in it is relative to it.

    Raises:
        DomainError: county-invalid, with the line (syntax) or the keys (content).
    """
    county = read_toml(path, County, "county-invalid")
    if county.calendar.file in (None, "china"):
        return county
    absolute = str((path.parent / str(county.calendar.file)).resolve())
    calendar = county.calendar.model_copy(update={"file": absolute})
    return county.model_copy(update={"calendar": calendar})
