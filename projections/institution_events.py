"""Which events are the institution's: one wording, so that the planner knows the partial index."""

from typing import LiteralString

OF_INSTITUTION: LiteralString = """split_part(type, '.', 1)
  IN ('jurisdiction', 'organisation', 'post', 'item', 'responsibility', 'calendar',
      'delegation', 'seal', 'list', 'hours')"""
"""Condition on `ledger.event`; as migration 20261122000010 has it."""
