"""Standard Webhooks: three headers, HMAC-SHA-256 over `id.timestamp.body`, several keys at once."""

import hmac
from base64 import b64encode
from collections.abc import Sequence

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
"""CloudEvents 1.0, structured mode."""


def signature(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and base64; `timestamp` in seconds since 1970."""
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + b64encode(hmac.digest(secret, signed, "sha256")).decode()


def headers(
    secrets: Sequence[bytes], message_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """All headers of one message; one signature a secret, the newest first."""
    signed = [signature(one, message_id, timestamp, body) for one in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signed),
        "content-type": CONTENT_TYPE,
        "user-agent": "shenguan-webhooks/1",
        "accept-encoding": "identity",
    }
