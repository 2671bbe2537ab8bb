"""发布事项版本: guards on what a published standard may say (一事项一编码; 减证便民)."""

from domain.registry.commands import PublishItemVersion
from domain.registry.events import ItemVersionPublished
from domain.registry.institution import Institution
from domain.registry.standards import FlowProfile, ItemStandard, LicensingMode
from domain.shared.errors import Invalid, Refused
from domain.shared.event import DomainEvent

CATCH_ALL = ("其他材料", "其它材料", "其他有关材料", "其他相关材料", "其它有关材料", "其它相关材料")
"""兜底条款: wording that lets a clerk ask for anything (营商§15 clean-up; S3). Source: domain.md
§1.1."""


def publish(state: Institution, command: PublishItemVersion) -> tuple[DomainEvent, ...]:
    """发布事项版本: the next one, and one that an applicant can prepare for."""
    if command.committed_days > command.legal_days:
        raise Invalid(
            "item-committed-beyond-legal",
            "承诺时限不得长于法定时限",
            "the committed limit may not exceed the legal one",
            fields=("committedDays",),
        )
    event = ItemVersionPublished(**dict(command))
    versions = state.items.get(command.item_code, {})
    if versions.get(command.item_version) == event:
        return ()
    if command.item_version != len(versions) + 1:
        raise Refused(
            "item-version-out-of-turn",
            f"下一版本号应为 {len(versions) + 1}",
            f"the next version is {len(versions) + 1}; a published version is never changed",
        )
    check_standard(event)
    _check_order(state, command)
    return (event,)


def check_standard(event: ItemVersionPublished) -> None:
    """Raises:
    Invalid: a demand without content, or parts of the standard that contradict each other.
    """
    standard = event.standard or ItemStandard()
    names = [*event.materials, *(one.name for one in standard.materials)]
    if any(word in name.replace(" ", "") for name in names for word in CATCH_ALL):
        raise Invalid(
            "item-catch-all-material",
            "材料清单不得含“其他材料”等兜底条款，请逐项列明",
            "the list of materials asks for “other materials”; name each one",
            fields=("materials",),
        )
    stated = [one.name for one in standard.materials]
    if len(set(stated)) != len(stated):
        raise _contradiction("材料重复", "a material is there twice", "standard.materials")
    if standard.gap_days and all(one.core for one in standard.materials):
        raise _contradiction(
            "容缺补交期限须以非核心材料为前提",
            "gapDays needs a material that is not core",
            "standard.gapDays",
        )
    if event.profile is FlowProfile.FILING and standard.mode is not LicensingMode.FILING:
        raise _contradiction(
            "备案流程须以“审批改为备案”为前提",
            "the profile FILING needs the mode FILING",
            "profile",
        )
    if (standard.mode is LicensingMode.COMMITMENT or standard.commitment_type) and not (
        event.commitment_allowed
    ):
        raise _contradiction(
            "实行告知承诺的事项须允许承诺",
            "an item by commitment must allow one",
            "commitmentAllowed",
        )
    if (standard.substantive_review_org is None) != (standard.substantive_review_until is None):
        raise _contradiction(
            "实质审查机构与期限须同时载明",
            "substantiveReviewOrg and substantiveReviewUntil are stated together",
            "standard.substantiveReviewOrg",
        )


def _check_order(state: Institution, command: PublishItemVersion) -> None:
    before = state.first_days.get((command.item_code, command.item_version - 1))
    if before and command.valid_from and command.valid_from < before:
        raise _contradiction(
            "生效日早于上一版本", "the version before counts from a later date", "validFrom"
        )


def _contradiction(zh: str, en: str, field: str) -> Invalid:
    return Invalid("item-contradiction", zh, en, fields=(field,))
