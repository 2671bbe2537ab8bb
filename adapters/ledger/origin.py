"""On whose behalf events are appended: the appender's fairness, and the trace in its log lines.

Carried by a context variable, so that every layer between a request and the log stays as it is.
"""

from contextvars import ContextVar
from typing import NamedTuple


class Origin(NamedTuple):
    """`caller`: whose turn it is, empty for the process's own work. `bulk`: reports of a machine,
    which share what people leave. `trace`: W3C trace id, or None."""

    caller: str = ""
    bulk: bool = False
    trace: str | None = None


OWN = Origin()
_CURRENT: ContextVar[Origin] = ContextVar("ledger_origin", default=OWN)
current = _CURRENT.get
enter = _CURRENT.set
leave = _CURRENT.reset
