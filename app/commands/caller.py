"""Who issues a command: the person, and the post that person acts in."""

from dataclasses import dataclass
from typing import Self

from domain.registry.posts import Post
from domain.shared.act import Actor, Role


@dataclass(frozen=True, slots=True)
class Caller:
    """Built from a token and the institution, or for the system itself.

    `items`: item codes that the post covers, empty for all. `sources`: systems it reports for.
    The guards look the post up again on the day of the act; these values only say what the caller
    claims.
    """

    person_id: str
    role: Role
    region: str
    post: str | None = None
    org: str | None = None
    items: tuple[str, ...] = ()
    agent_id: str | None = None
    sources: tuple[str, ...] = ()

    @classmethod
    def of(cls, post: Post, region: str) -> Self:
        """The caller who holds `post`."""
        return cls(
            post.person_id, post.role, region, post.post, post.org, post.items, None, post.sources
        )

    @classmethod
    def system(cls, region: str, name: str) -> Self:
        """The system: `name` says which policy or clock acts."""
        return cls(f"system:{name}", Role.SYSTEM, region)

    def actor(self) -> Actor:
        """As written into the envelope."""
        return Actor(
            person_id=self.person_id,
            role=self.role,
            post=self.post,
            org=self.org,
            agent_id=self.agent_id or (self.person_id if self.role is Role.AGENT else None),
        )
