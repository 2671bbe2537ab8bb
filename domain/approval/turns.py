"""数量限制: permits limited in number are decided in the order of acceptance (许可§57).

Only applications for a new permit compete; a change or a renewal takes nobody's place. See
docs/adr/0023.
"""

from domain.approval import handler_events as e
from domain.approval import handling
from domain.approval import handling_commands as c
from domain.approval.case_state import UNDER_WAY, Case, Phase
from domain.approval.demands import standard_of
from domain.approval.events import CasePurpose
from domain.approval.facts import CaseFacts
from domain.registry.events import ItemVersionPublished
from domain.shared.errors import Refused, Unavailable


def competes(case: Case, item: ItemVersionPublished | None) -> bool:
    """Whether the law orders the decision of a case among others of its item."""
    return case.purpose is CasePurpose.NEW and standard_of(item).quantity_limited


def holds_place(earlier: Case, *, starting: bool) -> bool:
    """Whether a case that was accepted earlier must be decided first, or `starting`: begun first.

    One that stands still (许可§45) would hold up others without end, so it is passed over until it
    goes on [D]. One whose materials may follow (容缺) keeps its place: that period is bounded.
    """
    under_way = earlier.phase in UNDER_WAY and earlier.phase is not Phase.PAUSED
    waits = earlier.phase is Phase.ACCEPTED if starting else under_way
    return earlier.native and earlier.purpose is CasePurpose.NEW and waits


def need_turn(case: Case, facts: CaseFacts) -> None:
    """Raises:
    Refused: earlier ones wait; how many is told, which ones is nobody's business here.
    Unavailable: the order is not known at this moment.
    """
    if not competes(case, facts.item) or facts.ahead == 0:
        return
    if facts.ahead is None:
        raise Unavailable(
            "case-turn-unknown",
            "受理先后暂时无法核对，请稍后重试",
            "the order of acceptance cannot be checked at this moment; try again shortly",
        )
    raise Refused(
        "case-out-of-turn",
        f"本事项有数量限制，按受理先后作出决定，之前尚有{facts.ahead}件先受理(行政许可法第五十七条)",
        f"permits of this item are limited in number and decided in the order of acceptance:"
        f" {facts.ahead} accepted earlier come first (Licensing Law, art. 57)",
    )


def declare_priority(
    case: Case, command: c.DeclarePriority, facts: CaseFacts
) -> e.PriorityDeclared:
    """绿色通道: never where the law orders by acceptance."""
    if competes(case, facts.item):
        raise Refused(
            "case-priority-not-allowed",
            "有数量限制的许可按受理先后决定，不得优先办理(行政许可法第五十七条)",
            "permits limited in number are decided in the order of acceptance; none goes first"
            " (Licensing Law, art. 57)",
        )
    return handling.declare_priority(case, command, facts)


GUARDS = {c.DeclarePriority: declare_priority}
