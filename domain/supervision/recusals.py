"""回避登记: which officer must not inspect which subject (处罚§43).

One stream for each pair of officer and subject (`recusal_id`). Whoever draws or inspects
asks it on the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.registry.institution import Institution
from domain.registry.posts import Post
from domain.shared import folding
from domain.shared.act import Act, Actor, Role
from domain.shared.errors import Forbidden, Invalid, Refused
from domain.shared.event import DomainEvent
from domain.supervision.draw_commands import DeclareRecusal, EndRecusal
from domain.supervision.draw_events import RecusalDeclared, RecusalEnded
from domain.timing.days import SHANGHAI

INSPECTING = frozenset({Role.REGULATOR, Role.ENFORCER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recusal(folding.History):
    """`declared` None: no ground, or none any more. In force from the day it was declared on."""

    declared: RecusalDeclared | None = None
    since: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the officer must stand back on this date."""
        if self.declared is None or self.since is None or on < self.since:
            return False
        return self.declared.valid_to is None or on < self.declared.valid_to


def _declared(_state: Recusal, act: Act) -> folding.Changes:
    return {"declared": act.event, "since": act.meta.occurred_at.astimezone(SHANGHAI).date()}


def _ended(_state: Recusal, _act: Act) -> folding.Changes:
    return {"declared": None, "since": None}


def fold(acts: Iterable[Act]) -> Recusal:
    """The recusal after all acts of its stream, given in any order."""
    return folding.fold(acts, {RecusalDeclared: _declared, RecusalEnded: _ended}, Recusal())


def decide(
    state: Recusal,
    command: DeclareRecusal | EndRecusal,
    institution: Institution,
    actor: Actor,
    on: date,
) -> tuple[DomainEvent, ...]:
    """登记或解除回避; nothing if that is on the register already.

    Raises:
        Invalid: nobody who inspects, or a period that is over.
        Forbidden: an officer of another organisation; ending one's own recusal.
        Refused: nothing to end.
    """
    person = command.person_id
    posts = [one for one in institution.posts_of(person, on) if one.role in INSPECTING]
    if isinstance(command, EndRecusal):
        _need_own(posts, actor)
        if actor.person_id == person:
            raise Forbidden(
                "recusal-of-oneself",
                "本人不得自行解除回避",
                "nobody ends his own recusal: the head decides",
            )
        if not state.in_force(on):
            raise Refused("recusal-not-in-force", "无有效的回避登记", "no recusal is in force")
        return (RecusalEnded(**dict(command)),)
    if not posts:
        raise Invalid(
            "recusal-not-of-an-officer",
            "该人员未任监管或执法岗位",
            "the person holds no post that inspects",
            fields=("personId",),
        )
    if actor.person_id != person:
        _need_own(posts, actor)
    if command.valid_to is not None and command.valid_to <= on:
        raise Invalid(
            "recusal-over", "回避期限已过", "it would end before it begins", fields=("validTo",)
        )
    event = RecusalDeclared(**dict(command))
    return () if state.declared == event else (event,)


def _need_own(posts: list[Post], actor: Actor) -> None:
    if posts and all(one.org != actor.org for one in posts):
        raise Forbidden(
            "officer-of-another-organisation",
            "该执法人员不属本机构",
            "the officer belongs to another organisation",
        )
