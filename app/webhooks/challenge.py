"""核实回调: the callback echoes what only its receiver was told, and so agrees to be sent to."""

import hmac
import secrets
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

import orjson

TYPE = "cn.shenguan.webhook.verification.v1"


def asked(subscription: UUID, region: str, now: datetime) -> tuple[str, str, bytes]:
    """(Challenge, webhook-id, body) of a message that asks for the echo `{"challenge": …}`."""
    challenge, message_id = secrets.token_urlsafe(32), f"verify-{uuid4()}"
    body = {
        "specversion": "1.0",
        "id": message_id,
        "source": f"/regions/{region}",
        "type": TYPE,
        "subject": str(subscription),
        "time": now.isoformat(),
        "datacontenttype": "application/json",
        "data": {"challenge": challenge},
    }
    return challenge, message_id, orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def echoes(answer: bytes, challenge: str) -> bool:
    """Whether an answer is JSON with the same challenge."""
    try:
        said = orjson.loads(answer)["challenge"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return False
    return isinstance(said, str) and hmac.compare_digest(said.encode(), challenge.encode())


def digest_of(challenge: str) -> str:
    """What of a challenge enters the log."""
    return sha256(challenge.encode()).hexdigest()
