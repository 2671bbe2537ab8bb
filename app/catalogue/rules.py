"""docs/rules.md: what monitoring looks for, under which article, and how severe it is."""

import inspect

from app.catalogue.terms import PARTIES, SEVERITIES
from domain.monitoring.rules import RULES, Rule

_HEAD = """# Monitoring rules (监察规则)

Generated from `domain/monitoring/rules.py` by `make docs`; a test fails when it is stale.

A rule signals and evidences; it decides nothing about a person. Each finding names the positions in
the log that prove it.

`concerns` names whom a finding is meant for. Of the rules that time makes true, each severity is a
step of one finding. A finding that a late report moots is cancelled with its reason and stays on
record (`GET /v1/monitoring/findings?cancelled=true`).

| id | 规则 | rule | legal article | severity | concerns | finds |
|---|---|---|---|---|---|---|
"""


def rules_page() -> str:
    """The whole page, as Markdown."""
    return _HEAD + "".join(_row(rule) for rule in RULES)


def _row(rule: Rule) -> str:
    severity = ", ".join(f"{SEVERITIES[one]} {one.value}" for one in rule.severity)
    told = "、".join(PARTIES[one] for one in rule.notify)
    doc = " ".join((inspect.getdoc(rule.check) or "").split())
    _, _, finds = doc.partition(": ")
    return f"| {rule.id} | {rule.zh} | {rule.en} | {rule.law} | {severity} | {told} | {finds} |\n"
