"""Shapes of answers. They describe what the routes send and are held against it by a test that
asks every address; nothing is validated with them while serving."""

from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from domain.registry.identifiers import CodeFlaw
from domain.registry.standards import CatalogueLine, ItemStandard

Light = Literal["GREEN", "WARN", "YELLOW", "RED"]
Severity = Literal["INFO", "HINT", "WARN", "YELLOW", "RED", "CLUE"]
Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256, hexadecimal")]
Base64 = Annotated[str, Field(pattern="^[A-Za-z0-9+/]*={0,2}$")]
Count = Annotated[int, Field(ge=0)]
Position = Annotated[int, Field(ge=0, description="Of an event in the log, from 1")]
RowT = TypeVar("RowT")


class Shape(BaseModel):
    """Every member is always there; None is null."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", arbitrary_types_allowed=True
    )


class Page(Shape, Generic[RowT]):
    """One page; `next` is the cursor of the following page, `position` what has been read up to."""

    items: list[RowT]
    next: str | None
    position: Position


class Inclusion(Shape):
    """That the entry at `index` stands under `root` of a tree of `size` entries (RFC 6962)."""

    region: str
    log: str
    index: Count
    size: Count
    proof: list[Base64]
    leaf_hash: Hash
    root: Hash


class Consistency(Shape):
    """That the tree of `new` entries is the tree of `old` plus appends."""

    region: str
    log: str
    old: Count
    new: Count
    proof: list[Base64]
    old_root: Hash
    new_root: Hash


class Entry(Shape):
    """One whole entry: the leaf's header, its hash, the bytes that the header digests."""

    header: dict[str, Any]
    leaf_hash: Hash
    state: Base64


class Entries(Shape):
    """Entries in their order."""

    region: str
    log: str
    entries: list[Entry]


class Receipt(Shape):
    """Where an act stands in the log; `proof` is the address of its newest inclusion proof."""

    region: str
    log: str
    index: Count
    position: Position
    event_id: UUID
    stream: UUID
    version: Annotated[int, Field(ge=1)]
    type: str
    recorded_at: datetime
    leaf_hash: Hash
    proof: str
    inclusion: Inclusion = Field(default=None)  # ty: ignore[invalid-assignment] - absent, not null


class Done(Shape):
    """A command that was carried out; `position` is for `atLeast` of a query. `replayed`: it had
    been before, and the receipts are the first ones. `queryCode` (查询码), when an application was
    submitted or received: for the applicant, who tracks the case with it. `secret`: of a webhook,
    when it was requested or its secret rotated; it is shown nowhere else."""

    id: UUID
    version: Count
    replayed: bool
    position: Position | None
    receipts: list[Receipt]
    query_code: str = Field(default=None)  # ty: ignore[invalid-assignment] - absent, not null
    secret: str = Field(default=None)  # ty: ignore[invalid-assignment] - absent, not null


class Recorded(Shape):
    """A report that is in the log; `known`: it had been before. `queryCode` (查询码), of an
    application or a receipt: for the applicant."""

    receipt: Receipt
    known: bool
    query_code: str = Field(default=None)  # ty: ignore[invalid-assignment] - absent, not null


class ReportCounts(Shape):
    """What became of the items of a body."""

    recorded: Count
    known: Count
    refused: Count


class Who(Shape):
    """Who the token says you are, and your post."""

    region: str
    post: str
    role: str
    org: str | None
    items: list[str]


class Item(Shape):
    """One version of an item; `responsible` names the organisation of each function."""

    item_code: str
    item_version: Annotated[int, Field(ge=1)]
    name: str
    profile: Literal["FIVE_STAGE", "TWO_LEVEL", "INSTANT", "FILING"]
    legal_days: Annotated[int, Field(ge=1)]
    committed_days: Annotated[int, Field(ge=1)]
    materials: list[str]
    survey_required: bool
    commitment_allowed: bool
    verify_days: Count
    push_priority: Literal["URGENT", "NORMAL", "LOW"]
    valid_from: date | None
    standard: ItemStandard | None
    listed: CatalogueLine | None
    department_code_flaw: CodeFlaw | None
    responsible: dict[str, str | None]


class Items(Shape):
    """Every item in the version in force on `validAt`; `counts`: department codes that fail their
    check (D-08), by what is wrong."""

    region: str
    valid_at: date
    counts: dict[CodeFlaw, Annotated[int, Field(ge=1)]]
    items: list[Item]


class Organisation(Shape):
    """One department."""

    uscc: str
    name: str


class Organisations(Shape):
    """The departments of the region."""

    region: str
    name: str | None
    items: list[Organisation]


class SignedIn(Shape):
    """A token of the demo (RFC 6749 §5.1)."""

    model_config = ConfigDict(alias_generator=None)

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: Annotated[int, Field(ge=1)]


class Keys(Shape):
    """A JWK set (RFC 7517)."""

    keys: list[dict[str, str]]


class Alive(Shape):
    """The process lives."""

    status: Literal["ok"]


class Readiness(Shape):
    """Whether work can be done; members may be added."""

    model_config = ConfigDict(extra="allow")

    status: str
    database: bool
