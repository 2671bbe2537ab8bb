"""One sound body for each command of a subscription."""

from typing import Any

SUBSCRIPTIONS: dict[str, dict[str, Any]] = {
    "request-subscription": {
        "channel": "WEBHOOK",
        "endpoint": "https://callback.example.cn/shenguan",
        "wanted": {"eventTypes": ["task.pushed"], "priorities": ["URGENT"]},
    },
    "change-subscription": {"wanted": {"eventTypes": ["task.pushed", "task.returned"]}},
    "rotate-secret": {},
    "pause-subscription": {"reason": "接收系统升级"},
    "resume-subscription": {},
    "end-subscription": {"reason": "改用事件流"},
    "redrive-deliveries": {"feedSeqs": [17, 18], "reason": "接收系统已恢复"},
}
