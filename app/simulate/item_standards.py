"""What the items of a generated county publish: which materials may follow, which flows are short.

Drawn from each item's code, so that the rest of the county is what it would be without.
"""

from random import Random

from app.onboarding.county import Item
from domain.registry.standards import (
    FlowProfile,
    ItemStandard,
    LicensingMode,
    MaterialRequirement,
    MaterialSource,
)

FILING, INSTANT, LISTED = 0.04, 0.1, 0.6
"""Upper bounds of one draw: a filing (备案), granted by rules (即办), an ordinary item with a
material list. The rest publish no list."""
FETCHED = MaterialRequirement(
    name="营业执照（电子证照）",
    core=False,
    source=MaterialSource.DEPARTMENT_FETCH,
    issuer="市场监督管理局",
)
_CORE = 2
"""So many materials are always core; each of the others may follow in one of two items."""


def published(item: Item) -> Item:
    """The item with what its standard says beyond what it says already."""
    rng = Random(f"standard:{item.code}")  # noqa: S311 - a simulation, not a secret
    fate = rng.random()
    if fate >= LISTED:
        return item
    materials = tuple(
        MaterialRequirement(name=name, core=place < _CORE or rng.random() < 0.5)
        for place, name in enumerate(item.materials)
    )
    fetched = (FETCHED,) if rng.random() < 0.5 else ()
    stated = item.standard or ItemStandard()
    says: dict[str, object] = {"materials": (*materials, *fetched)}
    if any(not one.core for one in materials):
        says["gap_days"] = 10
    changes: dict[str, object] = {}
    if fate < INSTANT:
        stated = ItemStandard()  # nobody goes and looks
        changes = {"survey_required": False, "commitment_allowed": False, "verify_days": 60}
        changes["profile"] = FlowProfile.FILING if fate < FILING else FlowProfile.INSTANT
        if fate < FILING:
            says["mode"] = LicensingMode.FILING
    return item.model_copy(update={**changes, "standard": stated.model_copy(update=says)})
