"""Shapes of the linkage's numbers (S3) and of tasks in dispute (R6)."""

from datetime import date

from app.api.contract.rows import Task
from app.api.contract.shapes import Count, Page, Position, Shape


class LinkageNumbers(Shape):
    """Numbers of tasks, rates of 1, hours of the clock; a rate of nothing is null.
    `overdueInspections`: inspections and penalties of which something was owed before today."""

    pushed: Count
    sign_due: Count
    signed_late: Count
    claimed: Count
    claim_median_hours: float | None
    bounced: Count
    in_arbitration: Count
    feedback_due: Count
    feedback_late: Count
    signing_rate: float | None
    bounce_rate: float | None
    feedback_rate: float | None
    overdue_inspections: Count


class DepartmentLinkage(LinkageNumbers):
    """The same of tasks first pushed to `org`."""

    org: str


class LinkageHealth(Shape):
    """All together in `counts`, and by department."""

    since: date
    until: date
    by_organisation: list[DepartmentLinkage]
    counts: LinkageNumbers
    position: Position


class LinkageTasks(Page[Task]):
    """The tasks behind a number."""


class DisputeCounts(Shape):
    """Open tasks that were returned, by what has become of them."""

    to_reroute: Count
    rerouted: Count
    in_arbitration: Count
    ruled: Count


class DisputedTasks(Page[Task]):
    """A page of them with the counts of all."""

    counts: DisputeCounts
