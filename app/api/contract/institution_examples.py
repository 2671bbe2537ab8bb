"""Sound bodies of the commands on powers, seals, lists and hours of service."""

from typing import Any

_ITEM = "329901-0101"
_FROM, _TO = "11329901MB02A901X8", "11329901MB06A90132"
_PAIR = {"itemCode": _ITEM, "delegator": _FROM, "delegate": _TO}

POWERS: dict[str, dict[str, Any]] = {
    "declare-absence": {
        "post": "liaison-market", "first": "2027-03-01", "last": "2027-03-12", "reason": "年休假",
    },
    "end-absence": {"post": "liaison-market", "endedOn": "2027-03-08"},
    "assess-transfer": {
        "itemCode": _ITEM, "slower": False, "lessSafe": False, "costlier": False, "merged": True,
        "conclusion": "并入后办理不慢、安全不减、成本不增",
    },
    "transfer-responsibility": {
        "itemCode": _ITEM, "function": "SUPERVISE", "fromOrg": _FROM, "toOrg": _TO,
        "validFrom": "2027-03-01", "inFlight": "STAY", "memo": "XJ-2027-1",
    },
    "correct-responsibility": {
        "itemCode": _ITEM, "function": "SUPERVISE", "org": _TO, "validFrom": "2026-01-01",
        "corrects": "01a20383-4b58-7177-9358-e4b7de1262b9", "reason": "原记录机构有误",
    },
    "set-linkage-policy": {
        "validFrom": "2027-01-01", "claimModel": "EXPLICIT_WITH_FALLBACK", "signDays": 1,
        "claimDays": 3, "negotiationDays": 3, "rulingDays": 10, "interimOrg": _TO,
    },
    "grant-delegation": {
        **_PAIR, "functions": ["SUPERVISE"], "validFrom": "2027-01-01", "legalBasis": "许可§24",
    },
    "announce-delegation": {**_PAIR, "announcement": "GG-2027-1", "announcedOn": "2027-01-05"},
    "revoke-delegation": {**_PAIR, "endedOn": "2027-06-01", "reason": "承接能力不足"},
    "activate-seal": {
        "seal": "SP-01", "org": "11329901MB01A9019P", "kind": "APPROVAL", "validFrom": "2026-01-01",
    },
    "seal-up-seal": {"seal": "SP-02", "sealedOn": "2026-06-01", "reason": "事项划转"},
    "destroy-seal": {"seal": "SP-02", "destroyedOn": "2026-12-01", "witness": "person-notary"},
    "publish-list": {
        "kind": "NEGATIVE", "listVersion": 1, "validFrom": "2026-01-01",
        "entries": [{"code": "FM-1", "name": "不得要求提供无依据的证明"}],
    },
    "publish-hours": {
        "window": "hall-saturday", "weekdays": [6], "opens": 540, "closes": 720,
        "validFrom": "2026-01-01",
    },
}  # fmt: skip
