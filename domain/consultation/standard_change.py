"""监管标准变更: told by the regulator, adopted or declined by the approving side, once (S3)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.consultation import standard_commands as c
from domain.consultation import standard_events as e
from domain.shared import folding
from domain.shared.act import Act
from domain.shared.command import Command
from domain.shared.errors import Forbidden, Invalid, Refused
from domain.shared.event import DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardChange(folding.History):
    """State of one change. `open`: told, and neither adopted nor declined."""

    addressee: str | None = None
    item_codes: frozenset[str] = frozenset()
    open: bool = False


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """`versions`: the numbers of every item's versions; `organisations`: those registered."""

    at: datetime
    org: str | None
    organisations: Iterable[str]
    versions: Mapping[str, Iterable[int]]


def _notified(_state: StandardChange, act: Act) -> folding.Changes:
    event: Any = act.event
    codes = frozenset(event.item_codes)
    return {"addressee": event.addressee, "item_codes": codes, "open": True}


STEPS: folding.Steps = {
    e.StandardChangeNotified: _notified,
    e.StandardChangeAdopted: lambda *_: {"open": False},
    e.StandardChangeDeclined: lambda *_: {"open": False},
}


def fold(acts: Iterable[Act]) -> StandardChange:
    """The change after all of its acts."""
    return folding.fold(acts, STEPS, StandardChange())


def _notify(
    state: StandardChange, command: c.NotifyStandardChange, facts: ChangeFacts
) -> DomainEvent:
    if state.acts:
        raise Refused("number-taken", "变更编号已被使用，请换一个", "the number is in use")
    if facts.org is None:
        raise Forbidden("post-without-organisation", "岗位须属机构", "the post has no organisation")
    if command.addressee not in facts.organisations:
        raise Invalid(
            "organisation-unknown", "机构未登记", "no such organisation", fields=("addressee",)
        )
    for code in command.item_codes:
        if code not in facts.versions:
            raise Invalid(
                "item-unknown", f"事项未登记：{code}", f"no such item: {code}",
                fields=("itemCodes",),
            )  # fmt: skip
    return e.StandardChangeNotified(org=facts.org, **dict(command))


def _settle(state: StandardChange, facts: ChangeFacts) -> None:
    if facts.org is None or facts.org != state.addressee:
        raise Forbidden(
            "change-other-organisation",
            "该变更告知的是其他机构",
            "the change was told to another organisation",
        )
    if not state.open:
        raise Refused("change-settled", "该变更已答复", "the change has been answered")


def _adopt(
    state: StandardChange, command: c.AdoptStandardChange, facts: ChangeFacts
) -> DomainEvent:
    _settle(state, facts)
    for code, version in command.item_versions.items():
        if code not in state.item_codes or version not in facts.versions.get(code, ()):
            raise Invalid(
                "item-version-unknown",
                f"变更不涉及该事项，或无此版本：{code}",
                f"the change does not name the item, or there is no such version: {code}",
                fields=("itemVersions",),
            )
    return e.StandardChangeAdopted(**dict(command))


def _decline(
    state: StandardChange, command: c.DeclineStandardChange, facts: ChangeFacts
) -> DomainEvent:
    _settle(state, facts)
    return e.StandardChangeDeclined(reason=command.reason)


_GUARDS: dict[type[Command], Callable[[StandardChange, Any, ChangeFacts], DomainEvent]] = {
    c.NotifyStandardChange: _notify,
    c.AdoptStandardChange: _adopt,
    c.DeclineStandardChange: _decline,
}


def decide(state: StandardChange, command: Command, facts: ChangeFacts) -> tuple[DomainEvent, ...]:
    """The event that `command` causes.

    Raises:
        Refused: answered already, or the number is in use.
        Forbidden: it was told to another organisation.
        Invalid: it names what does not exist.
    """
    return (_GUARDS[type(command)](state, command, facts),)
