"""缺岗: guards of the absence of a post's holder (S1「专职信息联络员」)."""

from datetime import timedelta

from domain.registry.institution import Institution
from domain.registry.linkage import AbsenceDeclared, AbsenceEnded
from domain.registry.post_commands import DeclareAbsence, EndAbsence
from domain.shared.act import Actor, Role
from domain.shared.errors import Forbidden, Invalid, Refused
from domain.shared.event import DomainEvent

LONGEST_ABSENCE = timedelta(days=366)
"""[D] Whoever is away for longer has left the post."""
_ANYBODYS = frozenset({Role.ADMIN, Role.SYSTEM})


def declare(state: Institution, command: DeclareAbsence) -> tuple[DomainEvent, ...]:
    """缺岗登记; nothing new where those days are declared already."""
    if not timedelta() <= command.last - command.first <= LONGEST_ABSENCE:
        raise Invalid(
            "absence-period",
            "缺岗须止不早于起，且不超过 366 天；更久请办理离岗(end-post)",
            "an absence ends on or after its first day and lasts 366 days at most; whoever is away"
            " for longer leaves the post (end-post)",
            fields=("first", "last"),
        )
    if state.post(command.post, command.first) is None:
        raise Refused("post-not-held", "该日岗位无人任职", "nobody holds the post on that day")
    known = state.absences.get(command.post, ())
    if any(first <= command.first and command.last <= last for first, last in known):
        return ()
    return (AbsenceDeclared(**dict(command)),)


def end(state: Institution, command: EndAbsence) -> tuple[DomainEvent, ...]:
    """提前返岗; nothing new where the holder is back by then."""
    known = state.absences.get(command.post, ())
    if not known:
        raise Refused("absence-none", "该岗位未登记缺岗", "no absence of this post is declared")
    if all(last < command.ended_on for _, last in known):
        return ()
    return (AbsenceEnded(**dict(command)),)


def need_own(state: Institution, actor: Actor, post: str) -> None:
    """Raises:
    Forbidden: an absence in another organisation than the actor's own.
    """
    if actor.role in _ANYBODYS or (actor.role is Role.LEADER and actor.org is None):
        return
    held = [one for one in state.posts.get(post, ()) if one.org == actor.org]
    if actor.role is Role.LIAISON:  # who is away does not act and is not drawn: the head says so
        held = [one for one in held if one.role is Role.LIAISON]
    if not held:
        raise Forbidden(
            "post-other-organisation",
            "只能登记本机构岗位的缺岗；联络员只登记联络员岗位",
            "absences are declared within one's own organisation, by a liaison those of liaisons",
        )
