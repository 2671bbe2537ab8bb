"""订阅: what is known of one subscription, folded from its acts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.delivery import subscription_events as e
from domain.shared import folding
from domain.shared.act import Act

_EVERYTHING = e.SubscriptionFilter()


class SubscriptionPhase(StrEnum):
    """订阅状态: only an active one is sent anything but a challenge."""

    NONE = "NONE"
    UNVERIFIED = "UNVERIFIED"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    ENDED = "ENDED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription(folding.History):
    """`generation`: of the secret that signs; `rotations`: when each before it was replaced, the
    first one first. `certificate_key`: the pin.
    `dead`: feed numbers that were given up and not asked for again."""

    phase: SubscriptionPhase = SubscriptionPhase.NONE
    org: str | None = None
    channel: e.DeliveryChannel | None = None
    endpoint: str | None = None
    posts: tuple[str, ...] = ()
    wanted: e.SubscriptionFilter = _EVERYTHING
    from_seq: int = 1
    generation: int = 1
    rotations: tuple[datetime, ...] = ()
    certificate_key: str | None = None
    dead: frozenset[int] = frozenset()

    @property
    def rotated_at(self) -> datetime | None:
        """When the secret that signs was made; None for the first."""
        return self.rotations[-1] if self.rotations else None


def _waiting(channel: e.DeliveryChannel | None) -> SubscriptionPhase:
    """A webhook waits for its callback; a reminder has none."""
    webhook = channel is e.DeliveryChannel.WEBHOOK
    return SubscriptionPhase.UNVERIFIED if webhook else SubscriptionPhase.ACTIVE


def _requested(_state: Subscription, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.SubscriptionRequested)
    names = ("org", "channel", "endpoint", "posts", "wanted", "from_seq")
    return {"phase": _waiting(event.channel)} | {name: getattr(event, name) for name in names}


def _verified(_state: Subscription, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.SubscriptionVerified)
    return {"phase": SubscriptionPhase.ACTIVE, "certificate_key": event.certificate_key}


def _changed(state: Subscription, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.SubscriptionChanged)
    changes = {name: getattr(event, name) for name in ("endpoint", "posts", "wanted")}
    if event.endpoint != state.endpoint and state.phase is SubscriptionPhase.ACTIVE:
        changes["phase"] = _waiting(state.channel)
    return changes


def _rotated(state: Subscription, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.SubscriptionSecretRotated)
    rotations = (*state.rotations, act.meta.occurred_at)
    return {"generation": event.generation, "rotations": rotations}


def _dead(state: Subscription, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.DeliveryDeadLettered)
    return {"dead": state.dead | {event.feed_seq}}


def _redriven(state: Subscription, act: Act) -> folding.Changes:
    event = act.event
    assert isinstance(event, e.DeliveryRedriven)
    return {"dead": state.dead.difference(event.feed_seqs)}


_STEPS: folding.Steps = {
    e.SubscriptionRequested: _requested,
    e.SubscriptionVerified: _verified,
    e.SubscriptionChanged: _changed,
    e.SubscriptionSecretRotated: _rotated,
    e.SubscriptionPaused: lambda _state, _act: {"phase": SubscriptionPhase.PAUSED},
    e.SubscriptionResumed: lambda state, _act: {"phase": _waiting(state.channel)},
    e.SubscriptionEnded: lambda _state, _act: {"phase": SubscriptionPhase.ENDED},
    e.DeliveryDeadLettered: _dead,
    e.DeliveryRedriven: _redriven,
}


def evolve(state: Subscription, act: Act) -> Subscription:
    """The state with one more act."""
    return folding.evolve(state, act, _STEPS, Subscription())


def fold(acts: Iterable[Act]) -> Subscription:
    """The state after all of `acts`."""
    return folding.fold(acts, _STEPS, Subscription())
