"""One sound body for each command of a permit."""

from typing import Any

PERMITS: dict[str, dict[str, Any]] = {
    "annul-permit": {
        "ground": "FRAUD_OR_BRIBERY", "publicHarmWeighed": True, "reason": "以虚假材料取得许可",
        "decisionNumber": "CX-1", "remedies": "六十日内申请行政复议",
    },
    "withdraw-permit": {
        "ground": "SITUATION_CHANGED", "reason": "所在地块依法征收", "compensation": "BC-1",
        "decisionNumber": "CH-1",
    },
    "revoke-permit": {
        "penaltyNumber": "CF-2", "hearingRightTold": True, "reason": "经责令停业仍继续经营",
    },
    "suspend-permit": {"penaltyNumber": "CF-1", "until": "2027-03-31", "reason": "责令停业整顿"},
    "lift-suspension": {"reason": "整改合格"},
    "cancel-permit": {"ground": "EXPIRED", "decisionNumber": "ZX-1", "note": "期满未延续"},
}  # fmt: skip
