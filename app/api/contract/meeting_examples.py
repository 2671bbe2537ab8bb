"""One sound body for each command of consultations, meetings and changed standards."""

from typing import Any

_DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_BUREAU = "11329901MB01A9019P"
_HEALTH = "11329901MB03A90101"

MEETINGS: dict[str, dict[str, Any]] = {
    "hold-weekly-meeting": {
        "attended": [_BUREAU, _HEALTH],
        "settled": ["积压认领任务三日内清零"],
        "minutes": _DIGEST,
    },
    "hold-monthly-consultation": {"attended": [_BUREAU, _HEALTH], "minutes": _DIGEST},
}
