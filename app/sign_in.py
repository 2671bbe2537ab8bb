"""From a token to a post of the log, and from a post of the log to a token of the local issuer."""

from datetime import datetime, timedelta

from adapters.identity.tokens import Identity
from app.bootstrap import Container
from app.commands.caller import Caller
from domain.registry.institution import Institution
from domain.registry.posts import Post
from domain.shared.errors import Invalid, NotFound
from domain.timing.days import shanghai_date


def caller_behind(container: Container, identity: Identity) -> Caller | None:
    """The caller, if this person holds this post in this region today. May read the log."""
    return caller_in(container.institutions.find(identity.region), identity, container.now())


def caller_in(institution: Institution | None, identity: Identity, now: datetime) -> Caller | None:
    """`caller_behind` by an institution that is at hand: reads nothing."""
    post = institution.post(identity.post, shanghai_date(now)) if institution else None
    if post is None or post.person_id != identity.person_id:
        return None
    return Caller.of(post, identity.region)


def held_post(container: Container, region: str, name: str, now: datetime) -> Post | None:
    """The post of this name, if somebody holds it on the day of `now`."""
    institution = container.institutions.find(region)
    return institution.post(name, shanghai_date(now)) if institution else None


def token_for(
    container: Container, name: str, region: str | None = None, *, simulated: bool = False
) -> str:
    """A token of the local issuer for a post that is held today.

    Args:
        simulated: for posts of simulated logs alone, since whoever asks has shown nothing; a real
            log beside the demo is opened only to who can read the issuer's key.

    Raises:
        DomainError: `not-in-demo` without a local issuer, `region-needed`, `no-such-post`.
    """
    issuer = container.local_issuer
    if issuer is None:
        raise NotFound("not-in-demo", "仅演示模式可用", "available in demo mode only")
    regions = [log.region for log in container.database.logs() if log.simulated or not simulated]
    if region is None and len(regions) != 1:
        raise Invalid("region-needed", "须指明辖区", "name the region", fields=("region",))
    at, now = region or regions[0], container.now()
    post = held_post(container, at, name, now) if at in regions else None
    if post is None:
        raise NotFound("no-such-post", "岗位不存在或已离岗", "no such post is held today")
    lifetime = timedelta(seconds=container.settings.token_lifetime)
    return issuer.issue(person_id=post.person_id, post=name, region=at, now=now, lifetime=lifetime)
