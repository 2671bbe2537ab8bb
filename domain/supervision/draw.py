"""双随机抽查: announced, performed, published, and repeated by anybody (domain.md §1.3; S3)."""

from datetime import date

from domain.shared.errors import Invalid, Refused
from domain.shared.event import DomainEvent
from domain.supervision import draw_commands as c
from domain.supervision import draw_selection as selection
from domain.supervision.draw_events import (
    DrawAnnounced,
    DrawCancelled,
    DrawResultPublished,
    RandomDrawPerformed,
)
from domain.supervision.draw_pool import Pools, digest_of
from domain.supervision.draw_state import Draw, DrawPhase

Follow = c.PerformDraw | c.PublishDrawResult | c.CancelDraw


def decide(draw: Draw, command: Follow, on: date) -> tuple[DomainEvent, ...]:
    """What follows an announcement.

    Raises:
        Refused: in this phase, on this day, with this secret or from these pools it may not.
    """
    if isinstance(command, c.PublishDrawResult):
        _need(draw, DrawPhase.PERFORMED, "尚未抽取或已公布", "not performed, or published already")
        return (DrawResultPublished(place=command.place),)
    _need(draw, DrawPhase.ANNOUNCED, "抽查不在待抽取状态", "it does not wait to be performed")
    if isinstance(command, c.CancelDraw):
        return (DrawCancelled(reason=command.reason),)
    announced = draw.announced
    assert announced
    if on < announced.draw_on:
        raise Refused(
            "draw-too-early",
            f"公告的抽取日为 {announced.draw_on}",
            f"the draw was announced for {announced.draw_on}",
        )
    if selection.commitment_of(command.secret) != announced.seed_commitment:
        raise Refused(
            "draw-other-secret",
            "密值与公告的承诺值不符",
            "this is not the secret whose SHA-256 was announced",
        )
    if not same_pools(announced, command.pools):
        raise Refused(
            "draw-other-pools",
            "两库与公告的摘要不符",
            "these are not the pools whose digests were announced",
        )
    return (performed(announced, command.pools, command.secret, command.public_value),)


def performed(
    announced: DrawAnnounced, pools: Pools, secret: str, public_value: str
) -> RandomDrawPerformed:
    """The result, which follows from what was announced, the secret and the public value alone."""
    seed = selection.seed_of(secret, public_value)
    found = selection.select(seed, pools, announced.ratios, announced.crew)
    return RandomDrawPerformed(
        secret=secret,
        public_value=public_value,
        seed=seed,
        drawn=found.drawn,
        recused=found.recused,
        undrawn=tuple(one.key for one in found.undrawn),
    )


def faults(announced: DrawAnnounced, result: RandomDrawPerformed, pools: Pools) -> tuple[str, ...]:
    """What is wrong with a performed draw, for whoever repeats it; empty: it is as it must be."""
    found: list[str] = []
    if digest_of(pools.objects) != announced.objects_digest:
        found.append("objects-digest")
    if digest_of(pools.inspectors) != announced.inspectors_digest:
        found.append("inspectors-digest")
    if selection.commitment_of(result.secret) != announced.seed_commitment:
        found.append("seed-commitment")
    if selection.seed_of(result.secret, result.public_value) != result.seed:
        found.append("seed")
    if performed(announced, pools, result.secret, result.public_value) != result:
        found.append("selection")
    return tuple(found)


def same_pools(announced: DrawAnnounced, pools: Pools) -> bool:
    """Whether these are the pools that were announced."""
    digests = (digest_of(pools.objects), digest_of(pools.inspectors))
    return digests == (announced.objects_digest, announced.inspectors_digest)


def _need(draw: Draw, phase: DrawPhase, zh: str, en: str) -> None:
    if draw.phase is DrawPhase.NONE:
        raise Invalid("draw-not-announced", "抽查未公告", "no such draw was announced")
    if draw.phase is not phase:
        raise Refused("draw-phase", f"{zh}（{draw.phase.value}）", f"{en} ({draw.phase.value})")
