"""双随机抽取: the same for anybody who repeats it, and nobody's choice (docs/random-draws.md)."""

import hashlib
import hmac
import json
import math
import random
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.ledger.proof.strict_json import encode
from domain.supervision.draw_events import GradeRatio
from domain.supervision.draw_pool import ObjectKind, PoolInspector, PoolObject, Pools, written
from domain.supervision.draw_selection import commitment_of, quota, seed_of, select

SECRET = "00112233445566778899aabbccddeeff" * 2
PUBLIC = "双色球2026124期 03 07 12 18 25 31 + 09"
RATIOS = (
    GradeRatio(grade="A", permille=100),
    GradeRatio(grade="B", permille=500),
    GradeRatio(grade="C", permille=1000),
)
SEED = seed_of(SECRET, PUBLIC)


def subject(number: int) -> UUID:
    return UUID(int=1000 + number)


def pool(objects: int = 12, inspectors: int = 5) -> Pools:
    """Objects of three grades and two items; one officer is bound to an item, one recused."""
    return Pools.of(
        [
            PoolObject(
                key=UUID(int=number + 1),
                kind=ObjectKind.PERMIT,
                item=f"item-{number % 2}",
                grade="ABC"[number % 3],
                subject=subject(number),
            )
            for number in range(objects)
        ],
        [
            PoolInspector(
                person_id=f"执法-{number}",
                licence=f"L{number}",
                items=("item-1",) if number == 1 else (),
                recused=(subject(2), subject(5)) if number == 3 else (),
            )
            for number in range(inspectors)
        ],
    )


def repeated(lines: Pools, secret: str, public: str, crew: int):
    """The page docs/random-draws.md, written down by somebody who has not seen our code."""
    shares = {"A": 100, "B": 500, "C": 1000}
    seed = hashlib.sha256(bytes.fromhex(secret) + public.encode()).digest()

    def rank(*names: str) -> bytes:
        return hmac.new(seed, "\x1f".join(names).encode(), hashlib.sha256).digest()

    objects = json.loads(written(lines.objects))
    officers = json.loads(written(lines.inspectors))
    found = []
    for grade, permille in shares.items():
        mine = sorted(
            (one for one in objects if one["grade"] == grade),
            key=lambda one: rank("object", one["key"]),
        )
        found += mine[: math.ceil(permille * len(mine) / 1000)]
    load, result = {one["personId"]: 0 for one in officers}, []
    for one in sorted(found, key=lambda one: rank("object", one["key"])):
        able = [who for who in officers if who["items"] == [] or one["item"] in who["items"]]
        able = [who["personId"] for who in able if one["subject"] not in who["recused"]]
        able.sort(key=lambda who: (load[who], rank("officer", one["key"], who)))
        if len(able) >= crew:
            for who in able[:crew]:
                load[who] += 1
            result.append((one["key"], able[:crew]))
    return result


def plain(selection) -> list[tuple[str, list[str]]]:
    return [(str(one.key), list(one.officers)) for one in selection.drawn]


def test_somebody_who_follows_the_page_gets_the_same():
    assert plain(select(SEED, pool(), RATIOS, 2)) == repeated(pool(), SECRET, PUBLIC, 2)


def test_the_published_vector():
    assert (
        commitment_of(SECRET) == "4773d12e2371bb935b9a0f5439b4a1c3ad3f2414b86980f8418d1cfabdfadfef"
    )
    assert SEED == "09dcb2edbe8056bd4a6a17b3a647808d377c8afc9e8a3e70f55be6cf975c936b"
    found = select(SEED, pool(), RATIOS, 2)
    assert [(one.key.int, one.officers) for one in found.drawn] == [
        (5, ("执法-2", "执法-4")),
        (10, ("执法-1", "执法-0")),
        (3, ("执法-0", "执法-4")),
        (11, ("执法-3", "执法-2")),
        (12, ("执法-1", "执法-3")),
        (9, ("执法-4", "执法-2")),
        (6, ("执法-1", "执法-0")),
    ]
    assert [(one.key.int, one.person_id) for one in found.recused] == [(3, "执法-3")]
    assert found.undrawn == ()


