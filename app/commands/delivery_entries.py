"""The commands of subscriptions and reminders: who may issue them."""

from app.commands.entry import LIAISON, SYSTEM, Aggregate, Entry
from domain.delivery import reminder_commands as r
from domain.delivery import subscription_commands as c
from domain.shared.act import Role
from domain.shared.command import Command

KEEPERS = LIAISON
"""Of their own organisation alone. No ADMIN: what it may not read it may not have sent either."""


def _subscription(
    command: type[Command],
    roles: frozenset[Role] = KEEPERS,
    *,
    addressed: bool = True,
    internal: bool = False,
) -> Entry:
    aggregate = Aggregate.SUBSCRIPTION
    return Entry("subscriptions", command, aggregate, roles, None, addressed, internal)


def _sms(command: type[Command]) -> Entry:
    return Entry("reminders", command, Aggregate.SMS, SYSTEM, None, True, internal=True)


DELIVERY: tuple[Entry, ...] = (
    _subscription(c.RequestSubscription, addressed=False),
    _subscription(c.ChangeSubscription),
    _subscription(c.RotateSecret),
    _subscription(c.PauseSubscription, KEEPERS | SYSTEM),
    _subscription(c.ResumeSubscription),
    _subscription(c.EndSubscription),
    _subscription(c.RedriveDeliveries),
    _subscription(c.VerifySubscription, SYSTEM, internal=True),
    _subscription(c.DeadLetterDelivery, SYSTEM, internal=True),
    _sms(r.QueueSms),
    _sms(r.RecordSmsSent),
    _sms(r.RecordSmsFailure),
)
"""`pause-subscription` by SYSTEM: the worker, whose receiver fails for too long."""
