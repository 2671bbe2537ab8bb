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
    "announce-draw": {
        "drawNumber": "SSJ-2026-3", "org": _ORG, "plan": "2026年度食品经营双随机抽查",
        "itemCodes": [_ITEM], "checks": ["食品经营条件"],
        "ratios": [
            {"grade": "A", "permille": 30}, {"grade": "B", "permille": 50},
            {"grade": "C", "permille": 200}, {"grade": "D", "permille": 500},
        ],
        "crew": 2,
        "seedCommitment": "4773d12e2371bb935b9a0f5439b4a1c3ad3f2414b86980f8418d1cfabdfadfef",
        "publicValue": "双色球2026137期开奖号码", "drawOn": "2026-11-30", "inspectBy": "2026-12-31",
    },
    "perform-draw": {
        "secret": "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        "publicValue": "03 07 12 18 25 31 09",
    },
    "publish-draw-result": {"place": "示范县人民政府网站"},
    "cancel-draw": {"reason": "两库登记有误，更正后重新公告"},
}  # fmt: skip