def test_a_pool_is_written_as_the_log_writes_json():
    for lines in (pool().objects, pool().inspectors):
        plain_lines = [line.model_dump(mode="json", by_alias=True) for line in lines]
        assert written(lines) == encode(plain_lines)


def test_one_bit_of_the_secret_or_of_the_public_value_changes_the_result():
    base = pool(60, 20)
    first = plain(select(SEED, base, RATIOS, 2))
    for bit in (0, 100, 255):
        other = f"{int(SECRET, 16) ^ 1 << bit:064x}"
        assert plain(select(seed_of(other, PUBLIC), base, RATIOS, 2)) != first
    assert plain(select(seed_of(SECRET, PUBLIC[:-1] + "8"), base, RATIOS, 2)) != first


def test_who_the_pool_names_first_does_not_matter():
    base, shuffled = pool(30), random.Random(7)
    objects, inspectors = list(base.objects), list(base.inspectors)
    shuffled.shuffle(objects)
    shuffled.shuffle(inspectors)
    assert Pools.of(objects, inspectors) == base
    unsorted = Pools(objects=tuple(objects), inspectors=tuple(inspectors))
    assert select(SEED, unsorted, RATIOS, 2) == select(SEED, base, RATIOS, 2)


@st.composite
def pools(draw: st.DrawFn) -> Pools:
    objects = draw(st.integers(0, 25))
    officers = draw(st.integers(0, 8))
    subjects = st.lists(st.integers(0, 25).map(subject), max_size=8, unique=True)
    scopes = st.sampled_from([(), ("item-0",), ("item-1",)])
    return Pools.of(
        pool(objects).objects,
        [
            PoolInspector(
                person_id=f"p{number}",
                licence="L",
                items=draw(scopes),
                recused=tuple(draw(subjects)),
            )
            for number in range(officers)
        ],
    )


@settings(deadline=None, max_examples=60)
@given(pools(), st.integers(2, 4), st.binary(min_size=32, max_size=32))
def test_whatever_the_pools_the_rules_hold(lines: Pools, crew: int, secret: bytes):
    seed = seed_of(secret.hex(), PUBLIC)
    found = select(seed, lines, RATIOS, crew)
    objects = {one.key: one for one in lines.objects}
    officers = {one.person_id: one for one in lines.inspectors}
    taken = [one.key for one in found.drawn] + [one.key for one in found.undrawn]
    assert len(set(taken)) == len(taken)
    for ratio in RATIOS:  # the ratios are met, whether a crew was found or not
        count = sum(one.grade == ratio.grade for one in objects.values())
        got = sum(objects[key].grade == ratio.grade for key in taken)
        assert got == quota(ratio.permille, count)
    for one in found.drawn:
        assert len(set(one.officers)) == len(one.officers) == crew
        line = objects[one.key]
        for who in one.officers:
            assert line.subject not in officers[who].recused
            assert not officers[who].items or line.item in officers[who].items
    for passed in found.recused:
        assert objects[passed.key].subject in officers[passed.person_id].recused
    for one in found.undrawn:
        able = [
            who for who in lines.inspectors
            if one.subject not in who.recused and (not who.items or one.item in who.items)
        ]  # fmt: skip
        assert len(able) < crew


def test_the_load_is_spread_evenly():
    lines = Pools.of(
        pool(30).objects,
        [PoolInspector(person_id=f"p{number}", licence="L") for number in range(6)],
    )
    found = select(SEED, lines, (GradeRatio(grade=g, permille=1000) for g in "ABC"), 2)
    loads = [sum(f"p{n}" in one.officers for one in found.drawn) for n in range(6)]
    assert len(found.drawn) == 30
    assert max(loads) - min(loads) <= 1
