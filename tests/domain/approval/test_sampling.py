"""办件抽查: a draw that anybody can repeat from its pool and its seed (S2)."""

from hashlib import sha256
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.approval.sampling import drawn, pool_digest

POOL = [UUID(int=number) for number in range(40)]


@given(st.permutations(POOL))
def test_the_order_of_the_pool_does_not_matter(pool: list[UUID]):
    assert drawn(pool, "seed", 100) == drawn(POOL, "seed", 100)
    assert pool_digest(pool) == pool_digest(POOL)


@given(st.text(min_size=1), st.integers(0, 1000))
def test_the_share_is_rounded_up_and_nothing_is_drawn_twice(seed: str, permille: int):
    found = drawn([*POOL, *POOL], seed, permille)
    assert len(set(found)) == len(found) == -(-len(POOL) * permille // 1000)
    assert set(found) <= set(POOL)


def test_another_seed_draws_other_cases():
    assert {drawn(POOL, str(seed), 100) for seed in range(20)} != {drawn(POOL, "0", 100)}


def test_a_draw_can_be_repeated_by_hand():
    by_hand = min(POOL, key=lambda one: sha256(f"双色球\n{one}".encode()).hexdigest())
    assert drawn(POOL, "双色球", 1) == (by_hand,)
    lines = "\n".join(str(one) for one in POOL)
    assert pool_digest(POOL) == sha256(lines.encode()).hexdigest()


def test_an_empty_pool_or_no_share_draws_nothing():
    assert drawn([], "seed", 1000) == drawn(POOL, "seed", 0) == ()
