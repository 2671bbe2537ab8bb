"""联动规则: the command that sets how a region signs, claims and arbitrates, and its guard."""

from typing import ClassVar

from pydantic import Field

from domain.registry.institution import Institution
from domain.registry.known import need_organisation
from domain.registry.linkage import ClaimModel, LinkagePolicySet
from domain.shared.command import Command
from domain.shared.event import Code, Day


class SetLinkagePolicy(Command):
    """设定联动规则: fields as `LinkagePolicySet`; pushes from `valid_from` on follow it."""

    NAME: ClassVar[str] = "set-linkage-policy"
    valid_from: Day
    claim_model: ClaimModel = ClaimModel.EXPLICIT_WITH_FALLBACK
    sign_days: int = Field(default=1, ge=1, le=60)
    claim_days: int = Field(default=3, ge=1, le=60)
    negotiation_days: int = Field(default=3, ge=1, le=60)
    ruling_days: int = Field(default=10, ge=1, le=120)
    staffing_office: Code | None = None
    government: Code | None = None
    interim_org: Code | None = None


def set_policy(state: Institution, command: SetLinkagePolicy) -> tuple[LinkagePolicySet, ...]:
    """Nothing new where the rules of that day say the same.

    Raises:
        Invalid: it names an organisation that is not registered.
    """
    for field, name in (
        ("staffing_office", "staffingOffice"), ("government", "government"),
        ("interim_org", "interimOrg"),
    ):  # fmt: skip
        if org := getattr(command, field):
            need_organisation(state, org, name)
    event = LinkagePolicySet(**dict(command))
    return () if state.linkage_on(command.valid_from) == event else (event,)
