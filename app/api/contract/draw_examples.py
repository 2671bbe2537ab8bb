"""Sound bodies of the commands on yearly plans, recusals and random draws."""

from typing import Any

_ORG = "11329901MB02A901X8"
_ITEM = "329901-0101"
_PAIR = {"personId": "person-regulator-01", "subjectId": "01a20383-4b58-7177-9358-e4b7de1262b9"}

DRAWS: dict[str, dict[str, Any]] = {
    "publish-inspection-plan": {
        "org": _ORG, "year": 2026, "planVersion": 1, "yearlyCap": 2,
        "checks": [
            {"name": "食品经营条件", "itemCode": _ITEM, "legalBasis": "食品安全法第一百一十条"},
        ],
    },
    "declare-recusal": {**_PAIR, "reason": "与被检查单位负责人有亲属关系"},
    "end-recusal": {**_PAIR, "reason": "该负责人已离任"},
}  # fmt: skip
