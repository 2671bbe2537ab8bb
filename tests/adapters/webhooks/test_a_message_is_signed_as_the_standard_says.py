"""Standard Webhooks: the published example, and two signatures while a secret is rotated."""

import json
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from uuid import UUID

from adapters.webhooks.signing import headers, signature
from app.settings import Settings
from app.webhook_secrets import MOST, OVERLAP, WebhookSecrets


def test_the_published_example_has_its_signature():
    path = Settings.from_environment().data / "vectors" / "standard-webhooks.json"
    one = json.loads(path.read_text(encoding="utf-8"))
    secret = b64decode(one["secret_base64"])
    body = one["payload"].encode()
    assert signature(secret, one["id"], one["timestamp"], body) == one["signature"]


def test_each_secret_that_is_valid_signs_and_the_newest_comes_first():
    found = headers([b"new", b"old"], "17-ORG", 1614265330, b"{}")
    new, old = found["webhook-signature"].split(" ")
    assert (new, old) == (
        signature(b"new", "17-ORG", 1614265330, b"{}"),
        signature(b"old", "17-ORG", 1614265330, b"{}"),
    )
    assert (found["webhook-id"], found["webhook-timestamp"]) == ("17-ORG", "1614265330")


def test_each_secret_signs_for_a_day_after_it_was_replaced_also_when_rotated_twice():
    secrets, which = WebhookSecrets(bytes(32)), UUID(int=1)
    first = datetime(2026, 9, 28, tzinfo=UTC)
    second = first + timedelta(hours=1)

    def signing(at: datetime, *rotations: datetime) -> list[int]:
        known = {secrets.of(which, generation): generation for generation in range(1, 20)}
        return [known[one] for one in secrets.signing(which, rotations, at)]

    assert signing(first) == [1]
    assert signing(second, first, second) == [3, 2, 1]
    assert signing(first + OVERLAP, first, second) == [3, 2]
    assert signing(second + OVERLAP, first, second) == [3]
    assert len(signing(first, *[first] * 15)) == MOST
