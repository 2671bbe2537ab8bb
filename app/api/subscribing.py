"""What a subscription's commands have besides all others: an address to judge, a secret to show."""

from uuid import UUID

from adapters.webhooks.endpoints import split_endpoint
from app.bootstrap import Container
from app.commands.caller import Caller
from app.commands.delivery_entries import KEEPERS
from domain.delivery import subscription
from domain.delivery.subscription_commands import (
    ChangeSubscription,
    RequestSubscription,
    RotateSecret,
)
from domain.delivery.subscription_events import DeliveryChannel
from domain.delivery.wanted import is_within
from domain.shared.event import Value

SHOWING = frozenset({RequestSubscription, RotateSecret})
"""Their answer shows the secret, also when it is asked for again with the same Idempotency-Key."""


def check_callback(body: Value, *, demo: bool) -> None:
    """Judge a callback's address before anything else; what its name resolves to is judged by the
    worker, each time it connects.

    Raises:
        Invalid: `endpoint-invalid`, `endpoint-not-allowed`.
    """
    if isinstance(body, RequestSubscription | ChangeSubscription) and body.endpoint is not None:
        split_endpoint(body.endpoint, demo=demo)


def secret_of(container: Container, caller: Caller, stream: UUID) -> str | None:
    """The newest secret of a webhook, as its receiver configures it; None for reminders, and for
    whoever repeats a request of an earlier post, which is answered without being ruled on again.

    Blocking.
    """
    state = subscription.fold(container.store.load(stream))
    keeps = caller.role in KEEPERS and caller.org == state.org
    if state.channel is not DeliveryChannel.WEBHOOK or not keeps:
        return None
    if not is_within(state.wanted, caller.items):
        return None
    return container.webhook_secrets.shown(stream, state.generation)
