"""Who acts: the posts of the simulated county, found by role, organisation and item."""

from datetime import date
from random import Random

from app.commands.caller import Caller
from domain.registry.institution import Institution
from domain.registry.posts import Post
from domain.registry.standards import Function
from domain.shared.act import Role

_REMEMBERED = 20_000


class Vacant(Exception):
    """The county's file names no post that could do this."""


class Staff:
    """Callers of one region. One thread; an institution does not change while it is simulated."""

    def __init__(self, institution: Institution) -> None:
        self._institution = institution
        self._found: dict[tuple[Role, str | None, date, str | None], list[Post]] = {}
        self._others: dict[str, list[str]] = {}

    def posts(self, role: Role, org: str | None, on: date, item: str | None = None) -> list[Post]:
        """Posts held on a day, by name."""
        key = (role, org, on, item)
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            found = self._found[key] = self._held(role, org, on, item)
        return found

    def _held(self, role: Role, org: str | None, on: date, item: str | None) -> list[Post]:
        named = sorted(self._institution.posts)
        held = [post for name in named if (post := self._institution.post(name, on))]
        return [
            post
            for post in held
            if post.role is role
            and (org is None or post.org == org)
            and (item is None or not post.items or item in post.items)
        ]

    def one(
        self, rng: Random, roles: tuple[Role, ...], on: date, org: str | None, item: str | None
    ) -> Caller:
        """Anyone who holds one of `roles`, the earlier roles first.

        Raises:
            Vacant: nobody does.
        """
        for role in roles:
            if found := self.posts(role, org, on, item):
                return Caller.of(rng.choice(found), self._institution.region)
        raise Vacant(f"{roles} of {org or 'any organisation'} for {item}")

    def responsible(
        self, rng: Random, role: Role, function: Function, item: str, on: date
    ) -> Caller:
        """A post in the organisation that answers for a function of an item.

        Raises:
            Vacant: no such organisation, or no such post in it.
        """
        assignment = self._institution.responsible(item, function, on)
        if assignment is None:
            raise Vacant(f"{function} of {item}")
        return self.one(rng, (role,), on, assignment.org, item)

    def other_organisation(self, rng: Random, org: str) -> str:
        """An organisation that has a liaison and is not `org`."""
        others = self._others.get(org)
        if others is None:
            liaisons = {
                post.org
                for tenures in self._institution.posts.values()
                for post in tenures
                if post.role is Role.LIAISON and post.org
            }
            others = self._others[org] = sorted(liaisons - {org})
        if not others:
            raise Vacant("a second organisation with a liaison")
        return rng.choice(others)
