"""One sound body for each command of a feed."""

from typing import Any

_DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_KEY = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="
_SIGNED = "A" * 86 + "=="

FEEDS: dict[str, dict[str, Any]] = {
    "sign-receipt": {
        "feedSeq": 17, "feedHash": _DIGEST, "treeSize": 4096, "root": _DIGEST,
        "publicKey": _KEY, "signature": _SIGNED,
    },
    "make-package": {"organisation": "11329901MB02A901X8", "firstSeq": 1, "lastSeq": 17},
    "receive-package": {
        "organisation": "11329901MB02A901X8", "firstSeq": 1, "lastSeq": 17, "package": _DIGEST,
        "publicKey": _KEY, "signature": _SIGNED,
    },
}  # fmt: skip
