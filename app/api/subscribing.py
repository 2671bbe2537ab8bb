"""What a subscription's commands have besides all others: an address to judge, a secret to show."""

from uuid import UUID

from adapters.webhooks.endpoints import split_endpoint
from app.bootstrap import Container
from domain.delivery import subscription
from domain.delivery.subscription_commands import (
    ChangeSubscription,
    RequestSubscription,
    RotateSecret,
)
from domain.delivery.subscription_events import DeliveryChannel
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


def secret_of(container: Container, stream: UUID) -> str | None:
    """The newest secret of a webhook, as its receiver configures it; None for reminders.

    Blocking.
    """
    state = subscription.fold(container.store.load(stream))
    if state.channel is not DeliveryChannel.WEBHOOK:
        return None
    return container.webhook_secrets.shown(stream, state.generation)
