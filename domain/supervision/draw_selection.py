"""双随机抽取: the selection itself, a function of both pools and the seed (docs/random-draws.md).

Ranks are HMAC-SHA-256, so nothing depends on a language's random numbers, on the order of the
pools, or on anybody's choice once secret and public value are fixed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from hmac import digest
from math import ceil
from typing import NamedTuple

from domain.supervision.draw_events import DrawnObject, GradeRatio, Recused
from domain.supervision.draw_pool import PoolInspector, PoolObject, Pools

RECUSED = "回避登记"
"""What a result says of an officer who was passed over; the ground itself is on the register."""


class Selection(NamedTuple):
    """Who inspects what; the order is that of the ranks."""

    drawn: tuple[DrawnObject, ...]
    recused: tuple[Recused, ...]
    undrawn: tuple[PoolObject, ...]


def commitment_of(secret: str) -> str:
    """The SHA-256 that is announced of a secret, both hexadecimal."""
    return sha256(bytes.fromhex(secret)).hexdigest()


def seed_of(secret: str, public_value: str) -> str:
    """SHA-256 of the secret's bytes followed by the public value in UTF-8, hexadecimal."""
    return sha256(bytes.fromhex(secret) + public_value.encode()).hexdigest()


def rank(seed: str, *names: str) -> bytes:
    """HMAC-SHA-256 under the seed's bytes of the names, joined by U+001F; smaller comes first."""
    return digest(bytes.fromhex(seed), "\x1f".join(names).encode(), "sha256")


def quota(permille: int, count: int) -> int:
    """How many of `count` objects are drawn: any fraction counts as one more."""
    return ceil(permille * count / 1000)


def chosen(
    seed: str, objects: Iterable[PoolObject], ratios: Sequence[GradeRatio]
) -> list[PoolObject]:
    """The objects that are drawn, by rank: of each grade the first `quota`."""
    grades: dict[str, list[tuple[bytes, PoolObject]]] = defaultdict(list)
    for one in objects:
        grades[one.grade].append((rank(seed, "object", str(one.key)), one))
    shares = {ratio.grade: ratio.permille for ratio in ratios}
    found: list[tuple[bytes, PoolObject]] = []
    for grade, ranked in grades.items():
        ranked.sort(key=lambda pair: pair[0])
        found += ranked[: quota(shares.get(grade, 0), len(ranked))]
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def select(seed: str, pools: Pools, ratios: Sequence[GradeRatio], crew: int) -> Selection:
    """Objects by grade, then a crew for each: whoever has the fewest so far comes first, and of
    those the smallest rank; who is recused from the subject is passed over and named."""
    load = dict.fromkeys((one.person_id for one in pools.inspectors), 0)
    drawn: list[DrawnObject] = []
    passed: list[Recused] = []
    undrawn: list[PoolObject] = []
    for one in chosen(seed, pools.objects, ratios):
        officers, out = _crew(seed, one, pools.inspectors, load, crew)
        passed += [Recused(key=one.key, person_id=who, reason=RECUSED) for who in out]
        if len(officers) < crew:
            undrawn.append(one)
            continue
        for who in officers:
            load[who] += 1
        drawn.append(DrawnObject(key=one.key, grade=one.grade, officers=tuple(officers)))
    return Selection(tuple(drawn), tuple(passed), tuple(undrawn))


def _crew(
    seed: str,
    one: PoolObject,
    inspectors: Sequence[PoolInspector],
    load: dict[str, int],
    crew: int,
) -> tuple[list[str], list[str]]:
    """The officers of one object, and those who were passed over before it was complete."""
    key = str(one.key)
    able = (who for who in inspectors if not who.items or one.item in who.items)
    queue = sorted(
        able, key=lambda who: (load[who.person_id], rank(seed, "officer", key, who.person_id))
    )
    officers: list[str] = []
    out: list[str] = []
    for who in queue:
        if len(officers) == crew:
            break
        recused = one.subject is not None and one.subject in who.recused
        (out if recused else officers).append(who.person_id)
    return officers, out
