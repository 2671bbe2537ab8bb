"""岗位: who holds a post, from when to when, and when its holder is away."""

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from domain.registry.events import PostAssigned, PostEnded
from domain.registry.linkage import AbsenceDeclared, AbsenceEnded
from domain.registry.standards import DecisionTier
from domain.shared.act import Role


@dataclass(frozen=True, slots=True)
class Post:
    """岗位: one person's tenure of a post, [valid_from, valid_to)."""

    post: str
    person_id: str
    role: Role
    org: str | None
    items: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    public_nkey: str | None = None
    sources: tuple[str, ...] = ()
    tier: DecisionTier | None = None
    licence: str | None = None
    substitute_for: str | None = None

    def valid_on(self, on: date) -> bool:
        """True if the post is held on this date."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


STATED = tuple(one.name for one in fields(Post))
"""What `PostAssigned` says of a tenure, by the same names."""

Posts = dict[str, tuple[Post, ...]]
"""Tenures by post, in the order of recording."""


def assigned(posts: Posts, event: PostAssigned) -> None:
    """Add a tenure, in place."""
    tenure = Post(**{name: getattr(event, name) for name in STATED})
    posts[event.post] = (*posts.get(event.post, ()), tenure)


def ended(posts: Posts, event: PostEnded) -> None:
    """End the tenures that hold on that day, in place."""
    posts[event.post] = tuple(
        replace(one, valid_to=event.ended_on) if one.valid_on(event.ended_on) else one
        for one in posts.get(event.post, ())
    )


Absences = dict[str, tuple[tuple[date, date], ...]]
"""Days on which the holder of a post is away, [first, last], both included."""


def away(absences: Absences, event: AbsenceDeclared) -> None:
    """Add an absence, in place."""
    absences[event.post] = (*absences.get(event.post, ()), (event.first, event.last))


def back(absences: Absences, event: AbsenceEnded) -> None:
    """The holder is back from a day on, in place; what had not begun by then does not begin."""
    until = event.ended_on - timedelta(days=1)
    absences[event.post] = tuple(
        (first, min(last, until)) if last >= event.ended_on else (first, last)
        for first, last in absences.get(event.post, ())
        if first < event.ended_on
    )


def is_away(absences: Absences, post: str, on: date) -> bool:
    """Whether the holder of a post is away on a date."""
    return any(first <= on <= last for first, last in absences.get(post, ()))
