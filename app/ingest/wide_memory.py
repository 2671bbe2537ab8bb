"""What one row says for all rows of its case, whatever their order: read before the rest."""

from collections.abc import Iterable

from app.ingest.rows import Row
from app.ingest.values import Texts
from app.ingest.wide_mapping import RememberRule
from app.ingest.wide_values import holds

PREFIX = "remembered:"


class Memory:
    """Remembered values by rule and case. Two rows that differ leave it open: nothing is chosen."""

    def __init__(self, rules: tuple[RememberRule, ...]) -> None:
        self._rules = rules
        self._held: dict[tuple[str, str], set[str]] = {}

    @property
    def needed(self) -> bool:
        """Whether the file must be read beforehand."""
        return bool(self._rules)

    def read(self, rows: Iterable[Row]) -> None:
        """Go over the whole file once."""
        for row in rows:
            for rule in self._rules:
                text = row.values.get(rule.column, "")
                if text and not row.fault and holds(rule.when, row.values):
                    key = (rule.name, row.values.get(rule.by, ""))
                    self._held.setdefault(key, set()).add(text)

    def with_it(self, row: Texts) -> Texts:
        """The row, and beside its columns what is remembered of its case."""
        more = {}
        for rule in self._rules:
            held = self._held.get((rule.name, row.get(rule.by, "")), set())
            if len(held) == 1:
                more[PREFIX + rule.name] = next(iter(held))
        return {**row, **more} if more else row
