"""Commands on seals and on what is published: reference lists, hours of service."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.registry.published import ListEntry, ListKind
from domain.registry.seals import SealKind
from domain.shared.command import Command
from domain.shared.event import Code, Text


class ActivateSeal(Command):
    """启用印章."""

    NAME: ClassVar[str] = "activate-seal"
    seal: Code
    org: Code
    kind: SealKind
    valid_from: date


class SealUpSeal(Command):
    """封存印章: from `sealed_on` it may not be used."""

    NAME: ClassVar[str] = "seal-up-seal"
    seal: Code
    sealed_on: date
    reason: Text


class DestroySeal(Command):
    """销毁印章: only one that is sealed up."""

    NAME: ClassVar[str] = "destroy-seal"
    seal: Code
    destroyed_on: date
    witness: Code


class PublishList(Command):
    """公布清单: whole, versions count from 1 without a gap."""

    NAME: ClassVar[str] = "publish-list"
    kind: ListKind
    list_version: int = Field(ge=1)
    entries: tuple[ListEntry, ...]
    valid_from: date


class PublishHours(Command):
    """公布服务时间: `opens` and `closes` in minutes after midnight, `weekdays` 1 Monday to 7."""

    NAME: ClassVar[str] = "publish-hours"
    window: Code
    weekdays: tuple[int, ...] = Field(min_length=1, max_length=7)
    opens: int = Field(ge=0, le=1440)
    closes: int = Field(ge=0, le=1440)
    valid_from: date
    valid_to: date | None = None
