"""Bodies of the commands up to acceptance, of who handles a case, and of the short flows."""

from typing import Any

_DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_MATERIALS = [{"name": "营业执照复印件", "digest": _DIGEST}]

ADMISSION: dict[str, dict[str, Any]] = {
    "accept-with-gaps": {"gaps": ["房屋租赁合同"], "documentNumber": "SL-1"},
    "supply-gap-material": {"name": "房屋租赁合同", "digest": _DIGEST},
    "record-material-fetched": {
        "name": "营业执照",
        "sourceOrg": "11329901MB01A9019P",
        "digest": _DIGEST,
    },
    "record-material-fetch-failed": {
        "name": "营业执照",
        "sourceOrg": "11329901MB01A9019P",
        "reason": "共享接口无此数据",
    },
    "assign-first-handler": {"post": "window-01"},
    "hand-over": {"toPost": "window-02", "reason": "轮岗"},
    "assign-agent": {"agent": "person-agent-01", "org": "11329901MB01A9019P"},
    "request-pre-review": {"materials": _MATERIALS},
    "answer-pre-review": {"ready": False, "missing": ["经营场所平面布局图"]},
    "opine-pre-approval": {
        "opinion": "场所符合要求，具备条件后可准予",
        "favourable": True,
        "validUntil": "2199-01-01",
        "preconditions": ["经营场所平面布局图"],
        "materials": [_DIGEST],
    },
    "record-precondition-met": {"name": "经营场所平面布局图", "evidence": _DIGEST},
    "convert-pre-approval": {"reReviewed": False},
    "record-visit": {"purpose": "递交原件"},
    "declare-priority": {
        "reason": "重点项目",
        "approvedBy": "person-leader-01",
        "listEntry": "LSTD-2026-1",
    },
    "compute-instant-decision": {
        "ruleSet": "SC-0101",
        "ruleVersion": "3",
        "checks": [{"rule": "营业执照有效", "passed": True}],
    },
    "record-filing": {"filingNumber": "BA-1"},
}
