"""办件: what has become of a case, folded from acts in any order (domain.md §3.1)."""

from domain.approval.case_state.phases import UNDECIDED, UNDER_WAY, Outcome, Phase
from domain.approval.case_state.state import Case, Gaps, PreApproval, Procedure
from domain.approval.case_state.steps import evolve, fold

__all__ = [
    "UNDECIDED",
    "UNDER_WAY",
    "Case",
    "Gaps",
    "Outcome",
    "Phase",
    "PreApproval",
    "Procedure",
    "evolve",
    "fold",
]
