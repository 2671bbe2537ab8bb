"""Commands that set up an institution; ADMIN posts alone issue them, and no business act.

Genesis (`JurisdictionEstablished`) is no command: `shenguan init` writes it when it opens the log.
"""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.registry.events import DayRange
from domain.registry.standards import (
    CatalogueLine,
    DecisionTier,
    FlowProfile,
    Function,
    ItemStandard,
    PushPriority,
)
from domain.registry.territories import Territory
from domain.shared.act import Role
from domain.shared.command import Command
from domain.shared.event import Code, Text


class RegisterOrganisation(Command):
    """登记机构."""

    NAME: ClassVar[str] = "register-organisation"
    uscc: Code
    name: Text


class AssignPost(Command):
    """设岗定责. `valid_to` is exclusive; `tier`, `licence`, `substitute_for`: as `PostAssigned`."""

    NAME: ClassVar[str] = "assign-post"
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


class EndPost(Command):
    """离岗: from `ended_on` on the post is not held."""

    NAME: ClassVar[str] = "end-post"
    post: Code
    ended_on: date
    reason: Text


class PublishItemVersion(Command):
    """发布事项版本: versions count from 1 without a gap; each from `valid_from` on, absent: now."""

    NAME: ClassVar[str] = "publish-item-version"
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


class AssignResponsibility(Command):
    """确定责任. `valid_to` is exclusive; `territory` absent: all of the region."""

    NAME: ClassVar[str] = "assign-responsibility"
    item_code: Code
    function: Function
    org: Code
    valid_from: date
    valid_to: date | None = None
    legal_basis: Text | None = None
    territory: Territory | None = None


class PublishCalendar(Command):
    """发布工作日历."""

    NAME: ClassVar[str] = "publish-calendar"
    calendar: Code
    version: Code
    known_from: date
    known_to: date
    holidays: tuple[DayRange, ...]
    make_up_days: tuple[date, ...]
    sources: tuple[Text, ...] = ()
    zone: Code = "Asia/Shanghai"


class AmendCalendar(Command):
    """修订工作日历."""

    NAME: ClassVar[str] = "amend-calendar"
    calendar: Code
    version: Code
    known_to: date
    holidays: tuple[DayRange, ...] = ()
    make_up_days: tuple[date, ...] = ()
    removed: tuple[date, ...] = ()
    reason: Text
