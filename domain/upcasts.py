"""Old payloads become the newest shape: pure dict -> dict, one step per version.

A row says: data of `type` at version `v` becomes version `v + 1` through this function. Golden
payloads keep every old shape readable (house-style.md, rule 6).
"""

from collections.abc import Callable, Mapping
from typing import Any

Data = dict[str, Any]
Upcaster = Callable[[Data], Data]

UPCASTS: tuple[tuple[str, int, Upcaster], ...] = ()


def _by_place(upcasts: tuple[tuple[str, int, Upcaster], ...]) -> dict[tuple[str, int], Upcaster]:
    return {(event_type, version): step for event_type, version, step in upcasts}


_STEPS = _by_place(UPCASTS)


def upcast(
    event_type: str,
    version: int,
    data: Data,
    steps: Mapping[tuple[str, int], Upcaster] = _STEPS,
) -> Data:
    """Payload `data`, stored at `version`, in the newest shape of its type."""
    while step := steps.get((event_type, version)):
        data = step(data)
        version += 1
    return data
