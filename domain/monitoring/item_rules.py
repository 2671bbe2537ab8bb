"""Rules on the items that an institution publishes (D-08); found on reading, nobody is late."""

from collections.abc import Iterator

from domain.monitoring.findings import Party, Rule, Severity
from domain.registry.events import ItemVersionPublished
from domain.registry.identifiers import CodeFlaw, flaw_of


def bad_identifier(item: ItemVersionPublished) -> Iterator[CodeFlaw]:
    """标识码有误: the department's code in the catalogue fails its check. The item is in, and the
    code is kept as it was written."""
    if item.listed and (flaw := flaw_of(item.listed.department_code)):
        yield flaw


ITEM_RULES: tuple[Rule, ...] = (
    Rule(
        "D-08", "标识码有误", "bad identifiers", "GB 32100", (Severity.HINT,), (Party.HANDLER,),
        bad_identifier,
    ),
)  # fmt: skip
