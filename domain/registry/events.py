"""Events of the institution: who exists, what may be applied for, who answers for it."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.registry.linkage import EVENTS as LINKAGE
from domain.registry.powers import EVENTS as POWERS
from domain.registry.published import EVENTS as PUBLISHED
from domain.registry.seals import EVENTS as SEALS
from domain.registry.standards import (
    CatalogueLine,
    DecisionTier,
    FlowProfile,
    Function,
    ItemStandard,
    PushPriority,
)
from domain.shared.act import Role
from domain.shared.event import Code, DomainEvent, Text, Value


class JurisdictionEstablished(DomainEvent):
    """设立辖区: genesis of one log; says for ever whether its time may be driven.

    Source: ledger.md (Trees), design.md (genesis).
    """

    TYPE: ClassVar[str] = "jurisdiction.established"
    region: Code
    name: Text
    origin: Code
    simulated: bool


class OrganisationRegistered(DomainEvent):
    """登记机构: a department by its unified social credit code. Source: GB 32100-2015."""

    TYPE: ClassVar[str] = "organisation.registered"
    uscc: Code
    name: Text


class PostAssigned(DomainEvent):
    """设岗定责: a post, its role and organisation, and the person who holds it for a period.

    Source: S2「每个环节具体责任人」; domain.md §4.8. `public_nkey` lets the post read the push;
    `sources` are the systems that a SOURCE post of an organisation reports for. `tier`: the highest
    that a decider may decide (首席代表授权). `licence`: 执法证号 of one who inspects.
    `substitute_for`: the post that this one stands in for while its holder is away.
    """

    TYPE: ClassVar[str] = "post.assigned"
    post: Code
    person_id: Code
    role: Role
    org: Code | None = None
    items: tuple[Code, ...] = ()
    valid_from: date
    valid_to: date | None = None
    public_nkey: Code | None = None
    sources: tuple[Code, ...] = ()
    tier: DecisionTier | None = None
    licence: Code | None = None
    substitute_for: Code | None = None


class PostEnded(DomainEvent):
    """离岗: the post is no longer held from this date on. Source: domain.md §4.8."""

    TYPE: ClassVar[str] = "post.ended"
    post: Code
    ended_on: date
    reason: Text


class ItemVersionPublished(DomainEvent):
    """发布事项版本: one standardised item (一事项一编码). Source: S3; 许可§30 公示.

    Days are working days (许可§82). `verify_days`: 承诺核查期限. `valid_from`: a version
    counts from this date, absent: from its publication. `survey_required` and `commitment_allowed`
    rule the guards; `standard` says the rest of the published standard. `listed`: the line of the
    official catalogue that it comes from.
    """

    TYPE: ClassVar[str] = "item.version_published"
    item_code: Code
    item_version: int = Field(ge=1)
    name: Text
    profile: FlowProfile
    legal_days: int = Field(ge=1, le=400)
    committed_days: int = Field(ge=1, le=400)
    materials: tuple[Text, ...] = ()
    survey_required: bool = False
    commitment_allowed: bool = False
    verify_days: int = Field(default=60, ge=1, le=400)
    push_priority: PushPriority = PushPriority.NORMAL
    valid_from: date | None = None
    standard: ItemStandard | None = None
    listed: CatalogueLine | None = None


class ResponsibilityAssigned(DomainEvent):
    """确定责任: an organisation answers for one function of one item, from a date on.

    Source: S2「移交划转」; bitemporal with the log's own recordedAt. `valid_to` is exclusive.
    `territory`: a part of the region (区划代码, or its leading digits) that this is about; absent:
    all of it. The narrowest that fits answers (属地监管).
    """

    TYPE: ClassVar[str] = "responsibility.assigned"
    item_code: Code
    function: Function
    org: Code
    valid_from: date
    valid_to: date | None = None
    legal_basis: Text | None = None
    territory: Code | None = None


class DayRange(Value):
    """A named run of days, both ends included; `source` is the notice that says so."""

    name: Text
    first: date
    last: date
    source: Text | None = None


class CalendarPublished(DomainEvent):
    """发布工作日历: State Council holiday arrangement of one or more years. Source: 放假§2.

    `holidays` and `make_up_days` (调休上班) are exceptions to the week; outside
    [known_from, known_to] every due date is provisional. `zone`: IANA name of the time zone in
    which this jurisdiction's days begin and end.
    """

    TYPE: ClassVar[str] = "calendar.published"
    calendar: Code
    version: Code
    known_from: date
    known_to: date
    holidays: tuple[DayRange, ...]
    make_up_days: tuple[date, ...]
    sources: tuple[Text, ...] = ()
    zone: Code = "Asia/Shanghai"


class CalendarAmended(DomainEvent):
    """修订工作日历: days that change after publication; every open deadline is computed again.

    Source: domain.md §2.2.
    """

    TYPE: ClassVar[str] = "calendar.amended"
    calendar: Code
    version: Code
    known_to: date
    holidays: tuple[DayRange, ...] = ()
    make_up_days: tuple[date, ...] = ()
    removed: tuple[date, ...] = ()
    reason: Text


EVENTS: tuple[type[DomainEvent], ...] = (
    JurisdictionEstablished,
    OrganisationRegistered,
    PostAssigned,
    PostEnded,
    ItemVersionPublished,
    ResponsibilityAssigned,
    CalendarPublished,
    CalendarAmended,
    *POWERS,
    *SEALS,
    *PUBLISHED,
    *LINKAGE,
)
