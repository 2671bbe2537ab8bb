"""Who may do an act: post, role, scope and responsibility on the day it occurs (rules P-03, D-02).

Prevention by guard; the same rules watch what source systems report.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.registry.institution import Institution
from domain.registry.liaison import check_acting
from domain.registry.standards import Function
from domain.shared.act import Actor, Role
from domain.shared.errors import Forbidden

WITHOUT_POST = frozenset({Role.APPLICANT, Role.AGENT, Role.SYSTEM})
"""They hold no post and answer for no function."""


@dataclass(frozen=True, slots=True)
class Authority:
    """What an act rests on: the responsibility record, and in whose name a delegate acts."""

    ref: UUID
    on_behalf_of: str | None = None

    def acting(self, actor: Actor) -> Actor:
        """The actor as the envelope names it."""
        if self.on_behalf_of is None:
            return actor
        return actor.model_copy(update={"on_behalf_of": self.on_behalf_of})


def authorise(
    institution: Institution,
    actor: Actor,
    roles: Collection[Role],
    on: date,
    *,
    function: Function | None = None,
    item_code: str | None = None,
    accepted: date | None = None,
    territory: str | None = None,
    returning: bool = False,
) -> Authority | None:
    """What an act on `on` rests on, None where nothing is needed.

    `accepted`: of the case that is worked on; a transfer may have left it behind (在办件衔接).
    `territory`: where its subject is. `returning`: it may say that a holder is away or back.

    Raises:
        Forbidden: wrong role, post not held, item out of the post's scope, or the function
            of the item belongs to another organisation or to nobody on that day.
    """
    if actor.role not in roles:
        allowed = ", ".join(sorted(roles))
        raise Forbidden(
            "post-wrong-role",
            f"岗位角色“{actor.role.value}”无权办理，须为 {allowed}",
            f"role {actor.role.value} may not do this; it needs {allowed}",
        )
    if actor.role in WITHOUT_POST:
        return None
    check_post(institution, actor, on, item_code, returning=returning)
    if function is None or item_code is None:
        return None
    assignment = institution.responsible(item_code, function, on, accepted, territory)
    if assignment is None:
        raise Forbidden(
            "responsibility-none",
            f"该日无机构承担本事项“{function.value}”职责",
            f"on that day no organisation answers for {function.value} of this item",
        )
    if actor.org == assignment.org:
        return Authority(assignment.ref)
    delegated = institution.competence.delegated
    if actor.org is None or not delegated(item_code, function, assignment.org, actor.org, on):
        raise Forbidden(
            "responsibility-other-organisation",
            f"本事项“{function.value}”职责由其他机构承担",
            f"another organisation answers for {function.value} of this item",
        )
    return Authority(assignment.ref, on_behalf_of=assignment.org)


def check_post(
    institution: Institution,
    actor: Actor,
    on: date,
    item_code: str | None,
    *,
    returning: bool = False,
) -> None:
    """Raises:
    Forbidden: the post is not held by this person in this role, its holder is away, it stands in
        for one whose holder is there, or does not cover the item.
    """
    post = institution.post(actor.post, on) if actor.post else None
    if (
        post is None
        or post.person_id != actor.person_id
        or post.role is not actor.role
        or post.org != actor.org
    ):
        raise Forbidden(
            "post-not-held", "该日未任此岗位", "the person does not hold this post on that day"
        )
    absences = {**institution.absences, post.post: ()} if returning else institution.absences
    check_acting(institution.posts, absences, post, on)
    if item_code and post.items and item_code not in post.items:
        raise Forbidden(
            "post-item-out-of-scope", "本事项不在岗位范围", "the post does not cover this item"
        )
