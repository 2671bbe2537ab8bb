"""A county of the documents' scale, generated: 156 items in five sections, 42 posts of the bureau.

The same scale, seed and first day always give the same county. Codes have valid check characters
and belong to nobody; posts stand for people.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice
from random import Random

from app.onboarding.county import CalendarFile, County, Item, Organisation, Post, Responsibility
from app.simulate.applicants import credit_code
from app.simulate.departments import CASES, DEPARTMENTS, MATERIALS, SECTIONS
from app.simulate.item_standards import published
from domain.registry.standards import (
    FlowProfile,
    Function,
    ItemStandard,
    PushPriority,
    SurveyMode,
)
from domain.shared.act import Role

REGION = "329902"
"""Looks like a county of GB/T 2260 and is none; the demo's neighbour."""
BUREAU = "approval"
_BASE = ((Role.WINDOW, 2), (Role.REVIEWER, 2), (Role.CHIEF_DECIDER, 1), (Role.CERT_MAKER, 1))
_OF_THE_COUNTY = (
    Role.ADMIN,
    Role.DISCIPLINE,
    Role.EFFICIENCY_OFFICER,
    Role.ARBITER,
    Role.LEADER,
)
_SHARED = ((Role.SURVEYOR, 6), (Role.LEADER, 1))
FEWEST_POSTS = len(SECTIONS) * sum(n for _, n in _BASE) + sum(n for _, n in _SHARED)
_UNASSIGNED = 0.02
"""Share of items that nobody supervises before a quarter has passed (监管空白)."""


SURVEYED = ItemStandard(survey_mode=SurveyMode.ONSITE, survey_filing=True)


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a county is. `posts`: of the bureau; each department has a liaison and `regulators`
    of its own."""

    region: str = REGION
    items: int = 156
    posts: int = 42
    departments: int = 22
    regulators: int = 2

    @property
    def dice(self) -> str:
        """What the county's items are drawn by; more regulators leave them as they are."""
        return (
            f"Scale(region={self.region!r}, items={self.items}, posts={self.posts}, "
            f"departments={self.departments})"
        )

    def __post_init__(self) -> None:
        if not 1 <= self.departments <= len(DEPARTMENTS):
            raise ValueError(f"departments: 1 to {len(DEPARTMENTS)}")
        if not 1 <= self.regulators <= 99:
            raise ValueError("regulators: 1 to 99 of each department")
        if not FEWEST_POSTS <= self.posts <= 500:
            raise ValueError(f"posts: {FEWEST_POSTS} to 500, so that every section is staffed")
        if not len(SECTIONS) <= self.items <= 2_000:
            raise ValueError(f"items: {len(SECTIONS)} to 2000")


def county_of(scale: Scale, seed: int, first_day: date) -> County:
    """The county as it stands on `first_day`."""
    rng = Random(f"county:{seed}:{scale.dice}")  # noqa: S311 - a simulation, not a secret
    items = tuple(published(one) for one in islice(_items(scale, rng), scale.items))
    sections = {one.code: SECTIONS[number % len(SECTIONS)] for number, one in enumerate(items)}
    return County(
        region=scale.region,
        name="模拟县",
        simulated=True,
        valid_from=first_day - timedelta(days=365),  # before the stock that the old system leaves
        calendar=CalendarFile(file="china"),
        organisation=tuple(_organisations(scale)),
        post=(*_posts(scale, sections), *_outside(scale)),
        item=items,
        responsibility=tuple(_responsibilities(scale, items, rng, first_day)),
    )


def _key(number: int) -> str:
    return f"dept{number:02d}"


def _organisations(scale: Scale) -> Iterator[Organisation]:
    def code(number: int) -> str:
        return credit_code("11", scale.region, f"MB{number:06d}")

    yield Organisation(key=BUREAU, uscc=code(0), name="模拟县行政审批局")
    for number, (name, _) in enumerate(DEPARTMENTS[: scale.departments], start=1):
        yield Organisation(key=_key(number), uscc=code(number), name=f"模拟县{name}")


