"""What a published standard may say: demands with content, parts that agree."""

from typing import Any

import pytest

from domain.registry.items import check_standard
from domain.registry.standards import (
    CommitmentType,
    FlowProfile,
    ItemStandard,
    LicensingMode,
    MaterialRequirement,
)
from domain.shared.errors import Invalid
from tests.domain.acts import item

CORE, LATER = MaterialRequirement(name="申请表"), MaterialRequirement(name="布局图", core=False)


@pytest.mark.parametrize(
    "stated",
    [
        {"materials": (CORE, LATER), "gap_days": 5},
        {"mode": LicensingMode.FILING},
        {"materials": (MaterialRequirement(name="其他组织的营业执照"),)},
    ],
)
def test_a_sound_standard_passes(stated: dict[str, Any]):
    check_standard(item(standard=ItemStandard(**stated)))


@pytest.mark.parametrize(
    ("code", "stated", "terms"),
    [
        ("item-catch-all-material", {"materials": (MaterialRequirement(name="其他 材料"),)}, {}),
        ("item-catch-all-material", {}, {"materials": ("法律法规规定的其它材料",)}),
        ("item-contradiction", {"materials": (CORE, CORE)}, {}),
        ("item-contradiction", {"materials": (CORE,), "gap_days": 5}, {}),
        ("item-contradiction", {"gap_days": 5}, {}),
        ("item-contradiction", {}, {"profile": FlowProfile.FILING}),
        ("item-contradiction", {"mode": LicensingMode.COMMITMENT}, {}),
        ("item-contradiction", {"commitment_type": CommitmentType.FULL}, {}),
        ("item-contradiction", {"substantive_review_org": "11320412MB0000002B"}, {}),
    ],
)
def test_a_standard_that_contradicts_itself_is_refused(
    code: str, stated: dict[str, Any], terms: dict[str, Any]
):
    with pytest.raises(Invalid, match=f"^{code}:"):
        check_standard(item(standard=ItemStandard(**stated), **terms))
