"""An item with a published standard: what is core, what may follow, what the office fetches."""

from domain.registry.events import ItemVersionPublished
from domain.registry.standards import FlowProfile, ItemStandard, MaterialRequirement, MaterialSource
from domain.shared.subject import Material
from tests.domain.acts import item

FORM, LICENCE, LEASE, PLAN = "申请表", "营业执照", "租赁合同", "平面图"
STANDARD = ItemStandard(
    conditions=("场所合格",),
    materials=(
        MaterialRequirement(name=FORM),
        MaterialRequirement(name=LICENCE, source=MaterialSource.DEPARTMENT_FETCH),
        MaterialRequirement(name=LEASE, core=False),
        MaterialRequirement(name=PLAN, core=False),
    ),
    gap_days=3,
)
HANDED_IN = (Material(name=FORM),)


def standardised(
    profile: FlowProfile = FlowProfile.FIVE_STAGE, **changes: object
) -> ItemVersionPublished:
    """The item of `tests.domain.acts` with the standard above, and `changes` to it."""
    return item(profile=profile, standard=STANDARD.model_copy(update=changes))
