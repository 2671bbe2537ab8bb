"""Sound bodies of the commands on opinions, hearings, publicity and remedies of a case."""

from typing import Any

_DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_REGULATOR = "11329901MB02A901X8"

AFTER_ACCEPTANCE: dict[str, dict[str, Any]] = {
    "notify-interested-parties": {"parties": ["person-neighbour"], "documentNumber": "GZ-1"},
    "request-hearing": {"by": "person-neighbour"},
    "notice-hearing": {"heldOn": "2027-03-15", "chair": "person-chair", "place": "三楼会议室"},
    "hold-hearing": {"chair": "person-chair", "record": _DIGEST, "opinion": "各方无异议"},
    "request-substantive-opinion": {},
    "give-substantive-opinion": {"agreed": True, "opinion": "符合技术标准"},
    "request-reviewer-opinion": {"addressee": _REGULATOR, "dueDays": 3, "question": "布局是否合规"},
    "give-reviewer-opinion": {"agreed": True, "opinion": "同意"},
    "consult-feedback": {"tasks": [], "note": "近三年无不良监管记录"},
    "escalate-decision": {"tier": "BUREAU_HEAD", "reason": "重大公共利益"},
    "dispatch-result": {"method": "EMS", "tracking": "EMS-1"},
    "publish-notice": {"noticeNumber": "GS-1"},
    "file-objection": {"ground": "许可范围记载有误"},
    "decide-objection": {"upheld": False, "reason": "记载与申请一致"},
    "file-appeal": {"kind": "RECONSIDERATION", "reference": "复议〔2026〕1号"},
    "decide-appeal": {"outcome": "UPHELD", "reference": "复议决〔2026〕1号"},
    "record-review-finding": {"sound": True, "detail": "程序合规，材料齐全"},
    "refer-accountability": {"addressee": "机关纪委", "ground": "抽查发现超期未说明理由"},
}
