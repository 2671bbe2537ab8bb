"""Signing secrets of webhooks: derived, so that none is stored, and a lost answer loses none.

HKDF-SHA-512 (RFC 5869) under `var/keys/webhooks.key` over subscription and generation: 32 bytes,
which nobody can tell from random ones without the key.
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

OVERLAP = timedelta(hours=24)
"""[D] Standard Webhooks: for a while after a rotation both secrets sign."""
MOST = 5
"""[D] That sign at once: a header has an end, however often somebody rotates."""


class WebhookSecrets:
    """The secrets of all subscriptions of this installation."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, subscription: UUID, generation: int) -> bytes:
        """The secret that signs; `generation` counts from 1."""
        info = b"shenguan/webhook\0" + subscription.bytes + generation.to_bytes(4)
        return HKDF(SHA512(), 32, None, info).derive(self._key)

    def shown(self, subscription: UUID, generation: int) -> str:
        """As its receiver configures it: `whsec_` and base64."""
        return "whsec_" + b64encode(self.of(subscription, generation)).decode()

    def signing(
        self, subscription: UUID, rotations: Sequence[datetime], now: datetime
    ) -> list[bytes]:
        """The secrets that sign at `now`, newest first: each that was replaced within `OVERLAP`,
        also where its successor was replaced too. `rotations`: when each secret before the newest
        was replaced, the first one first."""
        replaced = enumerate(rotations, start=1)
        old = [generation for generation, at in replaced if now < at + OVERLAP]
        signing = [*old, len(rotations) + 1][: -MOST - 1 : -1]
        return [self.of(subscription, generation) for generation in signing]
