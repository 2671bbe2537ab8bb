"""踏勘时限: what a survey has time for, in working days (domain.md §1.2, §3.1). All [D]."""

from domain.timing.days import CalendarDays, WorkingDays

LEAST_STAFF = 2
"""许可§34: the only number here that is law."""
NOTICE_DAYS = WorkingDays(2)
"""[D] Invited organisations are told so long before (domain.md §1.2, joint survey)."""
CONDUCT_DAYS = WorkingDays(5)
"""[D] From the order to the survey (domain.md §3.1; 许可§55 for inspection and testing)."""
FARTHEST = CalendarDays(366)
"""[D] No survey is planned farther ahead."""
FILING_DAYS = WorkingDays(1)
"""[D] From the survey to its filing afterwards (domain.md §3.1, §6 P-04)."""
VISIT_DAYS = WorkingDays(10)
"""[D] From the conclusion to the return visit (domain.md §3.1, §6 P-05)."""
