"""岗位不符: an act under a post whose role, scope or tier does not cover it (domain.md §6, P-03).

Acts worked here are refused by a guard. Judged is what source systems report, and only where the
institution knew the post when the report came in; whether the person it names is the one who holds
the post is not judged, since sources have names of their own for persons [D].
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from domain.approval.stages import Stage
from domain.approval.tiers import covers
from domain.monitoring.case_view import CaseView
from domain.monitoring.facts import CaseFacts, instant
from domain.monitoring.findings import Finding, Party, Rule, Severity
from domain.registry.posts import Post
from domain.registry.standards import DecisionTier, FlowProfile
from domain.shared.act import Role
from domain.timing.days import shanghai_date

ROLES: dict[Stage, frozenset[Role]] = {
    Stage.ACCEPT: frozenset({Role.WINDOW}),
    Stage.REVIEW: frozenset({Role.REVIEWER, Role.CHIEF_DECIDER}),
    Stage.SURVEY: frozenset({Role.SURVEYOR, Role.LEADER}),
    Stage.DECIDE: frozenset({Role.CHIEF_DECIDER, Role.LEADER}),
    Stage.CERTIFY: frozenset({Role.CERT_MAKER}),
}
"""Who may act in a stage: centre staff accept and register, they neither review nor decide (S2)."""
AT_ONE_WINDOW = frozenset({FlowProfile.INSTANT, FlowProfile.FILING})
NOT_HELD, ROLE, SCOPE, TIER = "NOT_HELD", "ROLE", "ITEM_OUT_OF_SCOPE", "TIER"

Known = Callable[[str, int], Sequence[Post]]
"""(post, position) → its tenures as recorded before that position; none: the post is unknown."""


def unqualified(
    facts: CaseFacts, profile: FlowProfile | None, tier: DecisionTier | None, known: Known
) -> list[list[Any]]:
    """The acts whose post does not cover them: [*key, person, post, why] in their order. `tier`:
    that the item asks of a decision."""
    if facts.native:
        return []
    found = []
    for stage, people in facts.hands.items():
        for person, (*key, post) in people.items():
            tenures = known(post, key[2]) if post else ()
            on = shanghai_date(instant(key[0]))
            why = breach(Stage(stage), tenures, facts.item, profile, tier, on) if tenures else ""
            if why:
                found.append([*key, person, post, why])
    return sorted(found, key=lambda row: row[:3])


def breach(
    stage: Stage,
    tenures: Sequence[Post],
    item: str | None,
    profile: FlowProfile | None,
    tier: DecisionTier | None,
    on: date,
) -> str:
    """Why a post does not cover an act in a stage on a date; empty if it does."""
    held = next((one for one in reversed(tenures) if one.valid_on(on)), None)
    if held is None:
        return NOT_HELD
    if held.role not in ROLES[stage] and profile not in AT_ONE_WINDOW:
        return ROLE
    if item and held.items and item not in held.items:
        return SCOPE
    return TIER if stage is Stage.DECIDE and not covers(held.tier, tier) else ""


def unqualified_role(view: CaseView) -> Iterator[Finding]:
    """岗位不符: acted under a post that is not held, or whose role, items or tier do not cover the
    act."""
    for at, _, position, person, post, why in view.unqualified:
        yield Finding("P-03", Severity.RED, instant(at), (position,), person, post, why)


CASE_RULES: tuple[Rule, ...] = (
    Rule(
        "P-03", "岗位不符", "unqualified role", "许可§69(2), §74(1)", (Severity.RED,),
        (Party.EFFICIENCY, Party.BUREAU, Party.DISCIPLINE), unqualified_role,
    ),
)  # fmt: skip
