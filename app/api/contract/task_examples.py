"""Sound bodies of the commands of a supervision task."""

from typing import Any

ORG = "11329901MB02A901X8"
DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

DISPUTES: dict[str, dict[str, Any]] = {
    "record-interim-measure": {"detail": "已现场巡查，未见异常", "record": DIGEST},
    "negotiate-dispute": {"org": ORG, "minutes": DIGEST, "note": "双方同意由执法局负责"},
    "escalate-dispute": {"level": "STAFFING_OFFICE", "reason": "协商不成"},
    "rule-responsibility": {
        "org": ORG, "rulingNumber": "BB-2026-1", "validFrom": "2026-03-01",
        "legalBasis": "示范县权责清单 2026 版第 12 项", "document": DIGEST,
    },
}  # fmt: skip
