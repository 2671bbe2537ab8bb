"""docs/rules.md: what monitoring looks for, under which article, and how severe it is."""

import inspect

from app.catalogue.terms import SEVERITIES
from domain.monitoring.rules import RULES, Rule

_HEAD = """# Monitoring rules (监察规则)

Generated from `domain/monitoring/rules.py` by `make docs`; a test fails when it is stale.

A rule signals and evidences; it decides nothing about a person. Each finding names the positions in
the log that prove it.

| id | 规则 | rule | legal article | severity | finds |
|---|---|---|---|---|---|
"""


def rules_page() -> str:
    """The whole page, as Markdown."""
    return _HEAD + "".join(_row(rule) for rule in RULES)


def _row(rule: Rule) -> str:
    severity = ", ".join(f"{SEVERITIES[one]} {one.value}" for one in rule.severity)
    doc = " ".join((inspect.getdoc(rule.check) or "").split())
    _, _, finds = doc.partition(": ")
    return f"| {rule.id} | {rule.zh} | {rule.en} | {rule.law} | {severity} | {finds} |\n"
