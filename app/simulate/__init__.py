"""A seeded county at work: the same commands, guards, policies and reports, in driven time.

`simulate` fills a simulated log; `opening_of` says when such a log should be opened.
"""

from app.simulate.run import (
    CASES_A_DAY,
    Parts,
    Plan,
    is_filled,
    opening_of,
    run_plan,
    simulate,
    simulate_sync,
)
from app.simulate.summary import Summary

__all__ = [
    "CASES_A_DAY",
    "Parts",
    "Plan",
    "Summary",
    "is_filled",
    "opening_of",
    "run_plan",
    "simulate",
    "simulate_sync",
]