def _items(scale: Scale, rng: Random) -> Iterator[Item]:
    """Items by department in turn; a code's middle part names the department."""
    fields = [
        (number, field)
        for number, (_, held) in enumerate(DEPARTMENTS[: scale.departments], start=1)
        for field in held
    ]
    counts: dict[int, int] = {}
    for round_ in cycle(range(len(CASES))):
        for number, field in fields:
            counts[number] = counts.get(number, 0) + 1
            code = f"{scale.region}-{number:02d}{counts[number]:03d}"
            last = counts[number] // (len(CASES) * 3)
            name = f"{field}许可（{CASES[round_]}{last or ''}）"
            yield _item(code, name, rng)


def _item(code: str, name: str, rng: Random) -> Item:
    five = rng.random() < 0.4
    legal = rng.choice((20, 20, 20, 10, 7, 30))
    commitment = not five and rng.random() < 0.45
    item = Item(
        code=code,
        name=name,
        profile=FlowProfile.FIVE_STAGE if five else FlowProfile.TWO_LEVEL,
        legal_days=legal,
        committed_days=rng.randrange(3, 1 + max(4, legal * 3 // 5)),
        materials=MATERIALS[: rng.randrange(2, len(MATERIALS) + 1)],
        survey_required=five and rng.random() < 0.55,
        commitment_allowed=commitment,
        verify_days=rng.choice((10, 20, 30, 60)) if commitment else 60,
        push_priority=rng.choices(tuple(PushPriority), (1, 6, 3))[0],
    )
    return item.model_copy(update={"standard": SURVEYED}) if item.survey_required else item


def _posts(scale: Scale, sections: dict[str, str]) -> Iterator[Post]:
    """The bureau's: each section staffed alike, what is left over goes to the windows in turn."""
    spare = scale.posts - FEWEST_POSTS
    for number, section in enumerate(SECTIONS):
        items = tuple(code for code, of in sections.items() if of == section)
        more = spare // len(SECTIONS) + (number < spare % len(SECTIONS))
        for role, count in _BASE:
            total = count + more if role is Role.WINDOW else count
            for held in range(1, total + 1):
                name = f"{_NAMES[role]}-{section}-{held:02d}"
                yield Post(post=name, role=role, org=BUREAU, items=items)
    for role, count in _SHARED:
        for held in range(1, count + 1):
            yield Post(post=f"{_NAMES[role]}-{held:02d}", role=role, org=BUREAU)


def _outside(scale: Scale) -> Iterator[Post]:
    for role in _OF_THE_COUNTY:
        yield Post(post=f"{_NAMES.get(role, role.value.lower())}-county-01", role=role)
    yield Post(post="source-platform", role=Role.SOURCE)
    for number in range(1, scale.departments + 1):
        yield Post(post=f"liaison-{number:02d}", role=Role.LIAISON, org=_key(number))
        for held in range(1, scale.regulators + 1):
            name = f"regulator-{number:02d}-{held:02d}"
            yield Post(post=name, role=Role.REGULATOR, org=_key(number))


_NAMES = {
    Role.WINDOW: "window",
    Role.REVIEWER: "reviewer",
    Role.CHIEF_DECIDER: "decider",
    Role.CERT_MAKER: "certmaker",
    Role.SURVEYOR: "surveyor",
    Role.LEADER: "head",
    Role.EFFICIENCY_OFFICER: "efficiency",
}


def _responsibilities(
    scale: Scale, items: tuple[Item, ...], rng: Random, first_day: date
) -> Iterator[Responsibility]:
    """The bureau acts, the department whose field it is supervises, a few are enforced too."""
    codes = tuple(one.code for one in items)
    bureau = (Function.ACCEPT, Function.REVIEW, Function.DECIDE, Function.CERTIFY)
    basis = "相对集中行政许可权改革方案"
    yield Responsibility(items=codes, functions=bureau, org=BUREAU, legal_basis=basis)
    if surveyed := tuple(one.code for one in items if one.survey_required):
        yield Responsibility(items=surveyed, functions=(Function.SURVEY,), org=BUREAU)
    late = first_day + timedelta(days=90)
    for code in codes:
        number = int(code[len(scale.region) + 1 :][:2])
        yield Responsibility(
            items=(code,),
            functions=(Function.SUPERVISE,),
            org=_key(number),
            legal_basis="谁主管谁监管",
            valid_from=late if rng.random() < _UNASSIGNED else None,
        )
        if number != 5 <= scale.departments and rng.random() < 0.1:
            yield Responsibility(items=(code,), functions=(Function.ENFORCE,), org=_key(5))
