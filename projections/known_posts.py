"""Posts as they were recorded at any position: what judges an act does not change afterwards."""

from collections.abc import Callable, Sequence

from domain.registry import posts
from domain.registry.events import PostAssigned, PostEnded
from projections.reader import Recorded

Record = PostAssigned | PostEnded
TYPES: dict[str, type[Record]] = {kind.TYPE: kind for kind in (PostAssigned, PostEnded)}


class KnownPosts:
    """Records of posts by (region, post), each with its position."""

    def __init__(self) -> None:
        self._records: dict[tuple[str, str], list[tuple[int, Record]]] = {}

    def add(self, event: Recorded) -> None:
        """Take in one record, in the order of the log."""
        stated = TYPES[event.type].model_validate(event.data)
        self._records.setdefault((event.region, stated.post), []).append((event.position, stated))

    def of(self, region: str) -> Callable[[str, int], Sequence[posts.Post]]:
        """(post, position) → its tenures as recorded before that position."""

        def known(post: str, position: int) -> Sequence[posts.Post]:
            held: posts.Posts = {}
            for at, record in self._records.get((region, post), ()):
                if at > position:
                    break
                if isinstance(record, PostAssigned):
                    posts.assigned(held, record)
                else:
                    posts.ended(held, record)
            return held.get(post, ())

        return known
