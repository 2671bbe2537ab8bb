"""The acts around an acceptance in a random history: gaps, opinions, visits, computed decisions."""

import random
from collections.abc import Callable

from domain.approval import events as case
from domain.approval import handler_events as handler
from domain.approval import material_events as material
from domain.approval import opinion_events as opinion
from domain.approval import ruling_events as ruling
from domain.shared.act import Act
from domain.shared.event import DomainEvent

ASKED = "11320412014555555R"
"""Whose reviewer is asked: party to the case from then on."""
_CHECKS = (ruling.RuleCheck(rule="r", passed=True),)


def accepted(act: Callable[[DomainEvent], Act], rnd: random.Random, reported: bool) -> list[Act]:
    """An acceptance, in one of three with gaps that are closed, expire or stay open."""
    days = None if reported else 20
    if rnd.random() < 0.6:
        return [act(case.CaseAccepted(legal_days=days, committed_days=8)), *_said(act, rnd)]
    gaps = material.AcceptedWithGaps(
        gaps=("a", "b"), gap_days=rnd.choice((2, 9)), legal_days=days, committed_days=8
    )
    acts = [act(handler.VisitRecorded()), act(gaps), *_said(act, rnd)]
    acts += [act(material.GapMaterialSupplied(name=name)) for name in "ab" if rnd.random() < 0.6]
    if rnd.random() < 0.2:
        acts.append(act(material.GapExpired(missing=("b",))))
    return acts


def _said(act: Callable[[DomainEvent], Act], rnd: random.Random) -> list[Act]:
    events: tuple[DomainEvent, ...] = (
        opinion.ReviewerOpinionRequested(addressee=ASKED, due_days=3),
        opinion.ReviewerOpinionRequested(addressee="另一机构", due_days=5),
        opinion.ReviewerOpinionGiven(org=ASKED, agreed=True, opinion="同意"),
        opinion.ReviewerOpinionLapsed(org="另一机构"),
        ruling.InstantDecisionComputed(
            rule_set="s", rule_version="1", passed=rnd.random() < 0.5, checks=_CHECKS
        ),
        handler.PriorityDeclared(reason="重点", approved_by="p-1"),
        ruling.FilingRecorded(filing_number="BA-1"),
    )
    shares = (0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.08)
    return [act(one) for one, share in zip(events, shares, strict=True) if rnd.random() < share]
