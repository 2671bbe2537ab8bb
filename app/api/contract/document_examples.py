"""One sound body for each command of a document."""

from typing import Any

_DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

DOCUMENTS: dict[str, dict[str, Any]] = {
    "issue-document": {
        "caseId": "01a20383-4b58-7177-9358-e4b7de1262b9",
        "kind": "ACCEPTANCE_NOTICE",
        "number": "示审受〔2026〕1号",
        "digest": _DIGEST,
        "documentsEvent": "6f0f3c52-6d1c-5d0e-9b61-9e6c1d5f4a10",
    },
    "seal-document": {"seal": "329901-SP-01"},
    "serve-document": {"method": "WINDOW", "servedOn": "2026-11-20", "receipt": _DIGEST},
}
