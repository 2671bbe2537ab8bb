"""专职信息联络员: one liaison each; a substitute while the first is away (S1; domain.md §1.3)."""

from collections.abc import Iterator
from datetime import date

from domain.registry.commands import AssignPost
from domain.registry.posts import Absences, Post, Posts, is_away
from domain.shared.act import Role
from domain.shared.errors import Forbidden, Invalid, Refused


def liaison(posts: Posts, absences: Absences, org: str, on: date) -> Post | None:
    """Who is the liaison of an organisation on a date: the first one, or who stands in while that
    one is away or nobody is; None if there is nobody."""
    held = [one for one in _liaisons(posts, org) if one.valid_on(on)]
    present = [one for one in held if not is_away(absences, one.post, on)]
    return next(iter(sorted(present, key=lambda one: one.substitute_for is not None)), None)


def _liaisons(posts: Posts, org: str) -> Iterator[Post]:
    for tenures in posts.values():
        for one in reversed(tenures):
            if one.role is Role.LIAISON and one.org == org:
                yield one


def check_acting(posts: Posts, absences: Absences, post: Post, on: date) -> None:
    """Raises:
    Forbidden: its holder is away, or it stands in for another whose holder is there.
    """
    if is_away(absences, post.post, on):
        raise Forbidden(
            "post-holder-away",
            f"“{post.post}”当日登记缺岗，不得办理；已返岗的请先登记返岗(end-absence)",
            f"the holder of {post.post} is recorded as away and does not act: whoever is back has"
            " that recorded first (end-absence)",
        )
    first = post.substitute_for
    if first is None or is_away(absences, first, on):
        return
    if any(one.valid_on(on) for one in posts.get(first, ())):
        raise Forbidden(
            "post-substitute-not-acting",
            f"“{first}”在岗，替补岗位不得办理；缺岗时请先登记(declare-absence)",
            f"{first} is there, so its substitute does not act: when its holder is away, have the"
            " absence declared first (declare-absence)",
        )


def need_substitutable(posts: Posts, command: AssignPost) -> None:
    """Raises:
    Invalid: the post to stand in for is unknown, of another role or organisation, or a substitute.
    Refused: the organisation has its liaison in that period: there is one each.
    """
    if command.substitute_for is not None:
        held = posts.get(command.substitute_for, ())
        if not any(
            (one.role, one.org, one.substitute_for) == (command.role, command.org, None)
            for one in held
        ):
            raise Invalid(
                "post-substitute-for-whom",
                "替补须对应同机构、同角色的在册正职岗位",
                "a substitute stands in for a post of the same role and organisation that is no"
                " substitute itself",
                fields=("substituteFor",),
            )
        return
    if command.role is not Role.LIAISON or command.org is None:
        return
    for one in _liaisons(posts, command.org):
        if one.post != command.post and one.substitute_for is None and _together(one, command):
            raise Refused(
                "liaison-already-assigned",
                f"该机构此期间已有专职联络员“{one.post}”；请先离岗，或设为替补(substituteFor)",
                f"the organisation has its liaison in that period, {one.post}: end that post first,"
                " or assign a substitute (substituteFor)",
            )


def _together(one: Post, command: AssignPost) -> bool:
    return (command.valid_to is None or one.valid_from < command.valid_to) and (
        one.valid_to is None or command.valid_from < one.valid_to
    )
