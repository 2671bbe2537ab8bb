"""One sound body for each command of consultations, meetings and changed standards."""

from typing import Any

_DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_BUREAU = "11329901MB01A9019P"
_HEALTH = "11329901MB03A90101"

MEETINGS: dict[str, dict[str, Any]] = {
    "propose-consultation": {
        "consultationNumber": "会商〔2026〕3号",
        "kind": "SPECIAL",
        "topic": "校外培训机构消防查验口径",
        "lead": _BUREAU,
        "reason": "两部门口径不一致",
    },
    "convene-consultation": {
        "heldOn": "2026-12-10T01:00:00Z",
        "invited": [_HEALTH],
        "agenda": ["统一查验口径"],
        "materials": [_DIGEST],
        "opinionDays": 5,
        "silence": "ABSTAINED",
    },
    "give-opinion": {"agreed": True, "opinion": "同意按现行标准执行"},
    "hold-consultation": {"attended": [_BUREAU, _HEALTH]},
    "conclude-consultation": {
        "minutesNumber": "纪要〔2026〕3号",
        "resolutions": [
            {"number": 1, "text": "修订查验清单", "owner": _HEALTH, "due": "2026-12-31"}
        ],
        "dissent": [{"org": _HEALTH, "opinion": "保留对过渡期的意见"}],
    },
    "reschedule-resolution": {"number": 1, "due": "2027-01-15", "reason": "待上级文件"},
    "complete-resolution": {"number": 1, "report": "清单已修订并公布", "evidence": _DIGEST},
    "escalate-consultation": {"level": "JOINT_MEETING", "reason": "部门间未能达成一致"},
    "cancel-consultation": {"reason": "事由消失"},
    "notify-standard-change": {
        "changeNumber": "BZ-2026-1",
        "addressee": _BUREAU,
        "itemCodes": ["XK-0001"],
        "summary": "经营面积下限由 20 平方米改为 30 平方米",
        "effectiveOn": "2027-01-01",
    },
    "adopt-standard-change": {"note": "已据此修订实施清单"},
    "decline-standard-change": {"reason": "与上级实施规范不一致，已报请会商"},
    "hold-weekly-meeting": {
        "attended": [_BUREAU, _HEALTH],
        "settled": ["积压认领任务三日内清零"],
        "minutes": _DIGEST,
    },
    "hold-monthly-consultation": {"attended": [_BUREAU, _HEALTH], "minutes": _DIGEST},
}
