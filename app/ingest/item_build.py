"""One row of a catalogue as an item version, and whether two versions say the same."""

from pydantic import ValidationError

from app.ingest.errors import fault
from app.ingest.item_mapping import ItemMapping
from app.ingest.values import Texts
from app.reports.checks import invalid_fields
from domain.registry.events import ItemVersionPublished
from domain.registry.items import check_standard
from domain.registry.standards import CatalogueLine, ItemStandard

_LISTED = ("department", "department_code", "main_item", "task_type", "area_code")


def as_item(mapping: ItemMapping, row: Texts) -> ItemVersionPublished:
    """The first version of the row's item; codes as they are written.

    Raises:
        DomainError: missing-column, bad-value, payload-invalid, or a code of `check_standard`.
    """
    columns, terms = mapping.columns, mapping.terms
    basis = _text(mapping, row, columns.legal_basis)
    legal = _days(mapping, row, columns.legal_days) or terms.legal_days
    committed = _days(mapping, row, columns.committed_days) or min(terms.committed_days, legal)
    listed = {name: _text(mapping, row, getattr(columns, name)) for name in _LISTED}
    try:
        item = ItemVersionPublished(
            item_code=_needed(mapping, row, columns.code),
            item_version=1,
            name=_needed(mapping, row, columns.name),
            profile=terms.profile,
            legal_days=legal,
            committed_days=committed,
            standard=ItemStandard(legal_basis=_articles(basis)) if basis else None,
            listed=CatalogueLine(source=mapping.source, **listed),
        )
    except ValidationError as error:
        raise invalid_fields(error, "row") from None
    check_standard(item)
    return item


def same(known: ItemVersionPublished, item: ItemVersionPublished) -> bool:
    """True if the catalogue says nothing new of an item."""
    return known == item.model_copy(update={"item_version": known.item_version})


def _articles(text: str) -> tuple[str, ...]:
    return tuple(one for part in text.replace("；", ";").split(";") if (one := part.strip()))


def _text(mapping: ItemMapping, row: Texts, column: str | None) -> str | None:
    text = row.get(column, "") if column else ""
    return None if text in ("", *mapping.columns.blank) else text


def _needed(mapping: ItemMapping, row: Texts, column: str) -> str:
    text = _text(mapping, row, column)
    if text is None:
        raise fault("missing-column", column, fields=(column,))
    return text


def _days(mapping: ItemMapping, row: Texts, column: str | None) -> int | None:
    text = _text(mapping, row, column)
    if text is None or column is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise fault("bad-value", f"{column} = {text[:60]!r} is no number", fields=(column,))
    return int(text)
