"""Standard Webhooks: the published example, and two signatures while a secret is rotated."""

import json
from base64 import b64decode

from adapters.webhooks.signing import headers, signature
from app.settings import Settings


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
