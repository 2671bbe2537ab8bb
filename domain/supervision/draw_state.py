"""双随机抽查: what has become of a draw, folded from acts in any order (domain.md §1.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.shared import folding
from domain.shared.act import Act
from domain.supervision import draw_events as e


class DrawPhase(StrEnum):
    """抽查状态."""

    NONE = "NONE"
    ANNOUNCED = "ANNOUNCED"
    PERFORMED = "PERFORMED"
    PUBLISHED = "PUBLISHED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw(folding.History):
    """State of one draw."""

    phase: DrawPhase = DrawPhase.NONE
    announced: e.DrawAnnounced | None = None
    performed: e.RandomDrawPerformed | None = None


def _announced(_draw: Draw, act: Act) -> folding.Changes:
    return {"phase": DrawPhase.ANNOUNCED, "announced": act.event}


def _performed(_draw: Draw, act: Act) -> folding.Changes:
    return {"phase": DrawPhase.PERFORMED, "performed": act.event}


def _published(_draw: Draw, _act: Act) -> folding.Changes:
    return {"phase": DrawPhase.PUBLISHED}


def _cancelled(_draw: Draw, _act: Act) -> folding.Changes:
    return {"phase": DrawPhase.CANCELLED}


STEPS: folding.Steps = {
    e.DrawAnnounced: _announced,
    e.RandomDrawPerformed: _performed,
    e.DrawResultPublished: _published,
    e.DrawCancelled: _cancelled,
}


def fold(acts: Iterable[Act]) -> Draw:
    """The draw after all of its acts, given in any order."""
    return folding.fold(acts, STEPS, Draw())
