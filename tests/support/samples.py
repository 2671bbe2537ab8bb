"""Sample values of any frozen value of the domain: always the same, and valid."""

import types
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import Enum
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin
from uuid import UUID, uuid5

from pydantic import AwareDatetime
from pydantic.fields import FieldInfo

from domain.shared.event import Value
from domain.shared.ids import ROOT

V = TypeVar("V", bound=Value)

_BY_NAME: dict[str, Any] = {
    "item_code": "000168011000",
    "case_number": "320412-2026-000123",
    "region": "320412",
    "uscc": "11320412014134021X",
    "org": "11320412014134021X",
    "recipient": "11320412014134021X",
    "verifier": "11320412014134021X",
    "addressee": "11320412014134021X",
    "zone": "Asia/Shanghai",
    "year": 2026,
    "post": "window-01",
    "person_id": "p-7f3a",
}
_INSTANT = datetime(2026, 11, 22, 2, 3, 4, 123456, tzinfo=UTC)
_DAY = date(2026, 11, 23)


def sample(cls: type[V], *, full: bool = False) -> V:
    """An instance with the required fields, or with every field."""
    fields = {
        name: _of_field(name, field, full)
        for name, field in cls.model_fields.items()
        if full or field.is_required()
    }
    return cls.model_validate(fields)


def enum_variants(cls: type[V]) -> Iterator[tuple[str, V]]:
    """`field=VALUE` and a minimal instance with it, for every value of every enum, at any depth."""
    for name, field in cls.model_fields.items():
        for label, value in _variants(field.annotation):
            yield f"{field.alias or name}{label}", sample(cls).model_copy(update={name: value})


def _variants(annotation: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(annotation, type):
        listed = get_origin(annotation) is tuple
        for part in get_args(annotation):
            yield from ((at, (one,) if listed else one) for at, one in _variants(part))
    elif issubclass(annotation, Enum):
        yield from ((f"={member.value}", member) for member in annotation)
    elif issubclass(annotation, Value):
        yield from ((f".{label}", one) for label, one in enum_variants(annotation))


def _of_field(name: str, field: FieldInfo, full: bool) -> Any:
    return _BY_NAME[name] if name in _BY_NAME else _of(name, field.annotation, field.metadata, full)


def _of(name: str, kind: Any, metadata: Any, full: bool) -> Any:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _of(name, parts[0], kind.__metadata__, full)
    if origin in (Union, types.UnionType):
        return _of(name, next(part for part in parts if part is not types.NoneType), (), full)
    if origin is tuple:
        return (_of(name, parts[0], (), full),)
    if origin is dict:
        return {"name": _of(name, parts[1], (), full)}
    if issubclass(kind, Value):
        return sample(kind, full=full)
    if issubclass(kind, Enum):
        return next(iter(kind))
    return _plain(name, kind, metadata)


def _plain(name: str, kind: Any, metadata: Any) -> Any:
    if kind is str:
        return "0123456789abcdef" * 4 if "[0-9a-f]{64}" in _patterns(metadata) else f"{name} 样例"
    return {
        int: 7,
        bool: True,
        date: _DAY,
        AwareDatetime: _INSTANT,
        UUID: uuid5(ROOT, f"golden:{name}"),
    }[kind]


def _patterns(metadata: Any) -> str:
    found = [part for one in metadata for part in getattr(one, "metadata", [one])]
    return " ".join(str(getattr(one, "pattern", "")) for one in found)
