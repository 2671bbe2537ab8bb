"""The command of certificate batches: the rhythm's alone."""

from app.commands.entry import SYSTEM, Aggregate, Entry
from domain.delivery.batch_commands import PushCertificateBatch

BATCHES: tuple[Entry, ...] = (
    Entry(
        "push-batches",
        PushCertificateBatch,
        Aggregate.BATCH,
        SYSTEM,
        addressed=False,
        internal=True,
    ),
)
