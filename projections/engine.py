"""The projector of the product as one thing: every group's follower, together.

A worker runs each follower for itself (`app.worker`); this drives them together, by hand or with a
thread each: a restore, a rebuild, a test.
"""

import threading
from collections.abc import Callable, Sequence

from projections import health
from projections.follower import APPLICATION_NAME, GROWTH, PAGE, Follower
from projections.generations import PROJECTOR
from projections.groups import split
from projections.projection import Projection
from projections.registry import GROUPS, PROJECTIONS
from projections.waiters import Waiters

__all__ = ["APPLICATION_NAME", "Projector", "follower"]


def follower(url: str, name: str, told: Callable[[], None] | None = None) -> Follower:
    """The follower of a group by its name; raises KeyError. `told`: see `Follower`."""
    return Follower(url, {group.name: group for group in GROUPS}[name], told=told)


class Projector:
    """Every follower that `projections` need. What is said of one position is the follower's called
    "projector", where there is one: it is what readers wait for."""

    def __init__(
        self,
        url: str,
        *,
        waiters: Waiters | None = None,
        projections: Sequence[type[Projection]] = PROJECTIONS,
        page_size: int = PAGE,
        growth: int = GROWTH,
    ) -> None:
        # The projector comes first: it hands over to the others.
        self.followers = [
            Follower(url, group, page_size=page_size, growth=growth)
            for group in split(GROUPS, projections)
        ]
        self._first = self.followers[0]
        self.waiters = self._first.waiters = waiters or self._first.waiters

    def run(self, stop: threading.Event) -> None:
        """Follow until `stop` is set, each follower in a thread."""
        threads = [
            threading.Thread(target=one.run, args=(stop,), name=f"follow-{one.group.name}")
            for one in self.followers
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def prepare(self) -> None:
        """Bring every projection to its declared version."""
        for one in self.followers:
            one.prepare()

    def catch_up(self) -> int:
        """Take in everything recorded by now; the number of events that the furthest one took."""
        return max(one.catch_up() for one in self.followers)

    def step(self) -> int:
        """One page of each; the most events that any took."""
        return max(one.step() for one in self.followers)

    def status(self, name: str = PROJECTOR) -> health.FollowerStatus | None:
        """Of the follower of that name."""
        return self._named(name).status()

    def skip(
        self,
        position: int,
        *,
        by: str,
        reason: str,
        post: str | None = None,
        name: str = PROJECTOR,
    ) -> None:
        """Let the follower of that name pass its poison event (see `health.skip`)."""
        self._named(name).skip(position, by=by, reason=reason, post=post)

    def rebuild(self, *names: str) -> None:
        """Compute the named projections (default: all) again beside the live ones, and switch."""
        self.prepare()
        for one in self.followers:
            one.rebuild(*names)

    def close(self) -> None:
        """Disconnect for good."""
        for one in self.followers:
            one.close()

    def _named(self, name: str) -> Follower:
        return next(one for one in self.followers if one.group.name == name)
