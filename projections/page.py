"""Applying one page to a set of projections: the step that live tail and rebuild share."""

from collections.abc import Iterable, Sequence

from projections.context import Context
from projections.projection import Projection
from projections.reader import Recorded
from projections.session import Session


def apply_page(
    page: Sequence[Recorded],
    projections: Iterable[Projection],
    session: Session,
    context: Context,
) -> None:
    """Take in the institution's events first, then let each projection fold what it handles."""
    context.advance(page)
    institution = bool(
        context.changed_calendars or context.changed_items or context.changed_responsibilities
    )
    for projection in projections:
        handles = projection.handles
        mine = [event for event in page if event.type in handles]
        if mine or (institution and projection.institution):
            projection.apply(mine, session, context)
