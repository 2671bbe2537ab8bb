"""Every event that goes out, by its type: the one list of addressees and of what is said."""

from domain.delivery import batch_events as batch
from domain.delivery import subscription_events as subscription
from projections.deliveries_of_inspections import DRAWS, INSPECTIONS, PLANS
from projections.deliveries_of_meetings import (
    ASSESSMENTS,
    BULLETINS,
    CONSULTATIONS,
    DIGESTS,
    MEETINGS,
    STANDARDS,
)
from projections.deliveries_of_tasks import TASKS
from projections.delivery_kinds import Family, Kind, Lines

BATCHES = Family(
    "push-batch",
    "/v1/push-batches/{event}",
    kinds=(
        Kind(
            batch.CertificateBatchPushed,
            (".org",),
            ("org", "priority", "first", "last", "part", "parts", "position"),
            lines=Lines(
                "certificates",
                ("permitId", "permitNumber", "itemCode", "reason", "position"),
            ),
        ),
    ),
)
SUBSCRIPTIONS = Family(
    "subscription",
    "/v1/subscriptions/{stream}",
    opening=subscription.SubscriptionRequested,
    carried=("channel",),
    parties={"org": "org"},
    kinds=(
        Kind(subscription.SubscriptionPaused, ("org",)),
        Kind(subscription.DeliveryDeadLettered, ("org",), ("feed_seq", "attempts", "status")),
    ),
)

FAMILIES: tuple[Family, ...] = (
    TASKS, INSPECTIONS, DRAWS, PLANS, CONSULTATIONS, DIGESTS, BULLETINS, MEETINGS, ASSESSMENTS,
    STANDARDS, BATCHES, SUBSCRIPTIONS,
)  # fmt: skip

KINDS: dict[str, tuple[Family, Kind]] = {
    kind.type: (family, kind) for family in FAMILIES for kind in family.kinds
}
OPENINGS: dict[str, Family] = {
    family.opening.TYPE: family for family in FAMILIES if family.opening is not None
}
"""Openings that need not go out themselves are taken in too."""
STREAMED = frozenset(OPENINGS) | {
    name for name, (family, _) in KINDS.items() if family.opening is not None
}
"""Types whose stream says more than they do themselves."""
